// Gives a handler file its types: every handler runs in a unit of work and may read through the runtime beforehand.
import type { Context } from "../src/chat/context.ts";
import type { CardHandler, Command, FileHandler, Handler, Phrase } from "../src/chat/handler.ts";
import type { Runtime } from "../src/services/runtime.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";

/** What `run` is given. */
export type Asked = Context<UnitOfWork>;

/** Any handler of this bot. */
export type AnyHandler = Handler<UnitOfWork, Runtime>;

// Omit over a union would lose its branches.
type Parts<Whole> = Whole extends unknown ? Omit<Whole, "kind"> : never;

/** A word people type. */
export function defineCommand(parts: Parts<Command<UnitOfWork, Runtime>>): AnyHandler {
  return { kind: "command", ...parts };
}

/** A card's button. */
export function defineAction(parts: Parts<CardHandler<UnitOfWork, Runtime>>): AnyHandler {
  return { kind: "action", ...parts };
}

/** Words recognised by what they look like. */
export function definePhrase(parts: Parts<Phrase<UnitOfWork, Runtime>>): AnyHandler {
  return { kind: "phrase", ...parts };
}

/** What happens with a file. */
export function defineFile(parts: Parts<FileHandler<UnitOfWork, Runtime>>): AnyHandler {
  return { kind: "file", ...parts };
}
