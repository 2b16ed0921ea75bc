// What a review page posts: `verdict`, `version`, `note`, `dueOn`, `pastUpward`, and notes by place: `note.1` on
// material 1, `note.1.2` on its row 2 (counted in the version that was read), `note.1.2.deadline` on a field of it.
import { isDay } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import type { KnownVersion } from "../services/reviews/dossier.ts";
import type { Verdict } from "../services/reviews/matter.ts";
import type { FieldNote } from "../services/reviews/notes.ts";

/** The name of a note's input. */
export function noteName(material: string, row?: number, field?: string): string {
  return ["note", material, ...(row === undefined ? [] : [row]), ...(field ? [field] : [])].join(".");
}

/** A verdict as it was sent. */
export interface PostedReview {
  version: number;
  verdict: Verdict;
  note: string;
  fieldNotes: FieldNote[];
  dueOn?: string;
  pastUpward: boolean;
}

const VERDICTS: readonly Verdict[] = ["accepted", "returned", "doubted"];
const MOST_LENGTH = 500;

/** Reads a posted review; notes are tied to rows of the version that the page showed. */
export function readReview(form: FormData, versions: readonly KnownVersion[]): PostedReview {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const verdict = VERDICTS.find((one) => one === text("verdict"));
  if (!verdict) throw new AppError("INVALID_INPUT", "请点“通过”“退回补正”或“待核实”中的一个。");
  const number = Number(text("version")) || (versions[0]?.version ?? 0);
  const read = versions.find(({ version }) => version === number);
  const fieldNotes = [...form.keys()].flatMap((name): FieldNote[] => {
    const [, material, row, field] = /^note\.(\w+)(?:\.(\d+))?(?:\.(\w+))?$/.exec(name) ?? [];
    const note = text(name).slice(0, MOST_LENGTH);
    if (!material || note === "") return [];
    const rowKey = read?.rows[material]?.find(({ ordinal }) => ordinal === Number(row))?.rowKey;
    return [{ material, ...(rowKey ? { rowKey } : {}), ...(rowKey && field ? { field } : {}), note }];
  });
  const dueOn = text("dueOn");
  return {
    version: number,
    verdict,
    note: text("note").slice(0, 2 * MOST_LENGTH),
    fieldNotes,
    ...(isDay(dueOn) ? { dueOn } : {}),
    pastUpward: text("pastUpward") !== "",
  };
}
