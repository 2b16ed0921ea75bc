// The next step of a dialogue: a question, what is wrong, or the whole to be confirmed.
import type { Asker, Reply } from "../../chat/context.ts";
import { isBlank, type TypedRow } from "../form-sheet.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { previewCard, questionCard } from "./cards.ts";
import { check, draftOf, firstPlace, keepRows, type Opened, own, withText } from "./form.ts";
import { type Place, writePlace } from "./place.ts";
import { askedFields, questionsOf } from "./questions.ts";

/** Asks one question, and remembers that it did. */
export async function ask(
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

/** Shows the whole to be confirmed. */
export async function preview(
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
export async function askWrong(
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
export async function goOn(
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
