// Reads the figures, the contacts and the inconsistencies of a plan.
import type { Draft, DraftMetric } from "./draft.ts";
import { numberOf } from "./numerals.ts";
import type { Section } from "./outline.ts";
import type { Paragraph } from "./paragraphs.ts";

const VALUE = "(\\d+(?:\\.\\d+)?)(%|％|个?百分点|学时|课时|人次|人|卷|件|次|期|场|份|篇|条|家|户|个|名)";
const AT_LEAST = new RegExp(
  `(不少于|不低于|至少(?:开展|组织|进行|接受|举办|参加)?|不超过|不高于|达到|高于|低于)((?:[一-龥\\d]{0,20}的)?)${VALUE}(以上|以下)?`,
  "g",
);
const OR_MORE = new RegExp(`(?<![\\d.]|达到|不少于|不低于)${VALUE}(?:及)?以上的?`, "g");
const OPS: [RegExp, DraftMetric["op"]][] = [
  [/不超过|不高于/, "<="],
  [/^低于/, "<"],
  [/^高于/, ">"],
];

/** The figures that a plan wants reached. */
export function findMetrics(paragraphs: readonly Paragraph[], skip: ReadonlySet<number>): DraftMetric[] {
  const result: DraftMetric[] = [];
  for (const [index, paragraph] of paragraphs.entries()) {
    if (skip.has(index)) continue;
    const { norm, text } = paragraph;
    for (const match of norm.matchAll(AT_LEAST)) {
      const [whole, word, base, value, unit, more] = match as unknown as [
        string,
        string,
        string,
        string,
        string,
        string | undefined,
      ];
      const op =
        more === "以上"
          ? ">="
          : word === "达到"
            ? value === "100"
              ? "="
              : ">="
            : (OPS.find(([pattern]) => pattern.test(word))?.[1] ?? ">=");
      result.push({
        what: whatAround(norm, match.index, whole.length, base, unit),
        op,
        value: Number(value),
        unit: unit.replace("％", "%"),
        quote: quoteAround(norm, text, match.index, whole.length),
      });
    }
    for (const match of norm.matchAll(OR_MORE)) {
      const unit = match[2]!;
      if (!/[%％]|学时|次|期|卷/.test(unit)) continue;
      result.push({
        what: whatAround(norm, match.index, match[0].length, "", unit),
        op: ">=",
        value: Number(match[1]),
        unit: unit.replace("％", "%"),
        quote: quoteAround(norm, text, match.index, match[0].length),
      });
    }
  }
  return result;
}

function whatAround(norm: string, index: number, length: number, base: string, unit: string): string {
  const before = norm
    .slice(0, index)
    .split(/[，。；：（]/)
    .at(-1)!;
  const after = norm.slice(index + length).split(/[，。；：）、]/)[0]!;
  const subject = before
    .replace(/^(?:原则上|其中|并|要|确保|力争)+/, "")
    .replace(/(?:每[人年月季周]+|的|数量|总数|要求|应当|要|应)+$/, "");
  if (base !== "" && /[%％]/.test(unit)) return `${subject}占${base.replace(/的$/, "")}的比例`;
  const things = after.replace(/^的/, "");
  if (subject.length <= 3 && things.length >= 2) return things.slice(0, 40);
  if (/学时|课时|次|期|场/.test(unit) && things.length >= 2) return things.slice(0, 40);
  return subject === "" ? norm.slice(index, index + length) : subject.slice(-40);
}

function quoteAround(norm: string, text: string, index: number, length: number): string {
  const start =
    Math.max(...["，", "。", "；", "（", "："].map((mark) => norm.lastIndexOf(mark, index - 1))) + 1;
  const stop = /[，。；）]/.exec(norm.slice(index + length));
  return text.slice(start, stop === null ? norm.length : index + length + stop.index);
}

const PHONE = /(?:（0\d{2,3}）|0\d{2,3}[-—]?)?\d{7,8}(?!\d)|1[3-9]\d{9}/g;
const CONTACT = /联系人(?:及(?:联系)?电话|、?(?:联系)?电话)?：/;
const PHONE_LABEL = /^(?:联系(?:方式|电话)|电话|手机|办公电话)：/;

/** The contacts of a plan, and the paragraphs that name them. */
export function findContacts(paragraphs: readonly Paragraph[]): {
  contacts: Draft["contacts"];
  lines: Set<number>;
} {
  const contacts: Draft["contacts"] = [];
  const lines = new Set<number>();
  for (const [index, { norm }] of paragraphs.entries()) {
    for (const match of norm.matchAll(new RegExp(CONTACT, "g"))) {
      const rest = norm
        .slice(match.index + match[0].length)
        .replace(/；(?=(?:联系)?(?:电话|方式|手机))/g, "，");
      const until = /[；。]|(?<!\d)）|邮箱|邮件|地址|传真|联系人/.exec(rest)?.index ?? rest.length;
      const own = rest.slice(0, until);
      if (norm.length < 120) lines.add(index);
      const names = own
        .replace(PHONE, " ")
        .replace(/(?:联系)?(?:电话|方式|手机)[：]?/g, " ")
        .split(/[、，\s/和]+/)
        .map((name) => name.replace(/[（(].*$/, ""))
        .filter((name) => /^[一-龥·]{2,4}(?:同志)?$/.test(name));
      let phones = own.match(PHONE) ?? [];
      const next = paragraphs[index + 1];
      if (phones.length === 0 && next !== undefined && PHONE_LABEL.test(next.norm)) {
        phones = next.norm.match(PHONE) ?? [];
        lines.add(index + 1);
      }
      for (const [order, name] of names.entries())
        contacts.push({ name, phone: phones[order] ?? phones[0] ?? null });
    }
  }
  return { contacts, lines };
}

const COUNTED =
  /(?:(?:方案|通知)(?:明确|确定|规定|提出|部署)?的|分为?|共)([\d一二三四五六七八九十]{1,3})(?:项|个|条|大)(?:工作|规范|整治|重点|主要)?(措施|任务|内容|阶段|重点)/g;

/** Questions about numbers in the text that do not agree with what it lists. */
export function countQuestions(
  paragraphs: readonly Paragraph[],
  sections: readonly Section[],
  phaseCount: number,
): string[] {
  const result: string[] = [];
  const tops = sections
    .map((section, at) => ({ section, count: sections.filter(({ parent }) => parent === at).length }))
    .filter(({ count }) => count >= 2);
  for (const { norm } of paragraphs) {
    for (const match of norm.matchAll(COUNTED)) {
      const [said, noun] = [numberOf(match[1]!), match[2]!];
      if (said === null || said < 2) continue;
      if (noun === "阶段") {
        if (phaseCount !== said) result.push(`文中说「${match[0]}」,实际读到${phaseCount}个阶段,请核对`);
        continue;
      }
      const listed =
        tops.find(({ section }) => section.title.includes(noun)) ??
        tops.find(({ section }) => /措施|任务|内容|重点/.test(section.title));
      if (listed !== undefined && listed.count !== said)
        result.push(`文中说「${match[0]}」,「${listed.section.title}」实际列了${listed.count}项,请核对`);
    }
  }
  return result;
}
