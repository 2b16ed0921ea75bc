// The kinds of things people can say, each handled by one file in handlers/.
import type { Role } from "../domain/roles.ts";
import type { Context, Reply } from "./context.ts";

/** Whoever is bound, or only people holding one of these roles. */
export type Allow = "bound" | readonly Role[];

/** What is known of an event before its transaction opens. */
export type Situation = Omit<Context<unknown>, "work">;

/** Does the work inside the transaction and says what to answer. */
export type Run<Work> = (context: Context<Work>) => Promise<Reply | Reply[]>;

/**
 * A handler that only needs rows has `run`; one that must read files or parse documents does so in `prepare`, which
 * may read rows but writes none, and gives back what to run.
 */
type Doing<Work, Source> =
  | { run: Run<Work> }
  | { prepare: (source: Source, situation: Situation) => Promise<Run<Work>> };

/** A word people type: `/报送`. The first of `words` is the one shown in help. */
export type Command<Work, Source> = Doing<Work, Source> & {
  kind: "command";
  allow: Allow;
  words: readonly [string, ...string[]];
  summary: string;
};

/** A card's button. */
export type CardHandler<Work, Source> = Doing<Work, Source> & {
  kind: "action";
  allow: Allow;
  action: string;
  /** What stands in the button's place once it was pressed; left out where it may be pressed again. */
  done?: string;
};

/** Words without a slash that mean something by what they look like: a filled form, a plan, a plain question. */
export type Phrase<Work, Source> = Doing<Work, Source> & {
  kind: "phrase";
  allow: Allow;
  recognises(text: string, situation: Situation): boolean;
};

/** What happens with a file. */
export type FileHandler<Work, Source> = Doing<Work, Source> & { kind: "file"; allow: Allow };

/** Any of them. */
export type Handler<Work, Source> =
  | Command<Work, Source>
  | CardHandler<Work, Source>
  | Phrase<Work, Source>
  | FileHandler<Work, Source>;
