// A form that a dialogue fills in: opened with its assignment locked, kept as the draft that the page shows too.
import { randomUUID } from "node:crypto";
import { card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { NIL_INSPECTION } from "../../ledger/definitions/index.ts";
import type { Validation } from "../../ledger/validate.ts";
import { fillSheet, type OpenSheet, openSheet, type Sheet, type TypedRow } from "../form-sheet.ts";
import { pageButton } from "../submissions/cards.ts";
import { checkRows } from "../submissions/check.ts";
import { nilWayOf } from "../submissions/materials.ts";
import { findAssignment, materialOf } from "../submissions/owed.ts";
import { codeOf, nilFormCode, readFormCode, SENSITIVE_NOTE } from "../submissions/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { Place } from "./place.ts";
import { type Asking, askedFields, isShort, questionsOf } from "./questions.ts";

/** An answer to the asker alone. */
export const own = (reply: Omit<Reply, "to">): Reply => ({ to: "asker", ...reply });

/** A form that is being filled in, with its assignment locked. */
export interface Opened {
  sheet: Sheet;
  asking: Asking;
  code: string;
  open: OpenSheet;
}

/** The form behind 「A12-1」 or 「A12-1-N」, or the sentence why it can't be filled in question by question. */
export async function openForm(work: UnitOfWork, asker: Asker, typed: string): Promise<Opened | Reply> {
  const { code: bare, nil } = readFormCode(typed.trim());
  const owed = await findAssignment(work.tx, asker, bare, work.now);
  await work.tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "id" = ${owed.id} FOR UPDATE`;
  if (owed.withdrawn || owed.state === "waived") return own({ text: `${owed.code}“${owed.what}”不用再报。` });
  const ledgers = owed.materials.filter(({ definition }) => definition);
  const key = bare.split("-")[1];
  const material = key ? materialOf(owed, key) : ledgers.length === 1 ? ledgers[0]! : null;
  if (!material && ledgers.length > 1)
    return own({
      card: card(`${owed.code} 填哪一份？`, {
        actions: ledgers.map((one) => ({
          action: "fill-steps",
          label: `${codeOf(owed, one)} ${one.name.slice(0, 14)}`,
          value: codeOf(owed, one),
        })),
      }),
    });
  if (!material?.definition)
    return own({ text: `${owed.code}没有可以逐项填写的台账，请发送“/报送 ${owed.code}”查看。` });
  if (nil && nilWayOf(owed, material) !== "inspected")
    return own({ text: `“${material.name}”不用这张表，请发送“/零报告 ${owed.code}”。` });
  if (owed.sensitive && !nil)
    return own({
      card: card(`${owed.code} 请在网页填报`, {
        body: SENSITIVE_NOTE,
        actions: [pageButton(work, asker, owed, material)],
      }),
    });
  const definition = nil ? NIL_INSPECTION : material.definition;
  const asking = { definition, name: material.name, baseYear: owed.baseYear };
  if (!isShort(asking))
    return own({
      card: card(`${owed.code} 请在网页或表格里填`, {
        body: `《${definition.title}》栏目较多(${askedFields(asking).length}栏)，逐项问答太长。`,
        actions: [
          pageButton(work, asker, owed, material),
          { action: "fill-text", label: "文字填报", value: codeOf(owed, material) },
        ],
      }),
    });
  const sheet: Sheet = { owed, material, definition, nil };
  const code = nil ? nilFormCode(owed, material) : codeOf(owed, material);
  return { sheet, asking, code, open: await openSheet(work.tx, sheet) };
}

/** What the draft is found by. */
export const draftOf = ({ sheet }: Opened) => ({
  assignmentId: sheet.owed.id,
  materialKey: sheet.material.key,
});

/** A reply with a sentence above it. */
export function withText(text: string, reply: Reply): Reply {
  return text ? { ...reply, text: [text, reply.text].filter(Boolean).join("\n") } : reply;
}

/** The first question of a row. */
export function firstPlace(form: Opened, row: TypedRow, mending: boolean): Place {
  const [first] = questionsOf(form.asking, row.values, false);
  return {
    code: form.code,
    rowKey: row.rowKey,
    field: first?.key ?? null,
    brief: false,
    mending,
    seen: null,
    at: "",
  };
}

/** Keeps the rows as the draft; the draft is there afterwards also where nothing was typed yet. */
export async function keepRows(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  rows: readonly TypedRow[],
): Promise<Opened> {
  const { sheet, open } = form;
  const { revision, base } = open;
  const requestId = randomUUID();
  await fillSheet(work, asker, sheet, { rows, revision, base, requestId }, false);
  return { ...form, open: await openSheet(work.tx, sheet) };
}

/** The rows against the ledger, as every form checks them. */
export function check(work: UnitOfWork, form: Opened, rows: readonly TypedRow[]): Promise<Validation> {
  return checkRows(work.tx, form.sheet, rows, work.now);
}
