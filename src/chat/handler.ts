// The kinds of things people can say, each handled by one file in handlers/.
import type { Role } from "../domain/roles.ts";
import type { Context, Reply } from "./context.ts";

/** Whoever is bound, or only people holding one of these roles. */
export type Allow = "bound" | readonly Role[];

/** What a handler does before its transaction opens: reads files, parses; it may read rows but writes none. */
export type Prepare<Source, Prepared> = (
  source: Source,
  context: Omit<Context<unknown>, "work">,
) => Promise<Prepared>;

interface Common<Work, Source, Prepared> {
  allow: Allow;
  prepare?: Prepare<Source, Prepared>;
  run(context: Context<Work>, prepared: Prepared): Promise<Reply | Reply[]>;
}

/** A word people type: `/报送`. The first of `words` is the one shown in help. */
export interface Command<Work, Source = unknown, Prepared = never> extends Common<Work, Source, Prepared> {
  kind: "command";
  words: readonly [string, ...string[]];
  summary: string;
}

/** A card's button. */
export interface CardHandler<Work, Source = unknown, Prepared = never>
  extends Common<Work, Source, Prepared> {
  kind: "action";
  action: string;
}

/** Words without a slash that mean something by what they look like: a filled form, a plan, a plain question. */
export interface Phrase<Work, Source = unknown, Prepared = never> extends Common<Work, Source, Prepared> {
  kind: "phrase";
  recognises(text: string, context: Omit<Context<unknown>, "work">): boolean;
}

/** What happens with a file. */
export interface FileHandler<Work, Source = unknown, Prepared = never>
  extends Common<Work, Source, Prepared> {
  kind: "file";
}

/** Any of them; the prepared value travels from `prepare` to `run` of the same handler and is nobody else's. */
// biome-ignore lint/suspicious/noExplicitAny: each handler's prepared type is its own
export type Handler<Work, Source = unknown> =
  | Command<Work, Source, any>
  | CardHandler<Work, Source, any>
  | Phrase<Work, Source, any>
  | FileHandler<Work, Source, any>;
