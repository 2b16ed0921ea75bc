// What a ledger's form page posts.
//
// Inputs are named by field key: `problem`, `deadline`. A further row carries its number: `problem.2`, `problem.3`; the
// first may also be written without. Files for `evidence` come as `_file.evidence`. Options that are ticked repeat their name. Names with a leading underscore are the
// page's own and may be left out: `_row.N` (the row's key), `_revision` and `_base` (what the page was drawn from) and
// `_do`, which says what to do: `submit` (also when it is missing), `save`, `add`, `copy.N`, `remove.N`, or `paste`, which
// adds the rows in `_paste` as they were copied out of a spreadsheet.
import { randomUUID } from "node:crypto";
import { AppError } from "../errors.ts";
import type { LedgerDefinition } from "../ledger/definition.ts";
import { codecOf } from "../ledger/kinds.ts";
import { readPasted } from "../ledger/workbook-paste.ts";
import { blankRow, type FilledSheet, isBlank, type TypedRow } from "../services/form-sheet.ts";
import { newRowKey } from "../services/submissions/row-keys.ts";

/** What a button asks for; `row` counts from 0. */
export type Act =
  | { kind: "submit" | "save" | "add" }
  | { kind: "copy" | "remove"; row: number }
  | { kind: "paste"; pasted: Record<string, string>[] };

/** A posted form: rows as typed, and the button. */
export interface Posted extends FilledSheet {
  act: Act;
}

/** The name of a row's input; `row` counts from 0. */
export function inputName(key: string, row: number): string {
  return row === 0 ? key : `${key}.${row + 1}`;
}

/** The name of the file input beside an input that holds names of files. */
export function fileInputName(input: string): string {
  return `_file.${input}`;
}

const MOST_ROWS = 500;

const tooMany = () =>
  new AppError(
    "INVALID_INPUT",
    `网页上一张表最多填${MOST_ROWS}条，这一次没有保存。更多的请返回，点“用表格填报，上传 .xlsx”。`,
  );

/** Reads a posted form; a field that the ledger does not have is passed over. */
export function readPosted(definition: LedgerDefinition, form: FormData): Posted {
  const fields = definition.fields.filter((field) => codecOf(field).control !== "output");
  const known = new Set([...fields.map(({ key }) => key), "_row"]);
  const numbers = [...form.keys()].flatMap((name) => {
    const [, key = "", number = "1"] = /^(\w+)(?:\.(\d{1,3}))?$/.exec(name) ?? [];
    return known.has(key) ? [Number(number)] : [];
  });
  const count = Math.max(1, ...numbers);
  if (count > MOST_ROWS) throw tooMany();
  const text = (name: string, fallback: string) =>
    [form.get(name)].map((value) => (typeof value === "string" ? value : fallback))[0]!;
  const read = (key: string, row: number): string =>
    [...form.getAll(inputName(key, row)), ...(row === 0 ? form.getAll(`${key}.1`) : [])]
      .filter((value) => typeof value === "string")
      .map((value) => value.replace(/\r\n?/g, "\n"))
      .join("、");
  const rows = Array.from(
    { length: count },
    (_, row): TypedRow => ({
      rowKey: read("_row", row).slice(0, 80) || newRowKey(),
      values: Object.fromEntries(fields.map(({ key }) => [key, read(key, row)])),
    }),
  );
  const revision = Number.parseInt(text("_revision", ""), 10);
  return {
    rows,
    revision: Number.isNaN(revision) ? null : revision,
    base: form.has("_base") ? text("_base", "") : null,
    requestId: text("requestId", "").slice(0, 60) || randomUUID(),
    act: readAct(definition, text("_do", "submit"), text("_paste", "")),
  };
}

function readAct(definition: LedgerDefinition, word: string, pasted: string): Act {
  const [, kind, number] = /^(copy|remove)\.(\d{1,3})$/.exec(word) ?? [];
  if (kind) return { kind: kind as "copy" | "remove", row: Number(number) - 1 };
  if (word === "paste") return { kind: word, pasted: readPasted(definition, pasted, MOST_ROWS + 1) };
  return { kind: word === "save" || word === "add" ? word : "submit" };
}

/** The rows after the button: one more, one fewer; handed in are those with something in them. */
export function applyAct(rows: readonly TypedRow[], act: Act): TypedRow[] {
  switch (act.kind) {
    case "add":
      return [...rows, blankRow()];
    case "paste": {
      const added = act.pasted.map((values): TypedRow => ({ rowKey: newRowKey(), values }));
      const left = added.length > 0 ? rows.filter((row) => !isBlank(row)) : rows;
      if (left.length + added.length > MOST_ROWS) throw tooMany();
      return [...left, ...added];
    }
    case "copy":
      return rows.flatMap((row, index) =>
        index === act.row ? [row, { ...row, rowKey: newRowKey() }] : [row],
      );
    case "remove": {
      const left = rows.filter((_, index) => index !== act.row);
      return left.length > 0 ? left : [blankRow()];
    }
    case "submit": {
      const filled = rows.filter((row) => !isBlank(row));
      return filled.length > 0 ? filled : rows.slice(0, 1);
    }
    default:
      return [...rows];
  }
}
