// What a form page shows and takes: the rows of one material as typed, by several people at once, until they are handed in.
import type { Asker } from "../chat/context.ts";
import type { LedgerDefinition } from "../ledger/definition.ts";
import { codecOf, formatField } from "../ledger/kinds.ts";
import type { RowIssue } from "../ledger/validate.ts";
import type { Values } from "../ledger/value.ts";
import type { Tx } from "../store/open.ts";
import { readCarried } from "./carry-over.ts";
import { sha256 } from "./inbox.ts";
import { checkRows } from "./submissions/check.ts";
import { type DraftBody, readDraft, saveDraft } from "./submissions/drafts.ts";
import { readLatest } from "./submissions/latest.ts";
import type { MatterMaterial } from "./submissions/materials.ts";
import type { Content } from "./submissions/matter.ts";
import type { Owed } from "./submissions/owed.ts";
import { newRowKey } from "./submissions/row-keys.ts";
import { submitMaterial } from "./submissions/submit.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** One row as typed. */
export type TypedRow = DraftBody["rows"][number];

/** Which form: a material's ledger, or (`nil`) the items of 「经自查未发现问题」, which are one row. */
export interface Sheet {
  owed: Owed;
  material: MatterMaterial;
  definition: LedgerDefinition;
  nil: boolean;
}

/** A form's contents now, and what identifies this moment for whoever edits from here. */
export interface OpenSheet {
  rows: TypedRow[];
  /** Of the draft; 0 where there is none. */
  revision: number;
  /** Of what was handed in last; empty where nothing was. */
  base: string;
  /** Who wrote it last, and when; null for a blank form. */
  by: { id: string; name: string } | null;
  at: Date | null;
  /** True where it is a draft and not what was handed in. */
  draft: boolean;
  /** The earlier period whose unfinished rows stand here, where nothing was filled in yet. */
  carriedFrom: string | null;
}

/** A blank row. */
export function blankRow(): TypedRow {
  return { rowKey: newRowKey(), values: {} };
}

/** Whether nothing is filled in. */
export function isBlank({ values }: TypedRow): boolean {
  return Object.values(values).every((value) => value.trim() === "");
}

/** The form as it stands: the draft, else what was handed in, else what the last period left unfinished, else one blank row. */
export async function openSheet(
  db: Pick<Tx, "formDraft" | "submission" | "person" | "assignment" | "problem" | "ledgerDefinition">,
  { owed, material, definition, nil }: Sheet,
): Promise<OpenSheet> {
  const draft = await readDraft(db, owed.id, material.key);
  const latest = await readLatest(db, owed.id);
  const handedIn = latest?.materials.find(({ key }) => key === material.key);
  const base = handedIn?.hash ?? "";
  const drafted = nil ? (draft.body.nil ? [{ rowKey: "nil", values: draft.body.nil }] : []) : draft.body.rows;
  const stored = handedIn && !handedIn.nil === !nil ? (latest?.rows[material.key] ?? []) : [];
  const isDraft = drafted.length > 0;
  const byId = isDraft ? draft.savedById : stored.length > 0 ? (latest?.submittedById ?? null) : null;
  const person = byId
    ? await db.person.findUnique({ where: { id: byId }, select: { id: true, name: true } })
    : null;
  const fresh = !isDraft && stored.length === 0 && !handedIn && !nil;
  const carried = fresh ? await readCarried(db, owed, material.key, definition) : null;
  const rows = isDraft
    ? drafted
    : (carried?.rows ?? stored).map(({ rowKey, values }) => ({
        rowKey,
        values: typedValues(definition, values),
      }));
  return {
    rows: rows.length > 0 ? rows : [nil ? { rowKey: "nil", values: {} } : blankRow()],
    revision: draft.revision,
    base,
    by: person,
    at: isDraft ? draft.savedAt : stored.length > 0 ? (latest?.submittedAt ?? null) : null,
    draft: isDraft,
    carriedFrom: carried?.period ?? null,
  };
}

/** Stored values as a form shows them; what is computed is left out. */
function typedValues(definition: LedgerDefinition, values: Values): Record<string, string> {
  return Object.fromEntries(
    definition.fields
      .filter((field) => codecOf(field).control !== "output")
      .map((field) => [field.key, formatField(field, values[field.key])]),
  );
}

/** A form that came in. Null `revision` and `base` mean that it was filled without having seen the draft. */
export interface FilledSheet {
  rows: readonly TypedRow[];
  revision: number | null;
  base: string | null;
  requestId: string;
}

/** What became of it. */
export type Outcome =
  | { kind: "saved"; revision: number; savedAt: Date }
  | { kind: "taken"; version: number; repeated: boolean }
  /** Kept as the draft, not handed in. */
  | { kind: "refused"; issues: RowIssue[]; revision: number }
  /** Somebody else wrote in between; nothing was changed. */
  | { kind: "conflict"; theirs: OpenSheet };

/** Keeps a form as the draft, or hands it in when `handIn` and every row is right. */
export async function fillSheet(
  work: UnitOfWork,
  asker: Asker,
  sheet: Sheet,
  filled: FilledSheet,
  handIn: boolean,
): Promise<Outcome> {
  const { tx } = work;
  const { owed, material } = sheet;
  const rows = filled.rows;
  await tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "id" = ${owed.id} FOR UPDATE`;
  const requestId = requestIdOf(filled);
  const earlier = await tx.submission.findUnique({
    where: { assignmentId_requestId: { assignmentId: owed.id, requestId } },
    select: { version: true },
  });
  if (handIn && earlier) return { kind: "taken", version: earlier.version, repeated: true };
  const theirs = await openSheet(tx, sheet);
  if (isOvertaken(filled, theirs)) return { kind: "conflict", theirs };
  if (!handIn) return { kind: "saved", ...(await keep(work, asker, sheet, rows)), savedAt: work.now };
  const validation = await checkRows(tx, sheet, rows, work.now);
  if (validation.issues.length > 0)
    return {
      kind: "refused",
      issues: validation.issues,
      ...(await keep(work, asker, sheet, rows)),
    };
  const receipt = await submitMaterial(work, {
    assignmentId: owed.id,
    materialKey: material.key,
    content: contentOf(sheet, rows, validation.rows),
    channel: "page",
    requestId,
    byPersonId: asker.id,
  });
  return { kind: "taken", version: receipt.version, repeated: receipt.repeated };
}

/** The same form sent twice is one act; the same page sent again with other words is another. */
function requestIdOf({ requestId, rows }: FilledSheet): string {
  return `page:${requestId}:${sha256(contentKey(rows)).slice(0, 16)}`;
}

function contentKey(rows: readonly TypedRow[]): string {
  const filled = rows.filter((row) => !isBlank(row));
  return JSON.stringify(
    filled.map(({ values }) =>
      Object.entries(values)
        .filter(([, value]) => value.trim() !== "")
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
}

function isOvertaken({ revision, base, rows }: FilledSheet, theirs: OpenSheet): boolean {
  const seen = (revision === null || revision === theirs.revision) && (base === null || base === theirs.base);
  const known = contentKey(theirs.rows);
  return !seen && known !== contentKey(rows) && theirs.rows.some((row) => !isBlank(row));
}

async function keep(
  work: UnitOfWork,
  asker: Asker,
  { owed, material, nil }: Sheet,
  rows: readonly TypedRow[],
): Promise<{ revision: number }> {
  const draft = await readDraft(work.tx, owed.id, material.key);
  const half = nil ? { nil: rows[0]?.values ?? {} } : { rows: [...rows] };
  return saveDraft(work, {
    assignmentId: owed.id,
    materialKey: material.key,
    body: { ...draft.body, ...half },
    byPersonId: asker.id,
    revision: draft.revision,
  });
}

/** What is handed in of checked rows; each keeps the key that its form gave it. */
export function contentOf(
  { definition, nil }: Sheet,
  typed: readonly TypedRow[],
  valid: readonly { row: number; rowKey?: string; values: Values }[],
): Content {
  if (nil) return { kind: "nil", ...(valid[0] ? { items: valid[0].values } : {}) };
  return {
    kind: "rows",
    ledger: { code: definition.code, version: definition.version },
    rows: valid.map(({ row, rowKey, values }) => ({
      rowKey: rowKey ?? typed[row - 1]!.rowKey,
      values,
    })),
  };
}

/** A row of two people: one's own values, and the other's where they differ. */
export interface MergedRow extends TypedRow {
  theirs?: Record<string, string>;
  /** The row is the other's alone. */
  foreign?: boolean;
}

/** Both people's rows, nothing left out: one's own order first, then what only the other has. A blank takes the other's word. */
export function mergeRows(mine: readonly TypedRow[], theirs: readonly TypedRow[]): MergedRow[] {
  const other = new Map(theirs.map((row) => [row.rowKey, row.values]));
  const own = new Set(mine.map(({ rowKey }) => rowKey));
  const merged = mine
    .filter((row) => !isBlank(row) || other.has(row.rowKey))
    .map((row): MergedRow => {
      const values = other.get(row.rowKey);
      const differing = Object.entries(values ?? {}).filter(
        ([key, value]) => value.trim() !== "" && value !== (row.values[key] ?? ""),
      );
      if (differing.length === 0) return { ...row };
      const theirs = Object.fromEntries(differing);
      const own = Object.entries(row.values).filter(([, value]) => value.trim() !== "");
      return { ...row, values: { ...row.values, ...theirs, ...Object.fromEntries(own) }, theirs };
    });
  const foreign = theirs
    .filter((row) => !own.has(row.rowKey) && !isBlank(row))
    .map((row) => ({ ...row, foreign: true }));
  return [...merged, ...foreign];
}
