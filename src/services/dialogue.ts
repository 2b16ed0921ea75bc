// 逐项填写: a ledger filled in question by question in a chat, into the same draft that the page fills.
import type { Asker, Reply } from "../chat/context.ts";
import { carriedWords } from "./carry-over.ts";
import { ask, askWrong, preview } from "./dialogue/ask.ts";
import { optionsOf } from "./dialogue/cards.ts";
import { draftOf, firstPlace, openForm, own, withText } from "./dialogue/form.ts";
import { addRow, confirm, obey, stop, take } from "./dialogue/orders.ts";
import { findDialogue, readDialogue, stopDialogue } from "./dialogue/place.ts";
import { readOrder } from "./dialogue/questions.ts";
import { isBlank } from "./form-sheet.ts";
import { namesOf } from "./reviews/matter.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

// Who is answering on another phone of the unit is left in peace for so long.
const QUIET_MINUTES = 60;

const STALE = "这张卡片已经失效，请发送 /报送 重新选择。";

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
