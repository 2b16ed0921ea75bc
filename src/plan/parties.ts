// Finds who does something in a Chinese sentence and to whom it is handed, by the way such names end.
import { CLASS, LEAD_IN, NO_SUBUNIT, NOT_A_NAME, PLACES, PREDICATE, SUBUNIT, SUFFIX } from "./name-words.ts";

const CONJUNCTION = /^(?:、|以及|和|及|与|暨|，(?=各|区|市|县|局属|大队))/;
const GOES_ON = new RegExp(
  `^(?:、|和|及)(?:${CLASS})(?=[、，。；：）]|$|要|应|将|须|于|在|每|对|就|负责|\\d|[和及])`,
);

interface Name {
  text: string;
  end: number;
}

const isClosed = (text: string) => (text.match(/（/g)?.length ?? 0) === (text.match(/）/g)?.length ?? 0);

// A name ends where what its unit does begins; a part of an organ (「安全科」) belongs to the name.
function nameAt(norm: string, at: number): Name | null {
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
    const remark = /^（[^（）]{1,14}）/.exec(chunk.slice(end));
    if (remark !== null && !/^（(?:详?见|附|[一二三四五六七八九十]|联系)/.test(remark[0]))
      end += remark[0].length;
    if (!isClosed(chunk.slice(0, end))) continue;
    const part = SUBUNIT.exec(norm.slice(at + end));
    if (part !== null && !NO_SUBUNIT.test(part[0])) return named(norm, at, end + part[0].length);
    if (ends(end)) return named(norm, at, end);
    fallback ||= end;
  }
  const isStrong = /^(?:各|全|本|我|有关|相关|属地|市|区|县|旗|镇|乡|省|局)/.test(chunk);
  return isStrong && fallback > 2 ? named(norm, at, fallback) : null;
}

function named(norm: string, at: number, length: number): Name | null {
  const text = norm.slice(at, at + length);
  return text.length < 2 || NOT_A_NAME.test(text) ? null : { text, end: at + length };
}

/** Names joined by 、以及和及与, starting at an offset; null where no name starts there. */
export function namesAt(norm: string, at: number): { names: string[]; end: number } | null {
  const names: string[] = [];
  let end = at;
  for (let next = at; ; ) {
    const name = nameAt(norm, next);
    if (name === null) break;
    end = name.end;
    for (
      let more = GOES_ON.exec(norm.slice(end));
      /^(?:各|全.?各|.{1,3}直各)/.test(name.text) && more !== null;
      more = GOES_ON.exec(norm.slice(end))
    )
      end += more[0].length;
    names.push(norm.slice(next, end));
    const joint = CONJUNCTION.exec(norm.slice(end));
    if (joint === null) break;
    next = end + joint[0].length;
  }
  return names.length === 0 ? null : { names, end };
}

/** A clause's subject: who does it, and where in the clause what they do begins. */
export function findSubject(clause: string): { names: string[]; end: number } | null {
  const lead = LEAD_IN.exec(clause)?.[0].length ?? 0;
  const found = namesAt(clause, lead) ?? (lead > 0 ? namesAt(clause, 0) : null);
  if (found === null) return null;
  const rest = clause.slice(found.end);
  if (/^的/.test(rest)) return null;
  const partner = /^(?:要|将|应|负责)?(?:联合|会同)/.exec(rest);
  if (partner === null) return found;
  const others = namesAt(clause, found.end + partner[0].length);
  return others === null ? found : { names: [...found.names, ...others.names], end: others.end };
}

const HANDS =
  /报送至|报送到|报送给|报送|上报至|上报到|上报|报告给?|报备|提交至?给?|(?<!不)反馈至?给?|抄送|报至|报到|报给|发送至|发至|寄送至|交至|送至|送交|(?<![举通汇填申情公上预海日周月季年零呈])报(?![告送备纸刊道名警表酬销废复案请批到至给])|(?<![报移抄遣运发寄呈输])送(?=本级|同级|区|县|市|旗|省|自治区|我)/g;
const STOP =
  /[，。；：（）！]|汇总|备案|审核|审查|审定|存档|进行|统一|邮箱|电子邮|公务邮|研究|同意|并|后|备查|留存/;
const OWN = /^(?:我|本)(?:局|厅|委|办|院|中心|部|处|单位|机关)/;

/** To whom a sentence hands something, as the text writes it, or null. */
export function findRecipient(sentence: string): string | null {
  // 「乡镇（街道）应急办」 is one name: its brackets must not stop the reading.
  const norm = sentence.replace(/（([^（）]{1,8})）(?=[一-龥]{1,12})/g, "［$1］");
  return recipientIn(norm)?.replace("［", "（").replace("］", "）") ?? null;
}

function recipientIn(norm: string): string | null {
  if (/逐级(?:汇总)?(?:上报|报送|报)/.test(norm)) return "逐级上报";
  const toward =
    /(?:向|报经?)([^，。；：（）]{2,30}?)(?:书面|进行|统一|及时|如实|专题|作)*(?:报送|报告|上报|报备|备案|提交|反馈|汇报|递交)/g;
  for (const match of norm.matchAll(toward)) {
    const name = wholeName(match[1]!);
    if (name !== null) return name;
  }
  for (const match of norm.matchAll(
    /(?:报送|上报|提交|发送|报|送)[^，。；]{2,40}?[至到给]([^，。；（至到给]{2,30})/g,
  )) {
    const stop = STOP.exec(match[1]!);
    const name = wholeName(match[1]!.slice(0, stop?.index ?? match[1]!.length));
    if (name !== null) return name;
  }
  for (const match of norm.matchAll(HANDS)) {
    const rest = norm.slice(match.index + match[0].length);
    const stop = STOP.exec(rest);
    const name = wholeName(rest.slice(0, stop?.index ?? rest.length));
    if (name !== null) return name;
  }
  return null;
}

function wholeName(chunk: string): string | null {
  const text = chunk.replace(/^(?:至|到|给|于|各自)/, "");
  if (text.length < 2 || text.length > 40 || /^[报送]/.test(text)) return null;
  const ends = new RegExp(`${SUFFIX}(?:\\d{1,4}室?)?$`).test(text);
  if (!ends || /[将把至]|情况|的/.test(text)) return null;
  const inner = text.replace(OWN, "");
  return inner === "" ? text : inner;
}

/** True where a sentence hands something over (报送、报、上报、反馈、备案 …). */
export function handsOver(norm: string): boolean {
  if (/(?:向|报|送)[^，。；]{2,24}备案|进行备案|逐级上报|书面报/.test(norm)) return true;
  for (const match of norm.matchAll(HANDS)) {
    const word = match[0];
    const before = norm.slice(0, match.index);
    const rest = norm.slice(match.index + word.length);
    if (/^(?:报告|反馈|提交)/.test(word)) {
      // 「形成报告」「年度报告」 is a thing; 「立即报告」「向…报告」 is a deed.
      if (
        word.startsWith("报告") &&
        !/(?:立即|及时|书面|第一时间|随时|如实|专题|主动|向[^，。；]{2,20})$/.test(before) &&
        wholeName(rest.slice(0, STOP.exec(rest)?.index ?? rest.length)) === null
      )
        continue;
      if (/^(?:反馈|提交)/.test(word) && /^(?:意见|机制|渠道|问题|等|的|制度|、)/.test(rest)) continue;
      return true;
    }
    if (word === "报" || word === "送") {
      if (wholeName(rest.slice(0, STOP.exec(rest)?.index ?? rest.length)) !== null) return true;
      continue;
    }
    if (
      /^(?:制度|机制|工作(?:制度|机制|要求|流程)|不及时|系统|渠道|的|时间|程序|要求|、|质量|途径)/.test(rest)
    )
      continue;
    return true;
  }
  return false;
}
