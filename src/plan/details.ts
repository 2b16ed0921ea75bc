// Reads the contacts and the inconsistencies of a plan.
import type { Draft } from "./draft.ts";
import { handsOver } from "./handing.ts";
import { numberOf } from "./numerals.ts";
import type { Section } from "./outline.ts";
import type { Paragraph } from "./paragraphs.ts";

const PHONE = /(?:（0\d{2,3}）|0\d{2,3}[-—]?)?\d{7,8}(?!\d)(?:转\d{1,5})?|1[3-9]\d{9}/g;
// 「区林长办：某某，0888-1234567」.
const NAMED_PHONE = /(?:^|[：；，])([一-龥]{2,3})[，：]?(0\d{2,3}-\d{7,8}|1[3-9]\d{9})(?!\d)/g;
const NO_PERSON = /电话|传真|热线|手机|邮箱|办$|科$|室$|局$|股$|处$|同号|方式|号码/;
const CONTACT =
  /联系人(?:(?:[及和与、]|以及)?(?:联系)?(?:电话|方式))?：|(?:^|[。；，（）、.])联系方式：(?=[一-龥]{2})(?!电话|手机|邮箱|传真|地址)/;
const TOLD_BEFORE = new RegExp(`电话：(${PHONE.source})[，；、。]?$`);
// 「市局水科郎平川」: the person behind a unit's name.
const BEHIND_UNIT =
  /^[一-龥（）]*(?:局|厅|委|办|办公室|科|股|处|室|站|所|中心|队|部|院|会)(?=[一-龥]{2,3}(?:同志)?$)/;
const PHONE_LABEL = /^(?:联系(?:方式|电话)|电话|手机|办公电话)：/;

// 「住户科某某，6612345；统计站某某，6612346」.
const PAIR = new RegExp(`([一-龥·]{2,16})(?:，|：|（)?(?:联系)?(?:电话|手机)?：?(${PHONE.source})`, "g");

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
        .replace(
          /；(?=(?:联系)?(?:电话|方式|手机)|[一-龥]{2,4}[，：、]?(?:（?0\d{2,3}|1\d{10}|\d{7}))/g,
          "，",
        );
      const until = /[；。]|(?<!\d)）|邮箱|邮件|地址|传真|联系人/.exec(rest)?.index ?? rest.length;
      const own = rest.slice(0, until);
      if (norm.length < 120 && !handsOver(norm.slice(0, match.index))) lines.add(index);
      const pairs = [...rest.matchAll(PAIR)]
        .map(([, name, phone]) => ({ name: name!.replace(BEHIND_UNIT, ""), phone: phone! }))
        .filter(({ name }) => /^[一-龥·]{2,4}$/.test(name) && !NO_PERSON.test(name));
      if (pairs.length > 1) {
        contacts.push(...pairs.filter((pair) => !contacts.some((one) => one.phone === pair.phone)));
        continue;
      }
      const names = own
        .replace(PHONE, " ")
        .replace(/(?:联系)?(?:电话|方式|手机)[：]?/g, " ")
        .split(/[、，\s/和]+/)
        .map((name) => name.replace(/[（(].*$/, "").replace(BEHIND_UNIT, ""))
        .filter((name) => /^[一-龥·]{2,4}(?:同志)?$/.test(name));
      let phones: string[] = own.match(PHONE) ?? [];
      // 「联系电话：0527-84561234，联系人：某某」.
      if (phones.length === 0) phones = TOLD_BEFORE.exec(norm.slice(0, match.index))?.slice(1) ?? [];
      const next = paragraphs[index + 1];
      if (phones.length === 0 && next !== undefined && PHONE_LABEL.test(next.norm)) {
        phones = next.norm.match(PHONE) ?? [];
        lines.add(index + 1);
      }
      for (const [order, name] of names.entries())
        contacts.push({ name, phone: phones[order] ?? phones[0] ?? null });
    }
  }
  for (const { norm } of paragraphs) {
    // 「联系电话：0315-7654321（某某）」.
    for (const [, phone, name] of norm.matchAll(
      /电话：((?:0\d{2,3}-?)?\d{7,8}|1[3-9]\d{9})（([一-龥]{2,3})）/g,
    ))
      if (!NO_PERSON.test(name!) && !contacts.some((one) => one.phone === phone))
        contacts.push({ name: name!, phone: phone! });
    for (const [, name, phone] of norm.matchAll(NAMED_PHONE))
      if (!NO_PERSON.test(name!) && !contacts.some((one) => one.phone === phone))
        contacts.push({ name: name!, phone: phone! });
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
  const children = new Map<number, number>();
  for (const { parent } of sections) children.set(parent, (children.get(parent) ?? 0) + 1);
  const tops = sections
    .map((section, at) => ({ section, count: children.get(at) ?? 0 }))
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
