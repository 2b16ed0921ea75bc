// The signature line of a form or sheet: who filled it in for which unit.

import { WORDS } from "./messages.ts";
import { fold } from "./value.ts";

/** The signature line, as far as it is filled in. */
export interface Heading {
  unit?: string;
  filledBy?: string;
  reviewedBy?: string;
  phone?: string;
  filledOn?: string;
}

const PARTS = new Map<string, keyof Heading>([
  [fold(WORDS.unit), "unit"],
  [fold(WORDS.stampedUnit), "unit"],
  [fold(WORDS.filledBy), "filledBy"],
  [fold(WORDS.reviewedBy), "reviewedBy"],
  [fold(WORDS.phone), "phone"],
  [fold(WORDS.filledOn), "filledOn"],
]);

/** The part of the heading that a folded label such as 「填报人」 means. */
export function headingPart(label: string): keyof Heading | undefined {
  return PARTS.get(fold(label));
}

/** Takes 「填报人：某某　联系电话：…」 apart; parts left blank are left out. */
export function readHeading(line: string): Heading {
  const heading: Heading = {};
  const labels = [...PARTS.keys()].map((label) => label.replace(/[()]/g, "\\$&")).join("|");
  const pieces = line.normalize("NFKC").split(new RegExp(`(${labels})\\s*:`));
  for (let at = 1; at < pieces.length; at += 2) {
    const part = PARTS.get(pieces[at]!);
    const value = pieces[at + 1]!.trim();
    if (part && value) heading[part] = value;
  }
  return heading;
}
