// Where a file sent in the chat may stand as 佐证材料: the rows of drafts and returned reports, and names whose file has not come.
import type { Asker } from "../../chat/context.ts";
import { readCode } from "../../domain/obligation.ts";
import { normaliseName, toHalfWidth } from "../../domain/text.ts";
import type { LedgerDefinition, LedgerField } from "../../ledger/definition.ts";
import { fileFieldsOf } from "../../ledger/form.ts";
import { codecOf, parseField } from "../../ledger/kinds.ts";
import type { Tx } from "../../store/open.ts";
import { shorten } from "../campaigns/due-words.ts";
import { findEvidence } from "../evidence.ts";
import { isBlank, openSheet, type TypedRow } from "../form-sheet.ts";
import type { MatterMaterial } from "../submissions/materials.ts";
import { findOwed, type Owed } from "../submissions/owed.ts";
import { markOf } from "../submissions/sent-file.ts";
import type { FilledLedger } from "../submissions/sheet-reading.ts";

/** One field of one row. */
export interface Spot extends FilledLedger {
  field: LedgerField;
  rowKey: string;
  /** Counted from 1. */
  row: number;
  /** What the row is about. */
  words: string;
  /** Names that stand there, and those among them whose file has not come. */
  names: string[];
  missing: string[];
  /** It is in and nothing was changed since: a further name makes a draft of 改报. */
  handedIn: boolean;
  mark: string;
}

/** What reading spots needs. */
type Db = Pick<
  Tx,
  "assignment" | "ledgerDefinition" | "formDraft" | "submission" | "person" | "problem" | "evidence"
>;

const WORDS_SHOWN = 22;

/** The materials of a matter whose rows can carry evidence; the code may name one. */
export function evidenceMaterials(owed: Owed, code: string): MatterMaterial[] {
  const key = readCode(code)?.materialKey ?? null;
  return owed.materials.filter(
    ({ definition, ...material }) =>
      definition && fileFieldsOf(definition).length > 0 && (key === null || material.key === key),
  );
}

function wordsOf(definition: LedgerDefinition, { values }: TypedRow): string {
  const described = definition.problem && values[definition.problem.description];
  const said = definition.fields
    .filter((field) => !["file", "output"].includes(codecOf(field).control))
    .flatMap(({ key }) => values[key]?.trim() || []);
  return shorten((described || said.slice(0, 2).join("；")).replace(/\s+/g, " "), WORDS_SHOWN);
}

/** The names that a cell lists. */
function namesIn(field: LedgerField, cell: string | undefined): string[] {
  const parsed = parseField(field, cell, { baseYear: 0 });
  return "value" in parsed && Array.isArray(parsed.value) ? parsed.value : [cell ?? ""].filter(Boolean);
}

/** The places in the rows of a matter's ledgers; none of a 敏感 one, whose evidence comes by the page. */
export async function findSpots(db: Db, owed: Owed, code: string): Promise<Spot[]> {
  if (owed.sensitive || owed.direction === "upward" || owed.withdrawn || owed.state === "waived") return [];
  const find = await findEvidence(db, owed.id);
  const spots: Spot[] = [];
  for (const material of evidenceMaterials(owed, code)) {
    const definition = material.definition!;
    const opened = await openSheet(db, { owed, material, definition, nil: false });
    if (!opened.draft && (!material.handedIn || material.handedIn.nil)) continue;
    const handedIn = !opened.draft && (owed.state === "submitted" || owed.state === "accepted");
    // What was accepted is changed on the page only.
    if (handedIn && owed.state === "accepted") continue;
    opened.rows.forEach((row, index) => {
      if (isBlank(row)) return;
      for (const field of fileFieldsOf(definition)) {
        const place = { rowKey: row.rowKey, field: field.key };
        const names = namesIn(field, row.values[field.key]);
        const missing = names.filter((name) => find({ material: material.key, ...place }, name) === null);
        const words = wordsOf(definition, row);
        const at = { owed, material, definition, field, rowKey: row.rowKey, row: index + 1 };
        spots.push({ ...at, words, names, missing, handedIn, mark: markOf(place) });
      }
    });
  }
  return spots;
}

/** The places that wait for files in everything of the asker's units: in what is in, only names without their file. */
export async function findAllSpots(db: Db, asker: Asker, now: Date): Promise<Spot[]> {
  const list = await findOwed(db, asker, now);
  const spots: Spot[] = [];
  for (const owed of list.filter(({ status }) => status !== "印发时已过"))
    if (evidenceMaterials(owed, owed.code).length > 0) spots.push(...(await findSpots(db, owed, owed.code)));
  return spots.filter(({ handedIn, missing }) => !handedIn || missing.length > 0);
}

const bare = (name: string) => normaliseName(name).replace(/_/g, "");

/** The missing name that a file's own name is, or null. */
export function nameMeant({ missing }: Pick<Spot, "missing">, fileName: string): string | null {
  return missing.find((name) => bare(name) === bare(fileName)) ?? null;
}

/** The row in 「第3条」, or null. */
export function readRow(words: string): number | null {
  const match = /第\s*(\d{1,3})\s*[条行]/.exec(toHalfWidth(words));
  return match && Number(match[1]);
}

/** Those of the places that are meant: by a button's mark, by 「第3条」, else by the name that waits for this file. */
export function narrowSpots(
  spots: readonly Spot[],
  by: { mark?: string | null; words?: string; fileName?: string },
): Spot[] {
  if (by.mark) return spots.filter(({ mark }) => mark === by.mark);
  const row = readRow(by.words ?? "");
  if (row !== null) return spots.filter((spot) => spot.row === row);
  const named = spots.filter((spot) => by.fileName !== undefined && nameMeant(spot, by.fileName));
  // Copied rows name one file: it comes to the first of them.
  const [first, ...others] = named;
  const alike = others.every(
    ({ owed, material, field }) =>
      owed.id === first?.owed.id && material.key === first.material.key && field.key === first.field.key,
  );
  return first && alike ? [first] : [...spots];
}
