// Cards of reporting: what is owed, one matter with everything one can do about it, what wants mending.
import { type Card, type CardAction, card } from "../../chat/card.ts";
import type { Asker } from "../../chat/context.ts";
import { formatDay } from "../../domain/day.ts";
import { shorten } from "../campaigns/due-words.ts";
import { isShort } from "../dialogue/questions.ts";
import { pageLink } from "../links.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type MatterMaterial, nilWayOf } from "./materials.ts";
import type { Owed } from "./owed.ts";
import {
  codeOf,
  formPath,
  matterName,
  momentWords,
  progressWords,
  SECRECY,
  SENSITIVE_NOTE,
} from "./words.ts";

const MOST_MATTERS = 10;
const MOST_ISSUES = 8;

/** One line of a list: code, matter, deadline, state and what is in. */
export function matterLine(owed: Owed): string {
  const parts = [owed.due, owed.status, ...(owed.of > 1 ? [progressWords(owed)] : [])];
  return `${owed.code} ${shorten(matterName(owed), 30)}——${parts.join("，")}`;
}

/** What a unit owes, nearest first, with a button for each. */
export function owedCard(unitName: string, list: readonly Owed[]): Card {
  const open = list.filter(({ status }) => status !== "未开始");
  const later = list.length - open.length;
  const shown = (open.length > 0 ? open : list).slice(0, MOST_MATTERS);
  const rest = (open.length > 0 ? open.length : list.length) - shown.length;
  return card(`${shorten(unitName, 20)}：待报送${open.length}项`, {
    body: [
      ...shown.map(matterLine),
      ...(rest > 0 ? [`还有 ${rest} 项，发送“/报送 编号”可直接打开。`] : []),
      ...(later > 0 && open.length > 0 ? [`另有 ${later} 项未到填报期。`] : []),
    ],
    actions: shown.map((owed) => ({
      action: "matter",
      label: `${owed.code} ${shorten(owed.what, 14)}`,
      value: owed.code,
    })),
  });
}

/** One matter: its facts, and a button for each way to hand it in. */
export function matterCard(work: UnitOfWork, asker: Asker, owed: Owed, title = "报送"): Card {
  const { latest, recipient, returnNote } = owed;
  const facts: [string, string][] = [
    ["事项", matterName(owed)],
    ["单位", owed.unit.name],
    ["期限", `${owed.due}${owed.extendedFrom ? `(已延期，原为${formatDay(owed.extendedFrom)})` : ""}`],
    ["状态", owed.status],
    ...(owed.of > 1 ? [["材料", progressWords(owed)] as [string, string]] : []),
    ...(recipient ? [["报送至", recipient] as [string, string]] : []),
    ...(latest
      ? [["回执号", `${latest.receiptNumber}(${momentWords(latest.submittedAt)})`] as [string, string]]
      : []),
    // What somebody wrote of a 敏感 ledger's rows quotes them.
    ...(returnNote ? [["退回意见", owed.sensitive ? "请打开网页查看" : returnNote] as [string, string]] : []),
  ];
  return card(`${title} ${owed.code}`, {
    facts,
    body: [
      ...(owed.of > 1 ? owed.materials.map((material) => materialLine(owed, material)) : []),
      ...(latest?.complete && !owed.owing ? ["已报过：再报即为改报，旧版保留，首次报送时间不变。"] : []),
      ...(owed.closedAt ? ["牵头科室已停止收件，现在报送记为补报。"] : []),
      ...(owed.sensitive ? [SENSITIVE_NOTE] : []),
      SECRECY,
    ],
    actions: owed.materials.flatMap((material) => materialActions(work, asker, owed, material)),
  });
}

function materialLine(owed: Owed, material: MatterMaterial): string {
  const { handedIn, name } = material;
  const state = !handedIn
    ? "未交"
    : handedIn.nil
      ? "零报告"
      : handedIn.rows
        ? `已交${handedIn.rows}条`
        : "已交";
  return `${codeOf(owed, material)} ${name}：${state}`;
}

/** The buttons of one material; the name stands on them where the matter has several of its kind. */
export function materialActions(
  work: UnitOfWork,
  asker: Asker,
  owed: Owed,
  material: MatterMaterial,
): CardAction[] {
  const alike = owed.materials.filter(({ definition }) => !definition === !material.definition);
  const mark = alike.length > 1 ? `·${shorten(material.name, 10)}` : "";
  const value = codeOf(owed, material);
  const nil = nilWayOf(owed, material);
  const nilLabel = nil === "inspected" ? "经自查未发现问题" : "零报告";
  const nilButton = nil === "none" ? [] : [{ action: "nil", label: `${nilLabel}${mark}`, value }];
  if (!material.definition) return [{ action: "upload", label: `上传书面材料${mark}`, value }, ...nilButton];
  return [
    pageButton(work, asker, owed, material, `在网页填报${mark}`),
    ...(owed.sensitive || !isShort({ definition: material.definition, name: material.name })
      ? []
      : [{ action: "fill-steps", label: `逐项填写${mark}`, value }]),
    ...(owed.sensitive ? [] : [{ action: "fill-text", label: `文字填报${mark}`, value }]),
    { action: "fill-sheet", label: `下载表格${mark}`, value },
    ...nilButton,
  ];
}

/** The button that opens a material's form as a page. */
export function pageButton(
  work: UnitOfWork,
  asker: Asker,
  owed: Owed,
  material: MatterMaterial,
  label = "在网页填报",
  nil = false,
): CardAction {
  return { action: "page", label, url: pageLink(work, asker.id, formPath(owed, material, nil)) };
}

/** The first few of what wants mending, and where the rest stands; nothing of a 敏感 ledger, whose sentences quote it. */
export function issueLines(
  { sensitive }: Pick<Owed, "sensitive">,
  sentences: readonly string[],
  elsewhere: string,
): string[] {
  if (sensitive) return ["明细请点下面的按钮查看。"];
  const rest = sentences.length - MOST_ISSUES;
  return [...sentences.slice(0, MOST_ISSUES), ...(rest > 0 ? [`还有 ${rest} 处，${elsewhere}。`] : [])];
}

/**
 * What wants mending before rows are taken: the same sentences as on the page.
 */
export function issuesCard(
  work: UnitOfWork,
  asker: Asker,
  filled: { owed: Owed; material: MatterMaterial; sentences: readonly string[]; good: number; nil?: boolean },
): Card {
  const { owed, material, sentences, good, nil = false } = filled;
  return card(`${codeOf(owed, material)} 有${sentences.length}处需要修改`, {
    facts: [["事项", matterName(owed)]],
    body: [
      ...issueLines({ sensitive: owed.sensitive && !nil }, sentences, "请在网页查看"),
      `尚未报送。已填的内容都存为草稿${good > 0 ? `(其中${good}条没有问题)` : ""}，没有丢失：可以改好后重新发送，也可以在网页接着改。`,
    ],
    actions: [pageButton(work, asker, owed, material, "在网页修改", nil)],
  });
}
