// Brings together a duty that a plan says twice: once in its text, once in a table or a summary.
import type { DraftObligation } from "./draft.ts";
import { isSame } from "./materials.ts";

/** The obligations, each once; the first stands, with what only its repetition says. */
export function mergeRepeated(obligations: readonly DraftObligation[]): DraftObligation[] {
  const result: DraftObligation[] = [];
  const byTime = new Map<string, number[]>();
  for (const one of obligations) {
    const time = timeOf(one);
    const near = time === null ? [] : (byTime.get(time) ?? []);
    const at = near.find((place) => result[place]!.quote !== one.quote && saysAgain(result[place]!, one));
    if (at !== undefined) {
      result[at] = merged(result[at]!, one);
      continue;
    }
    if (time !== null) byTime.set(time, [...near, result.length]);
    result.push(one);
  }
  return result;
}

function saysAgain(first: DraftObligation, second: DraftObligation): boolean {
  if (!goesTo(first.to, second.to)) return false;
  const shared = first.who.filter((name) => second.who.includes(name)).length;
  if (shared === 0 || shared < Math.min(first.who.length, second.who.length)) return false;
  const [names, others] = [first, second].map(({ materials }) => materials.map(({ name }) => name)) as [
    string[],
    string[],
  ];
  const sameThings = (pass: (a: string, b: string) => boolean) =>
    others.length > 0 && others.every((name) => names.some((other) => pass(other, name)));
  if (sameThings(isSame)) return true;
  // 「抽查情况」 and 「周检查情况」, both of one unit for one unit on one day.
  const known = first.to !== null && second.to !== null;
  return known && names.length === 1 && others.length === 1 && sameThings(isNear);
}

// A rule with an hour says the same as one without.
function timeOf({ due, recurrence, trigger }: DraftObligation): string | null {
  return due ?? recurrence?.replace(/;BY(?:HOUR|MINUTE)=\d+/g, "") ?? trigger;
}

function goesTo(first: string | null, second: string | null): boolean {
  return first === null || second === null || first.endsWith(second) || second.endsWith(first);
}

function isNear(first: string, second: string): boolean {
  for (let at = 0; at + 2 <= second.length; at += 1)
    if (
      !/工作|专项|行动|整治|治理/.test(second.slice(at, at + 2)) &&
      first.includes(second.slice(at, at + 2))
    )
      return true;
  return false;
}

function merged(first: DraftObligation, second: DraftObligation): DraftObligation {
  const to = first.to ?? second.to;
  const materials = first.materials.length > 0 ? first.materials : second.materials;
  return {
    ...first,
    to,
    dueTime: first.dueTime ?? second.dueTime,
    recurrence:
      (second.recurrence ?? "").length > (first.recurrence ?? "").length
        ? second.recurrence
        : first.recurrence,
    window: [first.window[0] ?? second.window[0], first.window[1] ?? second.window[1]],
    materials,
    what: first.materials.length > 0 ? first.what : second.what,
    attachments: [...new Set([...first.attachments, ...second.attachments])],
    confirm: first.confirm.filter(
      (reason) =>
        !(first.to === null && to !== null && reason.startsWith("没有写明报给谁")) &&
        !(first.materials.length === 0 && materials.length > 0 && reason.startsWith("没有写明报送什么")),
    ),
  };
}
