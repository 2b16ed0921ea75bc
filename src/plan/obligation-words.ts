// Puts a duty into words: who, to whom, what, with which materials.
import type { Attachments } from "./attachments.ts";
import type { Parties } from "./authority.ts";
import { standingOf } from "./authority.ts";
import { type Deed, MAKES, regimeOf, triggerOf } from "./deeds.ts";
import type { DraftMaterial, DraftObligation } from "./draft.ts";
import { findRecipient } from "./handing.ts";
import { kindOf, PAPER } from "./material-words.ts";
import { findMaterials, withAttachments } from "./materials.ts";
import type { KnownNames } from "./parties.ts";
import type { Reading } from "./reading.ts";
import type { Segment } from "./segments.ts";

// 「每月最后一个工作日前填报《某表》」.
const FILLS = /(?:填报|填写|填好)[^，。；]{2,30}?(?:表|台账|清单|系统)/;

/** The things that a duty hands in, drawn up in the segment itself or in the one before (「…形成台账，并于8月5日前报某局」). */
export function materialsOf(
  segment: Segment,
  before: Segment | undefined,
  deed: Deed,
  attachments: Attachments,
  to: string | null,
): DraftMaterial[] {
  if (deed === "regime" || (deed === "act" && !MAKES.test(segment.norm) && !FILLS.test(segment.norm)))
    return [];
  const own = findMaterials(segment.says, attachments, to);
  if (own.length > 0 || deed !== "report" || before === undefined) return own;
  const passesOn = /逐级(?:上报|报送)/.test(before.norm) || /汇总|审核/.test(segment.norm);
  if (before.hands && !passesOn) return own;
  return findMaterials(before.norm, attachments, to);
}

/** The thing that a paragraph's own heading names: 「开户花名册：11月28日前报齐」. */
export function titledThing(heading: string | undefined, attachments: Attachments): DraftMaterial[] {
  const name = (heading ?? "").replace(/（[^）]*）/g, "");
  if (
    !PAPER.test(name) ||
    name.length > 20 ||
    /报送|上报|报告制度|要求|工作$|制度|机制|措施|问题|安排/.test(name)
  )
    return [];
  return withAttachments([{ kind: kindOf(name), name }], attachments.referred(heading ?? ""), attachments);
}

/** A thing's name; where 「工作台账」 alone says little, with the heading above it. */
export function nameWith(name: string, title: string | undefined): string {
  if (title === undefined || !/^(?:工作|进展|月度|相关)?(?:台账|清单|报表|统计表|总结|报告)$/.test(name))
    return name;
  const about = title.replace(
    /^(?:持续|不断|进一步|全面|严格|深入|扎实|着力|切实|积极|加快|优化|加强|推进|推动|完善|做好|规范|深化|开展|强化|提升|落实|建立|健全|抓好)+/,
    "",
  );
  const says =
    about.length >= 3 &&
    about.length <= 16 &&
    !/[，、：]|要求|报送|组织领导|督导|调度|信息|工作$/.test(about);
  return says ? `${about}${name}` : name;
}

/** True for 「处理投诉、反馈意见」, which hands nothing to anyone: no thing and no time. */
export function isIdle(segment: Segment, base: DraftObligation): boolean {
  const timed = segment.dates.length > 0 || segment.recurrences.length > 0 || triggerOf(segment) !== null;
  const passesOn = base.to !== null && segment.ownSubject && /汇总|汇集/.test(segment.norm);
  return base.materials.length === 0 && !timed && !passesOn;
}

/** To whom a duty's things go, or null. */
export function recipientOf(
  segment: Segment,
  deed: Deed,
  titles: readonly string[],
  known: KnownNames,
): string | null {
  if (deed === "record") {
    const place = /(?:录入|上传)(?:至|到)?([^，。；的等将]{2,24}?(?:平台|系统))/.exec(segment.norm)?.[1];
    const titled = titles
      .map((title) => /(?:推动|加强|推进|做好|强化|深化|规范|用好)?([一-龥]{2,20}?平台)/.exec(title)?.[1])
      .find((one) => one !== undefined);
    return place ?? titled ?? null;
  }
  return deed === "report" ? findRecipient(segment.norm, known) : null;
}

/** Who a duty binds; what was taken from the salutation or left open is added to `confirm`. */
export function whoOf(segment: Segment, deed: Deed, parties: Parties, confirm: string[]): string[] {
  const own = segment.subject.filter((name) => standingOf(name, parties) !== "outside");
  if (own.length > 0) return own;
  if (deed !== "make" && parties.addressees.length > 0) {
    confirm.push("原文没有写明由谁办理,按主送单位列出,请确认");
    return [...parties.addressees];
  }
  if (
    /本(?:单位|部门|地区|辖区|系统)/.test(segment.norm.replace(/（[^）]*）/g, "")) &&
    parties.addressees.length > 0
  ) {
    confirm.push("原文只写「本单位」「本部门」,按主送单位列出,请确认");
    return [...parties.addressees];
  }
  confirm.push("没有写明由谁办理,请确定责任单位");
  return [];
}

/** What a duty is about, in few words. */
export function whatOf(
  segment: Segment,
  deed: Deed,
  materials: readonly DraftMaterial[],
  reading: Reading,
): string {
  if (deed === "regime") return regimeOf(segment.norm)?.name ?? "报告制度";
  if (materials.length > 0 && deed !== "record") return materials.map(({ name }) => name).join("、");
  if (deed === "record") {
    const whole = /将([^，。；]{2,24}?)(?:完整|及时|全部)?(?:录入|上传)/.exec(segment.norm)?.[1];
    if (whole !== undefined) return `${whole}录入平台`;
    const named = /(?:执法)?(?:案件|案卷|数据|信息)[^，。；]{0,6}录入/.exec(segment.norm)?.[0];
    return named ?? "录入平台";
  }
  const last = segment.dates.at(-1) ?? segment.recurrences.at(-1);
  const after = last === undefined ? segment.norm : segment.norm.slice(last.index + last.length);
  let text = after.replace(/（[^）]*）/g, "").replace(/^[，、前]/, "");
  if (text.replace(/[。，；]/g, "").length < 4 && last !== undefined)
    text = segment.norm.slice(0, last.index).replace(/[于在]$/, "");
  for (const name of segment.subject) if (text.startsWith(name)) text = text.slice(name.length);
  const clause = text
    .split(/[。；]/)[0]!
    .replace(/^(?:[，、]|要|应|将|须|由)+/, "")
    .replace(/[，、]$/, "");
  return clause.length > 60 ? `${clause.slice(0, 60)}…` : clause || reading.paragraphs[0]?.text || "";
}
