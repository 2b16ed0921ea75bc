// An upper level's form that a coordinator sends: filled with the accepted rows, at once or when a button says with which.

import { card } from "../src/chat/card.ts";
import { type Asker, holds, type Reply } from "../src/chat/context.ts";
import type { ChatEvent } from "../src/chat/event.ts";
import { findFormSources, formActions, prepareForm } from "../src/services/exports/forms.ts";
import type { Runtime } from "../src/services/runtime.ts";
import { type OpenedFile, openChosen } from "../src/services/submissions/sent-file.ts";
import { shortFileName } from "../src/services/submissions/words.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, defineAction } from "./define.ts";
import { privately } from "./privately.ts";

const STALE = "这张卡片已失效，请重新发送表格。";
const NOT_ASKED =
  "没有认出这张表对应哪一本台账，或者目前没有报送事项要这本台账，没有填写。可发送“/导出”看有哪些台账。";
const ASKS = /^[/／\s]*导出\s*(?:上级)?(?:模板|样表|表样)?\s*(.*)$/su;

/** The words beside a file that ask to have it filled, without the command; null where they ask for nothing of the kind. */
export function formWords(asker: Asker, text: string): string | null {
  return holds(asker, "coordinator") ? (ASKS.exec(text.trim())?.[1]?.trim() ?? null) : null;
}

/** Fills a form that came with words, or asks with which ledger. */
export async function fillByWords(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  words: string,
): Promise<(work: UnitOfWork) => Promise<Reply | Reply[]>> {
  const sources = await findFormSources(runtime, asker, file, words);
  const [only] = sources;
  if (!only) return async () => ({ to: "asker", text: NOT_ASKED });
  if (sources.length === 1) return prepareForm(runtime, asker, file, only);
  return offerForm(runtime, asker, file, words);
}

/** A card that offers to fill a form with what fits its header. */
export async function offerForm(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  words = "",
): Promise<(work: UnitOfWork) => Promise<Reply>> {
  const sources = await findFormSources(runtime, asker, file, words);
  const actions = await formActions(runtime.store.db, file, sources);
  return async () => ({
    to: "asker",
    card: card("要把收齐的条目填进这张表吗？", {
      facts: [["文件", shortFileName(file.name)]],
      body: "上级发来的表可以替您填好：把各单位审核通过的条目汇总填入，版式不变。请点要填入的台账。",
      actions,
    }),
  });
}

const fillChosen = (action: string, isMeant: (kind: string) => boolean): AnyHandler =>
  defineAction({
    action,
    allow: ["coordinator"],
    prepare: async (runtime, { asker, event }) => answerChoice(runtime, asker, event, isMeant),
  });

/** 「填入自查自纠台账」. */
export const fillFormAction = fillChosen("fill-form", (kind) => kind === "ledger");

/** 「填入整改情况」. */
export const fillProblemsAction = fillChosen("fill-problems", (kind) => kind === "problems");

async function answerChoice(
  runtime: Runtime,
  asker: Asker,
  event: ChatEvent,
  isMeant: (kind: string) => boolean,
) {
  const chosen = await openChosen(runtime, asker, event);
  const sources = chosen ? await findFormSources(runtime, asker, chosen.file, chosen.code ?? "") : [];
  const meant = sources.find(({ kind }) => isMeant(kind));
  const keep = chosen && meant ? await prepareForm(runtime, asker, chosen.file, meant) : null;
  return async (context: Parameters<typeof privately>[0] & { work: UnitOfWork }) =>
    privately(context, keep ? await keep(context.work) : { text: STALE });
}
