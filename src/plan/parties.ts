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
    const part = partAt(norm.slice(at + end, at + end + 20));
    if (part > 0) return named(norm, at, end + part);
    if (ends(end)) return named(norm, at, end);
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
  return end;
}

/** Names joined by 、以及和及与, starting at an offset; null where no name starts there. */
export function namesAt(norm: string, at: number): { names: string[]; end: number } | null {
  const names: string[] = [];
  let end = at;
  for (let next = at; ; ) {
    const name = nameAt(norm, next);
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

/** A clause's subject: who does it, and where in the clause what they do begins. */
export function findSubject(clause: string): { names: string[]; end: number } | null {
  const lead = LEAD_IN.exec(clause)?.[0].length ?? 0;
  const several = SEVERAL.exec(clause.slice(lead));
  if (several !== null && PREDICATE.test(clause.slice(lead + several[0].length)))
    return { names: [several[0]], end: lead + several[0].length };
  const found = namesAt(clause, lead) ?? (lead > 0 ? namesAt(clause, 0) : null);
  if (found === null) return null;
  const rest = clause.slice(found.end);
  if (/^的/.test(rest)) return null;
  const partner = /^(?:要|将|应|负责)?(?:联合|会同)/.exec(rest);
  if (partner === null) return found;
  const others = namesAt(clause, found.end + partner[0].length);
  return others === null ? found : { names: [...found.names, ...others.names], end: others.end };
}
