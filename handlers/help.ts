// /帮助: what the asker can do here.
import { card } from "../src/chat/card.ts";
import { holds } from "../src/chat/context.ts";
import { SAY } from "../src/chat/messages.ts";
import { type AnyHandler, defineCommand } from "./define.ts";

/** Lists the commands of a table that the asker may use. */
export function defineHelp(handlers: readonly AnyHandler[]): AnyHandler {
  return defineCommand({
    words: ["/帮助", "/help"],
    summary: "能办的事",
    allow: "bound",
    async run({ asker }) {
      const own = handlers.flatMap((handler) =>
        handler.kind === "command" && (handler.allow === "bound" || holds(asker, ...handler.allow))
          ? [handler]
          : [],
      );
      return {
        card: card("您可以发送", {
          body: [...own.map((handler) => `${handler.words[0]}  ${handler.summary}`), "", SAY.welcome],
        }),
      };
    },
  });
}
