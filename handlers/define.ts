// Gives a handler file its types: every handler runs in a unit of work and may read through the runtime beforehand.
import type { Context } from "../src/chat/context.ts";
import type { CardHandler, Command, FileHandler, Handler, Phrase } from "../src/chat/handler.ts";
import type { Runtime } from "../src/services/runtime.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";

/** What `run` is given. */
export type Asked = Context<UnitOfWork>;

/** Any handler of this bot. */
export type AnyHandler = Handler<UnitOfWork, Runtime>;

type Parts<Whole> = Omit<Whole, "kind">;

/** A word people type. */
export function defineCommand<Prepared = never>(
  parts: Parts<Command<UnitOfWork, Runtime, Prepared>>,
): AnyHandler {
  return { kind: "command", ...parts };
}

/** A card's button. */
export function defineAction<Prepared = never>(
  parts: Parts<CardHandler<UnitOfWork, Runtime, Prepared>>,
): AnyHandler {
  return { kind: "action", ...parts };
}

/** Words recognised by what they look like. */
export function definePhrase<Prepared = never>(
  parts: Parts<Phrase<UnitOfWork, Runtime, Prepared>>,
): AnyHandler {
  return { kind: "phrase", ...parts };
}

/** What happens with a file. */
export function defineFile<Prepared = never>(
  parts: Parts<FileHandler<UnitOfWork, Runtime, Prepared>>,
): AnyHandler {
  return { kind: "file", ...parts };
}
