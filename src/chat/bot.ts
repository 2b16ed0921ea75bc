// Finds who answers an event: the bot's only routing, over the table of contents in handlers/.

import { ROLE_NAMES } from "../domain/roles.ts";
import { nearest, toHalfWidth } from "../domain/text.ts";
import { holds, type Reply } from "./context.ts";
import type { Handler, Situation } from "./handler.ts";
import { SAY } from "./messages.ts";

/** Who answers, what stood after the command word; or the sentence that answers instead. */
export type Route<Work, Source> =
  | { handler: Handler<Work, Source>; args: string; value?: string | undefined }
  | { reply: Reply };

/** The bot over a table of handlers. */
export interface Bot<Work, Source> {
  route(situation: Situation): Route<Work, Source>;
  /** What stands in the place of an action's button once it was pressed; null where it may be pressed again. */
  doneWords(action: string): string | null;
  /** Commands for the help page, in the table's order. */
  readonly commands: readonly { word: string; summary: string; allow: Handler<Work, Source>["allow"] }[];
}

/** Cuts what platforms put before a group message's words: one or more leading mentions. */
function withoutMentions(text: string): string {
  return text.replace(/^(?:\s*[@\uff20][^\s\u2005\u00a0]+[\s\u2005\u00a0]+)+/u, "").trim();
}

/** The first word, where codes and numbers stand, in half width; notes and grounds behind it stay as they were typed. */
function withPlainCode(args: string): string {
  return args.replace(/^[^\s\p{P}]+/u, toHalfWidth);
}

/** Throws at construction when two handlers claim one word or action. */
export function createBot<Work, Source>(handlers: readonly Handler<Work, Source>[]): Bot<Work, Source> {
  const commands = new Map<string, Handler<Work, Source>>();
  const actions = new Map<string, Handler<Work, Source>>();
  for (const handler of handlers) {
    const names =
      handler.kind === "command" ? handler.words : handler.kind === "action" ? [handler.action] : [];
    const table = handler.kind === "command" ? commands : actions;
    for (const name of names) {
      if (table.has(name)) throw new Error(`two handlers for ${name}`);
      table.set(name, handler);
    }
  }
  // Longest first, so that a word that begins another does not swallow it.
  const words = [...commands.keys()].sort((a, b) => b.length - a.length);

  const command = (typed: string): Route<Work, Source> | null => {
    const bare = !typed.startsWith("/");
    const line = bare ? `/${typed}` : typed;
    // Half width is as long as full width, so what stands behind the word is cut out of the line as typed.
    const word = words.find((known) => toHalfWidth(line).startsWith(known));
    if (!word) return null;
    const rest = line.slice(word.length);
    // Without a slash only the bare word or the word and a space count: 「报送情况说明」 is not 「报送」.
    if (bare && rest !== "" && !/^\s/.test(rest)) return null;
    return { handler: commands.get(word)!, args: withPlainCode(rest.trim()) };
  };

  const find = (situation: Situation): Route<Work, Source> => {
    const { event } = situation;
    if (event.unusable) return { reply: { text: SAY.unusable(event.unusable) } };
    if (event.kind === "action") {
      const handler = actions.get(event.action ?? "");
      return handler ? { handler, args: event.value ?? "" } : { reply: { text: SAY.unknownAction } };
    }
    if (event.kind === "file") {
      const handler = handlers.find((candidate) => candidate.kind === "file");
      return handler ? { handler, args: "" } : { reply: { text: SAY.fileOnly } };
    }
    const spoken = withoutMentions(event.text);
    const typed = spoken.replace(/^\s*[/\uff0f]\s*/u, "/");
    const text = toHalfWidth(typed);
    if (text.startsWith("/")) {
      return command(typed) ?? { reply: { text: SAY.unknown(nearest(text.split(/\s/)[0]!, words, 3)) } };
    }
    const spelled = situation.inGroup ? null : command(typed);
    // In the middle of a dialogue the bare word of a command still is that command.
    if (situation.asked && spelled && "handler" in spelled && spelled.args === "") return spelled;
    const phrase = handlers.find(
      (candidate) => candidate.kind === "phrase" && candidate.recognises(spoken, situation),
    );
    if (phrase) return { handler: phrase, args: spoken };
    return spelled ?? { reply: { text: SAY.unknown(nearest(`/${text.slice(0, 8)}`, words, 3)) } };
  };

  return {
    commands: handlers.flatMap((handler) =>
      handler.kind === "command"
        ? [{ word: handler.words[0], summary: handler.summary, allow: handler.allow }]
        : [],
    ),
    doneWords(action) {
      const handler = actions.get(action);
      return handler?.kind === "action" ? (handler.done ?? null) : null;
    },
    route(situation) {
      const found = find(situation);
      if ("reply" in found) return found;
      const { allow } = found.handler;
      if (allow !== "bound" && !holds(situation.asker, ...allow)) {
        return {
          reply: { to: "asker", text: SAY.forbidden(allow.map((role) => ROLE_NAMES[role]).join("、")) },
        };
      }
      return found;
    },
  };
}
