// What people read and press when they send 佐证材料 in the chat.
import { type Card, type CardAction, card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { fileFieldsOf } from "../../ledger/form.ts";
import { pageButton } from "../submissions/cards.ts";
import type { Owed } from "../submissions/owed.ts";
import { choiceOf, type OpenedFile } from "../submissions/sent-file.ts";
import { codeOf, SECRECY, SENSITIVE_NOTE, shortFileName } from "../submissions/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { evidenceMaterials, type Spot } from "./spots.ts";

const MOST_ROWS = 6;

/** 「A12-1」. */
export const codeOfSpot = ({ owed, material }: Pick<Spot, "owed" | "material">) => codeOf(owed, material);

/** 「第2条」, with the field's name where a row has several for files. */
function placeWords({ row, field, definition }: Spot): string {
  return `第${row}条${fileFieldsOf(definition).length > 1 ? `“${field.label}”` : ""}`;
}

function lineOf(spot: Spot, withCode: boolean): string {
  const { words, names, missing } = spot;
  const count = names.length - missing.length;
  const state = [
    ...(count > 0 ? [`已有${count}份`] : []),
    ...(missing.length > 0 ? [`“${shortFileName(missing[0]!)}”等文件`] : []),
  ].join("，");
  return `${withCode ? `${codeOfSpot(spot)} ` : ""}${placeWords(spot)} ${words}${state ? `（${state}）` : ""}`;
}

/** Those without a file first, as many as a card shows. */
function shownOf(spots: readonly Spot[]): { shown: Spot[]; rest: string[]; several: boolean } {
  const bare = ({ names, missing }: Spot) => names.length === missing.length;
  const sorted = [...spots.filter(bare), ...spots.filter((spot) => !bare(spot))];
  const [first] = sorted;
  const left = sorted.length - MOST_ROWS;
  return {
    shown: sorted.slice(0, MOST_ROWS),
    rest:
      first && left > 0
        ? [
            `还有${left}条没有列出：请先发送“/佐证 ${codeOfSpot(first)} 第${sorted[MOST_ROWS]!.row}条”，再发文件。`,
          ]
        : [],
    several: new Set(spots.map(codeOfSpot)).size > 1,
  };
}

/** Asks whose evidence a file is; the card's own event remembers the file. */
export function askWhichRow(file: Pick<OpenedFile, "name" | "sha256">, spots: readonly Spot[]): Reply {
  const { shown, rest, several } = shownOf(spots);
  return {
    to: "asker",
    card: card("这是哪一条的佐证材料？", {
      facts: [["文件", shortFileName(file.name)]],
      body: [...shown.map((spot) => lineOf(spot, several)), ...rest],
      actions: [
        ...shown.map((spot) => ({
          action: "attach",
          label: `${several ? `${codeOfSpot(spot)} ` : ""}${placeWords(spot)}`,
          value: `${choiceOf(file, codeOfSpot(spot))} ${spot.mark}`,
        })),
        { action: "not-this", label: "不是" },
      ],
    }),
  };
}

/** One button for each ledger whose rows a file may belong to, beside what else it may be. */
export function evidenceChoices(file: Pick<OpenedFile, "sha256">, spots: readonly Spot[]): CardAction[] {
  const codes = [...new Set(spots.map(codeOfSpot))].slice(0, 2);
  return codes.map((code) => ({
    action: "attach",
    label: `${code} 的佐证材料`,
    value: choiceOf(file, code),
  }));
}

/** Which row the next files are for. */
export function announceCard(spots: readonly Spot[]): Card {
  const { shown, rest, several } = shownOf(spots);
  return card("补佐证材料", {
    body: ["请选是哪一条的，再把照片或文件发给我：", ...shown.map((spot) => lineOf(spot, several)), ...rest],
    actions: shown.map((spot) => ({
      action: "evidence",
      label: `${several ? `${codeOfSpot(spot)} ` : ""}${placeWords(spot)}`,
      value: `${codeOfSpot(spot)} ${spot.mark}`,
    })),
  });
}

/** The row is known: what may be sent, and for how long. */
export function awaitCard(spot: Spot): Card {
  return card("请把佐证材料发给我", {
    facts: [
      ["台账", `${codeOfSpot(spot)} ${spot.material.name}`],
      ["条目", `${placeWords(spot)} ${spot.words}`],
    ],
    body: [
      "接下来一小时内发来的照片和文件都附到这一条，可发几份；换一条的，请再发送“/佐证”。",
      "可发照片、扫描件(jpg、png)、pdf、docx、xlsx，每个不超过20MB。",
      SECRECY,
    ],
  });
}

/** What became of a file. */
export function attachedCard(
  work: UnitOfWork,
  asker: Asker,
  {
    spot,
    name,
    drafted,
    file,
  }: { spot: Spot; name: string; drafted: boolean; file: Pick<OpenedFile, "name" | "sha256"> },
): Card {
  const code = codeOfSpot(spot);
  return card("已附佐证材料", {
    facts: [
      ["台账", `${code} ${spot.material.name}`],
      ["条目", `${placeWords(spot)} ${spot.words}`],
      ["文件", shortFileName(name)],
    ],
    body: drafted
      ? `已存入草稿，还没有报送：都齐了请到网页核对后提交${spot.handedIn ? "，即为改报" : ""}。`
      : "文件已补到报过的这一条，不用重报。",
    actions: [
      ...(drafted ? [pageButton(work, asker, spot.owed, spot.material, "在网页核对")] : []),
      { action: "detach", label: "附错了，移除", value: `${choiceOf(file, code)} ${spot.mark}` },
    ],
  });
}

/** Why nothing can be attached to a matter's rows by chat. */
export function noSpots(work: UnitOfWork, asker: Asker, owed: Owed, code: string): Reply {
  const [material] = evidenceMaterials(owed, code);
  if (!material)
    return { to: "asker", text: `${code}没有附佐证材料的栏目，请发送“/报送 ${owed.code}”核对。` };
  const words = owed.sensitive
    ? [SENSITIVE_NOTE, "佐证材料请在网页上传。刚才发来文件的，请删除聊天里的那条消息。"]
    : owed.state === "accepted"
      ? ["已审核通过。要补佐证材料的，请打开网页添加后重新提交(改报)。"]
      : ["还没有填写的条目。请先填好台账，存为草稿，再发佐证材料。"];
  return {
    to: "asker",
    card: card(`${codeOf(owed, material)} 佐证材料`, {
      body: words,
      actions: [pageButton(work, asker, owed, material)],
    }),
  };
}
