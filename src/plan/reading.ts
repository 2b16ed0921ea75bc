// What the reading of duties rests on.
import type { Attachments } from "./attachments.ts";
import type { Parties } from "./authority.ts";
import type { DateContext } from "./date-mention.ts";
import type { Section } from "./outline.ts";
import type { Paragraph } from "./paragraphs.ts";
import type { PlacedPhase } from "./phases.ts";

/** A plan's paragraphs with all that was read of them before its duties are. */
export interface Reading {
  paragraphs: readonly Paragraph[];
  sections: readonly Section[];
  phases: readonly PlacedPhase[];
  attachments: Attachments;
  parties: Parties;
  context: DateContext;
  /** Indexes of paragraphs that hold no duties: head, lists, tables, contacts. */
  skip: ReadonlySet<number>;
}
