// What a dialogue shows: one question, and the whole to be confirmed.
import { type Card, type CardAction, card } from "../../chat/card.ts";
import type { Asker } from "../../chat/context.ts";
import type { LedgerField } from "../../ledger/definition.ts";
import { fileFieldsOf } from "../../ledger/form.ts";
import { hintOf } from "../../ledger/kinds.ts";
import { WORDS } from "../../ledger/messages.ts";
import { shorten } from "../campaigns/due-words.ts";
import type { Sheet, TypedRow } from "../form-sheet.ts";
import { pageButton } from "../submissions/cards.ts";
import { SECRECY } from "../submissions/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { Place } from "./place.ts";
import { type Asking, isMust, questionsOf } from "./questions.ts";

const MOST_BUTTONS = 6;
const MOST_ROWS = 12;
const MOST_ISSUES = 6;
const SHOWN_VALUE = 60;
const SHOWN_IN_LINE = 3;

/** The options of a field as a phone offers them. */
export function optionsOf(field: LedgerField): readonly string[] {
  return field.kind === "boolean" ? [WORDS.yes, WORDS.no] : (field.options ?? []);
}

/** What a button of an option sends back: where it was asked, and which. */
export function optionValue({ code, rowKey }: Place, field: LedgerField, option: number): string {
  return [code, rowKey, field.key, option].join("@");
}

function hintLine(field: LedgerField): string[] {
  const options = optionsOf(field);
  if (options.length === 0) return hintOf(field) ? [`提示：${hintOf(field)}`] : [];
  const numbered = options.map((option, index) => `${index + 1}.${option}`).join("  ");
  const how = field.kind === "multiChoice" ? "可回复几个序号，用顿号隔开" : "回复序号或内容";
  return [...(field.hint ? [`提示：${field.hint}`] : []), `${how}：${numbered}`];
}

/** One question. */
export function questionCard(
  asking: Asking,
  place: Place,
  rows: readonly TypedRow[],
  field: LedgerField,
): Card {
  const index = rows.findIndex(({ rowKey }) => rowKey === place.rowKey);
  const values = rows[index]?.values ?? {};
  const questions = questionsOf(asking, values, place.brief);
  const number = questions.findIndex(({ key }) => key === field.key) + 1;
  const must = isMust(asking, field, values);
  const now = values[field.key] ?? "";
  const count = place.mending || number === 0 ? "" : `(${number}/${questions.length})`;
  const options = optionsOf(field);
  const buttons: CardAction[] =
    field.kind === "multiChoice" || options.length === 0 || options.length > MOST_BUTTONS
      ? []
      : options.map((option, at) => ({
          action: "answer",
          label: option,
          value: optionValue(place, field, at),
        }));
  return card(`${place.code} 第${index + 1}条${count}`, {
    body: [
      `请填写“${field.label}”${must ? "" : "（选填）"}`,
      ...hintLine(field),
      ...(now ? [`现填：${shorten(now, SHOWN_VALUE)}（回复“跳过”保留）`] : []),
      ...(must || now ? [] : ["没有的回复“跳过”，选填的都不填回复“都跳过”。"]),
      ...(number === 1 && !now ? [`回复“上一项”可退回重填，“不填了”可先停下，已填的不会丢。${SECRECY}`] : []),
    ],
    actions: buttons,
  });
}

function lineOf({ definition, name }: Asking, { values }: TypedRow, index: number): string {
  const said = questionsOf({ definition, name, baseYear: 0 }, values, false)
    .flatMap(({ key }) => values[key] || [])
    .slice(0, SHOWN_IN_LINE);
  return `第${index + 1}条 ${said.map((value) => shorten(value, 18)).join("，") || "还没有填写"}`;
}

/** Everything that would be handed in, what still wants mending, and the way on. */
export function previewCard(
  work: UnitOfWork,
  asker: Asker,
  sheet: Sheet,
  shown: { place: Place; rows: readonly TypedRow[]; sentences: readonly string[]; revision: number },
): Card {
  const { place, rows, sentences, revision } = shown;
  const { definition, nil, owed, material } = sheet;
  const asking = { definition, name: material.name, baseYear: owed.baseYear };
  const [only] = rows;
  const facts: [string, string][] =
    only && rows.length === 1
      ? definition.fields.flatMap(({ key, label }): [string, string][] =>
          only.values[key] ? [[label, shorten(only.values[key], SHOWN_VALUE)]] : [],
        )
      : [];
  const ready = sentences.length === 0;
  const left = rows.length - MOST_ROWS;
  return card(
    ready ? `请核对 ${place.code}，共${rows.length}条` : `${place.code} 还有${sentences.length}处要改`,
    {
      facts,
      body: [
        ...(rows.length > 1 ? rows.slice(0, MOST_ROWS).map((row, index) => lineOf(asking, row, index)) : []),
        ...(left > 0 ? [`另有${left}条，请打开网页核对。`] : []),
        ...sentences.slice(0, MOST_ISSUES),
        ...(sentences.length > MOST_ISSUES ? [`还有${sentences.length - MOST_ISSUES}处。`] : []),
        ready ? "还没有报送：没有问题请点“确认报送”。" : "还没有报送，改好后再确认。",
        ...(!nil && fileFieldsOf(definition).length > 0 ? ["有佐证材料的，请直接把照片或文件发给我。"] : []),
        nil
          ? "要改哪一项，请回复“改 栏目名”，如“改 检查数量”。"
          : "要改哪一项，请回复“改 序号 栏目名”，如“改 1 备注”；删去一条回复“删 1”。",
      ],
      actions: [
        ...(ready
          ? [{ action: "dialogue-confirm", label: "确认报送", value: `${place.code}@${revision}` }]
          : []),
        ...(nil ? [] : [{ action: "dialogue-more", label: "再加一条", value: place.code }]),
        pageButton(work, asker, owed, material, "在网页核对", nil),
        { action: "dialogue-stop", label: "先放着", value: place.code },
      ],
    },
  );
}
