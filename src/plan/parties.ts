// Finds who does something in a Chinese sentence and to whom it is handed, by the way such names end.
import {
  AFTER_SUBUNIT,
  CLASS,
  LEAD_IN,
  NO_INSIDE,
  NO_SUBUNIT,
  NOT_A_NAME,
  PLACES,
  PREDICATE,
  SUBUNIT,
  SUFFIX,
} from "./name-words.ts";

const CONJUNCTION = /^(?:、|以及|和|及|与|暨|，(?=各|区|市|县|局属|大队))/;
const GOES_ON = new RegExp(`^(?:、|和|及)${CLASS}`);

const ORGANS = new RegExp(
  `^(?:、|和|及)(?:街道|乡镇|社区|园区|开发区|县区|企业|学校)(?![直属级])[一-龥]{0,8}?(?:${SUFFIX})`,
);

interface Name {
  text: string;
  end: number;
}

const isClosed = (text: string) => (text.match(/（/g)?.length ?? 0) === (text.match(/）/g)?.length ?? 0);

/** Names that the document itself gives (its salutation, its signature, 「以下简称」), the longest first. */
export type KnownNames = readonly string[];

// 「请假人员务必…」.
const PEOPLE =
  /^[一-龥]{2,8}(?:人员|负责人|同志|代表|党员|干部|职工|教师|户主|车主|(?:产权|责任|当事|经营|使用|所有|申请|承租|承包|监护)人)(?=要|应|须|需|务必|必须|请)/;

function peopleAt(norm: string, at: number, chunk: string): Name | null {
  const length = PEOPLE.exec(chunk)?.[0].length ?? 0;
  return length === 0 ? null : named(norm, at, length);
}

// A name that the document gives ends where it gives it, or with a part's name behind it.
function knownAt(norm: string, at: number, known: KnownNames): Name | null {
  const whole = known.find((name) => norm.startsWith(name, at));
  if (whole === undefined) return null;
  const end = at + whole.length;
  if (/^[长党内外属系级下机办组股科处室站队所院局会]/.test(norm.slice(end))) {
    const part = partAt(norm.slice(end, end + 20));
    return part > 0 ? { text: norm.slice(at, end + part), end: end + part } : null;
  }
  const part = PREDICATE.test(norm.slice(end)) ? 0 : partAt(norm.slice(end, end + 20));
  return { text: norm.slice(at, end + part), end: end + part };
}

// A name ends where what its unit does begins; a part of an organ (「安全科」) belongs to the name.
function nameAt(norm: string, at: number, known: KnownNames): Name | null {
  return knownAt(norm, at, known) ?? nameByEnding(norm, at);
}

function nameByEnding(norm: string, at: number): Name | null {
  const chunk =
    /^(?:[一-龥A-Za-z0-9]|［[^［］]{1,14}］|（[^（）]{1,14}）|“[^”]{1,8}”){1,34}/.exec(norm.slice(at))?.[0] ??
    "";
  const place = new RegExp(`^${PLACES}(?:（[^（）]{1,14}）)?`).exec(chunk)?.[0].length ?? 0;
  const ends = (end: number) => PREDICATE.test(norm.slice(at + end));
  const suffix = new RegExp(SUFFIX, "g");
  let fallback = 0;
  if (place > 0 && ends(place)) return named(norm, at, place);
  for (let match = suffix.exec(chunk); match !== null; match = suffix.exec(chunk)) {
    suffix.lastIndex = match.index + 1;
    let end = match.index + match[0].length;
    if (end < 2 || end < place) continue;
    const remark = /^（[^（）]{1,14}）|^［[^［］]{1,14}］/.exec(chunk.slice(end));
    if (remark !== null && !/^（(?:详?见|附|[一二三四五六七八九十]|联系)/.test(remark[0]))
      end += remark[0].length;
    if (!isClosed(chunk.slice(0, end))) continue;
    const part = partAt(norm.slice(at + end, at + end + 20));
    if (part > 0) return named(norm, at, end + part);
    if (ends(end)) return named(norm, at, end) ?? peopleAt(norm, at, chunk);
    fallback ||= end;
  }
  // 「各大货源企业主要…」 ends where a modal word or a day begins, whatever its last word is.
  const group =
    fallback === 0
      ? /^各[一-龥]{2,14}?(?=要(?!素|闻|点|求)|应(?!急)|须|将|于|在|对(?!外|口)|就|把|每|\d|务必|均|负责)/.exec(
          norm.slice(at),
        )
      : null;
  if (group !== null) return named(norm, at, group[0].length);
  const people = peopleAt(norm, at, chunk);
  if (people !== null && (fallback === 0 || at + fallback > people.end)) return people;
  const isStrong = /^(?:各|全|本|我|有关|相关|属地|市|区|县|旗|镇|乡|省|局)/.test(chunk);
  return isStrong && fallback > 2 ? named(norm, at, fallback) : null;
}

// The length of a part's name at the front of a text, or 0.
function partAt(text: string): number {
  for (const match of text.matchAll(SUBUNIT)) {
    const end = match.index + match[0].length;
    if (match.index === 0 || NO_SUBUNIT.test(text.slice(0, end))) return 0;
    const rest = text.slice(end);
    if (PREDICATE.test(rest) || AFTER_SUBUNIT.test(rest)) return end;
  }
  return 0;
}

function named(norm: string, at: number, length: number): Name | null {
  const text = norm.slice(at, at + length);
  if (text.endsWith("联系人") && norm[at + length] === "：") return null;
  return text.length < 2 || NOT_A_NAME.test(text) || NO_INSIDE.test(text) ? null : { text, end: at + length };
}

// 「各镇、街道」 goes on with words of its class.
function endOfGroup(norm: string, from: number): number {
  let end = from;
  for (let more = GOES_ON.exec(norm.slice(end)); more !== null; more = GOES_ON.exec(norm.slice(end))) {
    const next = end + more[0].length;
    if (!PREDICATE.test(norm.slice(next)) && !CONJUNCTION.test(norm.slice(next))) break;
    end = next;
  }
  // 「各街道、乡镇消安委」: an organ of each.
  const organ = ORGANS.exec(norm.slice(end))?.[0] ?? "";
  const next = end + organ.length;
  return organ !== "" && (PREDICATE.test(norm.slice(next)) || CONJUNCTION.test(norm.slice(next)))
    ? next
    : end;
}

/** Names joined by 、以及和及与, starting at an offset; null where no name starts there. */
export function namesAt(
  norm: string,
  at: number,
  known: KnownNames = [],
): { names: string[]; end: number } | null {
  const names: string[] = [];
  let end = at;
  for (let next = at; ; ) {
    const name = nameAt(norm, next, known);
    if (name === null) break;
    end = name.end;
    if (/^(?:各|全.?各|.{1,3}直各)/.test(name.text)) end = endOfGroup(norm, end);
    names.push(norm.slice(next, end));
    const joint = CONJUNCTION.exec(norm.slice(end));
    if (joint === null) break;
    next = end + joint[0].length;
  }
  return names.length === 0 ? null : { names, end };
}

// 「市场监管、公安、城管等部门」 are named together.
const SEVERAL =
  /^(?:[一-龥]{2,12}[、和]){1,8}[一-龥]{2,12}等(?:有关|相关|\d{1,2}[家个])?(?:部门|单位|企业|机关|行业主管部门|职能部门)/;

// 「施工、监理单位」 share their last word.
const SHARED =
  /^(?:各|有关|相关)?(?:[一-龥]{2,6}、){1,5}[一-龥]{2,6}(?:和[一-龥]{2,6})?(?:单位|部门|企业|机构)/;
const WHOLE = new RegExp(`${SUFFIX}$`);

/** The length of a group of names that share their last word, at the front of a text; 0 where none stands. */
export function sharedAt(text: string): number {
  const group = SHARED.exec(text)?.[0] ?? "";
  const first = group.slice(0, group.indexOf("、"));
  return group === "" || WHOLE.test(first) || NOT_A_NAME.test(first) || NO_INSIDE.test(group)
    ? 0
    : group.length;
}

// 「省纪委交办件」: a thing of theirs, not what they do.
const OF_ANOTHER =
  /^(?:交办|督办|转办|反馈|移交|下发|通报|印发|部署|公布|挂牌)(?:件|的|事项|问题|线索|单|案件|任务)/;

// 「存在问题的单位」, 「支出进度低于60%的县（区）」: those whom a clause in front describes.
const DESCRIBED =
  /^[^，。；：、]{2,36}?的(?:各)?(?:县（[市区、]{1,3}）|责任单位|单位|部门|企业|学校|机构|乡镇|镇街|村|社区|县区|县|科室|支部|经营者|项目|个人)(?![^，。；：]{0,2}的|[一-龥]?(?:名单|情况|问题|意见))/;

function describedAt(clause: string, from: number): number {
  const text = clause.slice(from);
  if (NO_OWNER.test(text)) return 0;
  const found = DESCRIBED.exec(text)?.[0] ?? "";
  return found !== "" && PREDICATE.test(text.slice(found.length)) ? found.length : 0;
}
const NO_OWNER =
  /^(?:对|将|把|向|在|为|给|按|以|与|从|根据|由于|确保|加强|形成|作为|因|关于|于|是|的|要|应当)/;

/** A clause's subject: who does it, and where in the clause what they do begins. */
export function findSubject(clause: string, known: KnownNames = []): { names: string[]; end: number } | null {
  const lead = LEAD_IN.exec(clause)?.[0].length ?? 0;
  const several = SEVERAL.exec(clause.slice(lead))?.[0].length ?? sharedAt(clause.slice(lead));
  if (several > 0 && PREDICATE.test(clause.slice(lead + several)))
    return { names: [clause.slice(lead, lead + several)], end: lead + several };
  const found = namesAt(clause, lead, known) ?? (lead > 0 ? namesAt(clause, 0, known) : null);
  const rest = found === null ? "" : clause.slice(found.end);
  if (OF_ANOTHER.test(rest)) return null;
  if (found === null || /^的/.test(rest)) {
    const described = describedAt(clause, lead);
    return described === 0 ? null : { names: [clause.slice(lead, lead + described)], end: lead + described };
  }
  const partner = /^(?:要|将|应|负责)?(?:联合|会同)/.exec(rest);
  if (partner === null) return found;
  const others = namesAt(clause, found.end + partner[0].length, known);
  return others === null ? found : { names: [...found.names, ...others.names], end: others.end };
}
