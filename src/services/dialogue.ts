// 逐项填写: a ledger filled in question by question in a chat, into the same draft that the page fills.
import { randomUUID } from "node:crypto";
import { card } from "../chat/card.ts";
import type { Asker, Reply } from "../chat/context.ts";
import { NIL_INSPECTION } from "../ledger/definitions/index.ts";
import { answerOf } from "../ledger/text-form-reader.ts";
import type { Validation } from "../ledger/validate.ts";
import { rawText } from "../ledger/value.ts";
import { carriedWords } from "./carry-over.ts";
import { optionsOf, previewCard, questionCard } from "./dialogue/cards.ts";
import { findDialogue, type Place, readDialogue, stopDialogue, writePlace } from "./dialogue/place.ts";
import {
  type Asking,
  askedFields,
  isMust,
  isShort,
  type Order,
  questionsOf,
  readOrder,
} from "./dialogue/questions.ts";
import {
  blankRow,
  contentOf,
  fillSheet,
  isBlank,
  type OpenSheet,
  openSheet,
  type Sheet,
  type TypedRow,
} from "./form-sheet.ts";
import { namesOf } from "./reviews/matter.ts";
import { pageButton } from "./submissions/cards.ts";
import { checkRows } from "./submissions/check.ts";
import { dropDraft } from "./submissions/drafts.ts";
import { nilWayOf } from "./submissions/materials.ts";
import { findAssignment, materialOf } from "./submissions/owed.ts";
import { takeContent } from "./submissions/take.ts";
import { codeOf, nilFormCode, readFormCode, SENSITIVE_NOTE } from "./submissions/words.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

// Who is answering on another phone of the unit is left in peace for so long.
const QUIET_MINUTES = 60;

const STALE = "这张卡片已经失效，请发送 /报送 重新选择。";
const own = (reply: Omit<Reply, "to">): Reply => ({ to: "asker", ...reply });

/** A form that is being filled in, with its assignment locked. */
interface Opened {
  sheet: Sheet;
  asking: Asking;
  code: string;
  open: OpenSheet;
}

/** The form behind 「A12-1」 or 「A12-1-N」, or the sentence why it can't be filled in question by question. */
async function openForm(work: UnitOfWork, asker: Asker, typed: string): Promise<Opened | Reply> {
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

const draftOf = ({ sheet }: Opened) => ({ assignmentId: sheet.owed.id, materialKey: sheet.material.key });

/** Begins a form, or goes on where it was left. */
export async function startDialogue(work: UnitOfWork, asker: Asker, typed: string): Promise<Reply> {
  const form = await openForm(work, asker, typed);
  if (!("sheet" in form)) return form;
  const { place, byId } = await readDialogue(work.tx, draftOf(form));
  if (byId && byId !== asker.id && place && minutesSince(place.at, work.now) < QUIET_MINUTES) {
    const name = (await namesOf(work.tx, [byId])).get(byId) ?? "同单位的人";
    return own({
      text: `${name}正在逐项填写${form.code}。请先与其商量，或发送“/报送 ${form.sheet.owed.code}”在网页填写。`,
    });
  }
  const { carriedFrom, rows } = form.open;
  const text = carriedFrom ? carriedWords(carriedFrom, rows.length) : "";
  const left = place?.code === form.code ? rows.find(({ rowKey }) => rowKey === place.rowKey) : undefined;
  const field = left && place?.field;
  if (field) return withText("接着上次的填。", await ask(work, asker, form, { ...place, field }));
  if (rows.every(isBlank)) return ask(work, asker, form, firstPlace(form, rows[0]!, false));
  return withText(text, await askWrong(work, asker, form, rows));
}

function minutesSince(at: string, now: Date): number {
  return (now.getTime() - new Date(at).getTime()) / 60_000;
}

function withText(text: string, reply: Reply): Reply {
  return text ? { ...reply, text: [text, reply.text].filter(Boolean).join("\n") } : reply;
}

function firstPlace(form: Opened, row: TypedRow, mending: boolean): Place {
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
async function keepRows(
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

/** Asks one question, and remembers that it did. */
async function ask(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  place: Place,
  rows: readonly TypedRow[] = form.open.rows,
): Promise<Reply> {
  const kept = await keepRows(work, asker, form, rows);
  const asked = { ...place, seen: null, at: work.now.toISOString() };
  await writePlace(work, draftOf(form), asker.id, asked);
  const field = form.asking.definition.fields.find(({ key }) => key === place.field)!;
  return own({ card: questionCard(form.asking, asked, kept.open.rows, field) });
}

function check(work: UnitOfWork, form: Opened, rows: readonly TypedRow[]): Promise<Validation> {
  return checkRows(work.tx, form.sheet, rows, work.now);
}

/** Shows the whole to be confirmed. */
async function preview(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  rows: readonly TypedRow[],
): Promise<Reply> {
  const filled = rows.filter((row) => !isBlank(row));
  const shown = filled.length > 0 ? filled : rows.slice(0, 1);
  const { issues } = await check(work, form, shown);
  const kept = await keepRows(work, asker, form, shown);
  const { revision } = kept.open;
  const last = shown.at(-1)!;
  const place = { ...firstPlace(form, last, false), field: null, seen: revision, at: work.now.toISOString() };
  await writePlace(work, draftOf(form), asker.id, place);
  const sentences = issues.map(({ message }) => message);
  return own({ card: previewCard(work, asker, form.sheet, { place, rows: shown, sentences, revision }) });
}

/** The first thing that is wrong, asked for; the whole where nothing is, or nothing that a question could mend. */
async function askWrong(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  rows: readonly TypedRow[],
): Promise<Reply> {
  const asked = new Set(askedFields(form.asking).map(({ key }) => key));
  const { issues } = await check(work, form, rows);
  const wrong = issues.find(({ field }) => field !== null && asked.has(field));
  const row = wrong && rows[wrong.row - 1];
  if (!row) return preview(work, asker, form, rows);
  const place = { ...firstPlace(form, row, true), field: wrong.field };
  return withText(wrong.message, await ask(work, asker, form, place, rows));
}

/** Goes on after a question was answered or passed over. */
async function goOn(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  place: Place,
  rows: readonly TypedRow[],
): Promise<Reply> {
  if (place.mending) return askWrong(work, asker, form, rows);
  const { values } = rows.find(({ rowKey }) => rowKey === place.rowKey)!;
  const order = askedFields(form.asking).map(({ key }) => key);
  const at = order.indexOf(place.field ?? "");
  const next = questionsOf(form.asking, values, place.brief).find(({ key }) => order.indexOf(key) > at);
  return next
    ? ask(work, asker, form, { ...place, field: next.key }, rows)
    : preview(work, asker, form, rows);
}

/** What somebody says while a question waits. */
export async function answerDialogue(work: UnitOfWork, asker: Asker, text: string): Promise<Reply> {
  const place = await findDialogue(work.tx, asker.id, work.now);
  if (!place) return own({ text: STALE });
  const form = await openForm(work, asker, place.code);
  if (!("sheet" in form)) {
    await stopDialogue(work, asker.id);
    return form;
  }
  const order = readOrder(text, place.field === null);
  if (order) return obey(work, asker, form, place, order);
  if (place.field === null) return preview(work, asker, form, form.open.rows);
  return take(work, asker, form, place, text);
}

/** One answer: kept when it is right, refused with the sentence of every other form when it is not. */
async function take(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  place: Place,
  text: string,
): Promise<Reply> {
  const { rows } = form.open;
  const index = rows.findIndex(({ rowKey }) => rowKey === place.rowKey);
  const field = form.asking.definition.fields.find(({ key }) => key === place.field);
  if (index < 0 || !field)
    return withText("刚才那一条已被同单位的人改过。", await preview(work, asker, form, rows));
  const value = rawText(answerOf({ ...field, options: [...optionsOf(field)] }, text));
  const typed = rows.map((row, at) =>
    at === index ? { ...row, values: { ...row.values, [field.key]: value } } : row,
  );
  const { issues } = await check(work, form, typed);
  const wrong = issues.find((issue) => issue.row === index + 1 && issue.field === field.key);
  if (wrong) return withText(`${wrong.message}。请重新填写。`, await ask(work, asker, form, place));
  return goOn(work, asker, form, place, typed);
}

async function obey(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  place: Place,
  order: Order,
): Promise<Reply> {
  const { rows } = form.open;
  const row = rows.find(({ rowKey }) => rowKey === place.rowKey);
  const { kind } = order;
  if (kind === "stop") return stop(work, asker, form);
  if (kind === "confirm") return confirm(work, asker, form, place.seen);
  if (kind === "more") return addRow(work, asker, form);
  if (kind === "remove") return removeRow(work, asker, form, order.row);
  if (kind === "mend") return mend(work, asker, form, order);
  if (kind === "show" || !row) return preview(work, asker, form, rows);
  const fields = questionsOf(form.asking, row.values, false);
  const at = fields.findIndex(({ key }) => key === place.field);
  const field = fields[at];
  if (kind === "back") {
    const before = place.field === null ? fields.at(-1) : fields[at - 1];
    if (!before) return withText("已经是第一项了。", await ask(work, asker, form, place));
    return ask(work, asker, form, { ...place, field: before.key });
  }
  if (!field) return preview(work, asker, form, rows);
  if (kind === "clear") return take(work, asker, form, place, "");
  const brief = kind === "skipRest" || place.brief;
  const empty = (row.values[field.key] ?? "") === "";
  if (empty && isMust(form.asking, field, row.values)) return take(work, asker, form, place, "");
  return goOn(work, asker, form, { ...place, brief }, rows);
}

async function stop(work: UnitOfWork, asker: Asker, { code }: Opened): Promise<Reply> {
  await stopDialogue(work, asker.id);
  return own({
    card: card("已停下，没有报送", {
      body: `已填的都存为草稿。接着填请点下面的按钮，或发送：/报送 ${code} 逐项`,
      actions: [{ action: "fill-steps", label: "接着填", value: code }],
    }),
  });
}

async function addRow(work: UnitOfWork, asker: Asker, form: Opened): Promise<Reply> {
  if (form.sheet.nil) return preview(work, asker, form, form.open.rows);
  const rows = [...form.open.rows.filter((row) => !isBlank(row)), blankRow()];
  return ask(work, asker, form, firstPlace(form, rows.at(-1)!, false), rows);
}

async function removeRow(work: UnitOfWork, asker: Asker, form: Opened, index: number): Promise<Reply> {
  const { rows } = form.open;
  if (!rows[index] || form.sheet.nil)
    return withText(`没有第${index + 1}条。`, await preview(work, asker, form, rows));
  const left = rows.filter((_, at) => at !== index);
  if (left.length > 0) return withText(`已删去第${index + 1}条。`, await preview(work, asker, form, left));
  const fresh = blankRow();
  return withText(
    "已全部删去，从头填写。",
    await ask(work, asker, form, firstPlace(form, fresh, false), [fresh]),
  );
}

async function mend(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  { row: index, label }: { row: number; label: string },
): Promise<Reply> {
  const { rows } = form.open;
  const row = rows[index];
  if (!row) return withText(`没有第${index + 1}条。`, await preview(work, asker, form, rows));
  if (label === "") return ask(work, asker, form, firstPlace(form, row, false));
  const fields = askedFields(form.asking);
  const named = fields.filter((field) => [field.label, ...(field.aliases ?? [])].includes(label));
  const [field] = named.length > 0 ? named : fields.filter((one) => one.label.includes(label));
  if (!field)
    return withText(
      `没有“${label.slice(0, 20)}”这一栏，可以改的有：${fields.map((one) => one.label).join("、")}。`,
      await preview(work, asker, form, rows),
    );
  return ask(work, asker, form, { ...firstPlace(form, row, true), field: field.key });
}

/** Hands in what was shown; what somebody changed since is shown first. */
async function confirm(work: UnitOfWork, asker: Asker, form: Opened, seen: number | null): Promise<Reply> {
  const { sheet, open } = form;
  const rows = open.rows.filter((row) => !isBlank(row));
  if (seen !== open.revision)
    return withText("草稿在您核对之后又改过，请再核对一次。", await preview(work, asker, form, open.rows));
  const { issues, rows: valid } = await check(work, form, rows);
  if (issues.length > 0 || valid.length === 0) return askWrong(work, asker, form, open.rows);
  const reply = await takeContent(work, asker, sheet, contentOf(sheet, rows, valid), "chat");
  await dropDraft(work.tx, draftOf(form));
  return reply;
}

/** The button 「确认报送」; its value names the draft that was shown. */
export async function confirmDialogue(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  const [, code = "", revision = ""] = /^(.+)@(\d+)$/.exec(value) ?? [];
  if (code === "") return own({ text: STALE });
  const form = await openForm(work, asker, code);
  if (!("sheet" in form)) return form;
  if (!form.open.draft) return own({ text: STALE });
  return confirm(work, asker, form, Number(revision));
}

/** The button 「再加一条」. */
export async function addByButton(work: UnitOfWork, asker: Asker, code: string): Promise<Reply> {
  const form = await openForm(work, asker, code);
  return "sheet" in form ? addRow(work, asker, form) : form;
}

/** The button 「先放着」. */
export async function stopByButton(work: UnitOfWork, asker: Asker, code: string): Promise<Reply> {
  const form = await openForm(work, asker, code);
  return "sheet" in form ? stop(work, asker, form) : form;
}

/** The button of an option: an answer to the question that showed it, and to no other. */
export async function answerByButton(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  const [code = "", rowKey = "", key = "", option = ""] = value.split("@");
  const place = await findDialogue(work.tx, asker.id, work.now);
  if (place?.code !== code || place.rowKey !== rowKey || place.field !== key)
    return own({ text: "这一问已经过去了。要改的，请先回复“核对”。" });
  const form = await openForm(work, asker, code);
  if (!("sheet" in form)) return form;
  const field = form.asking.definition.fields.find((one) => one.key === key);
  const chosen = field && optionsOf(field)[Number(option)];
  return chosen ? take(work, asker, form, place, chosen) : own({ text: STALE });
}
