// A workbook that came back filled in: read before the transaction, then handed in or kept for mending.
import type { Asker, Reply } from "../../chat/context.ts";
import { normaliseName } from "../../domain/text.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { RowIssue, ValidRow } from "../../ledger/validate.ts";
import type { RawEntry } from "../../ledger/value.ts";
import { readWorkbook } from "../../ledger/workbook.ts";
import type { Tx } from "../../store/open.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { checkRows } from "./check.ts";
import { draftRows } from "./drafts.ts";
import { nilWayOf } from "./materials.ts";
import { askForNil, nilRefusal } from "./nil.ts";
import type { Owed } from "./owed.ts";
import { type Filled, keepForMending, takeContent } from "./take.ts";

/** A sheet as it was read and checked; `refusal` says why nothing of it could be read. */
export interface FilledSheet {
  entries: RawEntry[];
  rows: ValidRow[];
  sentences: string[];
  ignored: string[];
  nil: boolean;
  refusal: string | null;
}

/** Reads and checks a workbook for one material; writes nothing. */
export async function readFilledSheet(
  db: Pick<Tx, "problem">,
  { owed, material, definition }: Filled & { definition: LedgerDefinition },
  bytes: Uint8Array,
  now: Date,
): Promise<FilledSheet> {
  const reading = await readWorkbook(bytes, definition);
  const fatal = reading.issues.filter((issue) => issue.fatal);
  const { rows, issues } = await checkRows(db, { owed, material, definition }, reading.entries, now);
  const columns = reading.issues.map(({ message }) => message);
  return {
    entries: reading.entries,
    rows,
    sentences: [
      ...columns,
      ...foreignRows(owed, reading.entries),
      ...issuesByCell(issues, columns.length > 0),
    ],
    ignored: reading.ignored,
    nil: reading.nil,
    refusal: fatal.length > 0 ? fatal.map(({ message }) => message).join("\n") : null,
  };
}

/** 「K9 第1行…」; what is wrong only because its column is missing has been said by the column. */
function issuesByCell(issues: readonly RowIssue[], columnsMissing: boolean): string[] {
  return issues
    .filter(({ cell, field }) => !(columnsMissing && field !== null && cell === undefined))
    .map(({ cell, message }) => (cell ? `${cell} ${message}` : message));
}

/** Rows that another unit signed, as in a merged ledger: they are that unit's to hand in. */
function foreignRows(owed: Owed, entries: readonly RawEntry[]): string[] {
  const others = new Set(entries.filter((entry) => !isOwn(owed, entry)).map(({ unit }) => unit));
  return [...others].map(
    (unit) => `表中有填报单位为“${unit}”的条目，${owed.unit.name}只报本单位的，请删去后再发`,
  );
}

function isOwn({ unit, preparer }: Owed, entry: RawEntry): boolean {
  const names = [unit, preparer].flatMap(({ name, aliases }) => [name, ...aliases]);
  return !entry.unit || names.map(normaliseName).includes(normaliseName(entry.unit));
}

/** Hands a checked sheet in, or keeps it as a draft and says by cell what wants mending. */
export async function takeSheet(
  work: UnitOfWork,
  asker: Asker,
  filled: Filled & { definition: LedgerDefinition },
  sheet: FilledSheet,
): Promise<Reply | Reply[]> {
  const { owed, material, definition } = filled;
  if (sheet.refusal) return { to: "asker", text: sheet.refusal };
  if (sheet.entries.length === 0 && sheet.nil)
    return nilWayOf(owed, material) === "none"
      ? { to: "asker", text: nilRefusal(owed, material.name) }
      : askForNil(work, asker, filled);
  if (sheet.entries.length === 0)
    return {
      to: "asker",
      text: `“${material.name}”的表里没有读到填写的条目，尚未报送。请在表头下面逐行填写后再发；确实没有的，请发送“/零报告 ${owed.code}”。`,
    };
  if (sheet.sentences.length > 0)
    return keepForMending(work, asker, filled, {
      body: { rows: draftRows(sheet.entries.filter((entry) => isOwn(owed, entry))) },
      sentences: sheet.sentences,
      good: sheet.rows.length,
    });
  const { code, version } = definition;
  const content = { kind: "rows", ledger: { code, version }, rows: sheet.rows } as const;
  return takeContent(work, asker, filled, content, "sheet", owed.sensitive ? [] : sheet.ignored);
}
