// What somebody says while a question waits: an answer, or to go back, pass over, stop, add, mend, remove, confirm.
import { card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { answerOf } from "../../ledger/text-form-reader.ts";
import { rawText } from "../../ledger/value.ts";
import { blankRow, contentOf, isBlank } from "../form-sheet.ts";
import { dropDraft } from "../submissions/drafts.ts";
import { takeContent } from "../submissions/take.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { ask, askWrong, goOn, preview } from "./ask.ts";
import { optionsOf } from "./cards.ts";
import { check, draftOf, firstPlace, type Opened, own, withText } from "./form.ts";
import { type Place, stopDialogue } from "./place.ts";
import { askedFields, isMust, type Order, questionsOf } from "./questions.ts";

/** One answer: kept when it is right, refused with the sentence of every other form when it is not. */
export async function take(
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

/** Does what the order says. */
export async function obey(
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

/** Asks nothing more; what was filled in is kept. */
export async function stop(work: UnitOfWork, asker: Asker, { code }: Opened): Promise<Reply> {
  await stopDialogue(work, asker.id);
  return own({
    card: card("已停下，没有报送", {
      body: `已填的都存为草稿。接着填请点下面的按钮，或发送：/报送 ${code} 逐项`,
      actions: [{ action: "fill-steps", label: "接着填", value: code }],
    }),
  });
}

/** One more row, from its first question. */
export async function addRow(work: UnitOfWork, asker: Asker, form: Opened): Promise<Reply> {
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
export async function confirm(
  work: UnitOfWork,
  asker: Asker,
  form: Opened,
  seen: number | null,
): Promise<Reply> {
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
