// The demo's transcript: days as headings, who did what, who received what, the same message said once.
import { dayOf, formatDay, timeOf, weekdayName } from "../domain/day.ts";
import type { Cast } from "./demo-cast.ts";
import type { SeenMessage } from "./sandbox-client.ts";

/** Writes the transcript. */
export interface Transcript {
  /** A line of its own under the day's heading, with the time in front. */
  act(at: Date, line: string): void;
  /** Lines under the one before. */
  note(...lines: string[]): void;
  /** What a person reads in answer, as it stands, cut after `most` lines. */
  answer(message: SeenMessage, most?: number): void;
  /** What reached people, merged; `except` are messages shown otherwise. */
  heard(messages: readonly SeenMessage[], except?: readonly SeenMessage[]): void;
  /** A heading that is no day. */
  title(line: string): void;
  plain(line: string): void;
}

const INDENT = "       ";
const LONGEST = 150;
const LONGEST_ANSWER = 300;
const MOST_NAMES = 8;

/** What a message is about in one line: its matters without codes, so that units with the same duty read alike. */
function gistOf({ card, text }: SeenMessage): string {
  if (text.startsWith("审核通过")) return "审核通过";
  if (!card) return clip(text.replaceAll("\n", " "), LONGEST);
  const lines = card.body
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  if (/^报送提醒\(/.test(card.title) || /^催办/.test(card.title)) {
    const matters = lines.slice(1).filter((line) => !/^【.*】$/.test(line));
    const named = new Set(matters.map((line) => line.replace(/^A\d+ /, "")));
    return clip([...named].join("；"), LONGEST);
  }
  if (card.title.startsWith("逾期未报")) return clip(lines.join(" "), LONGEST);
  const facts = card.facts
    .filter(([label]) => label !== "专项行动" && !(label === "单位" && /^(?:新增)?报送事项/.test(card.title)))
    .map(([label, value]) => `${label}${value}`);
  return clip(`${card.title}${facts.length > 0 ? `(${facts.join("，")})` : ""}`, LONGEST);
}

/** The word for a kind of message. */
function labelOf({ card, to }: SeenMessage): string {
  const title = card?.title ?? "";
  const kind = /^报送提醒/.test(title)
    ? "提醒"
    : /^催办/.test(title)
      ? "催办"
      : title.startsWith("逾期未报")
        ? "报告领导"
        : "机器人";
  return `${kind} → ${to.group ? "群" : ""}`;
}

function clip(text: string, most: number): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}

/** 「张磊、唐静(危化室)、李娜(基础室、综合室)」. */
function namesOf(ids: readonly string[], cast: Cast): string {
  const places = new Map<string, string[]>();
  for (const id of ids.slice(0, MOST_NAMES)) {
    const place = cast.placeOf(id);
    places.set(place, [...(places.get(place) ?? []), cast.nameOf(id)]);
  }
  const named = [...places].map(([place, names]) => `${names.join("、")}(${place})`).join("、");
  return ids.length > MOST_NAMES ? `${named}等${ids.length}人` : named;
}

/** A transcript that goes to `write` line by line. */
export function openTranscript(cast: Cast, write: (line: string) => void): Transcript {
  let day = "";
  const dated = (at: Date, line: string): void => {
    const today = dayOf(at);
    if (today !== day) {
      const sameYear = day.slice(0, 4) === today.slice(0, 4);
      day = today;
      write("");
      write(`━━ ${formatDay(today, !sameYear)} ${weekdayName(today)} ━━`);
    }
    write(`${timeOf(at)}  ${line}`);
  };
  const note = (...lines: string[]): void => {
    for (const line of lines) write(line === "" ? "" : `${INDENT}${line}`);
  };
  return {
    act: dated,
    note,
    answer({ text }, most = 12) {
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      note(...lines.slice(0, most).map((line) => `│ ${clip(line, LONGEST_ANSWER)}`));
      if (lines.length > most) note(`│ ……还有${lines.length - most}行`);
    },
    heard(messages, except = []) {
      const shown = new Set(except.map(({ id }) => id));
      const merged = new Map<string, { at: Date; label: string; ids: string[]; gist: string }>();
      for (const message of messages) {
        if (shown.has(message.id)) continue;
        const [label, gist] = [labelOf(message), gistOf(message)];
        const at = new Date(message.at);
        const key = `${timeOf(at)} ${dayOf(at)} ${label} ${gist}`;
        const one = merged.get(key) ?? { at, label, ids: [], gist };
        if (message.to.person && !one.ids.includes(message.to.person)) one.ids.push(message.to.person);
        merged.set(key, one);
      }
      for (const { at, label, ids, gist } of merged.values())
        dated(at, `${label}${namesOf(ids, cast)}：${gist}`);
    },
    title(line) {
      day = "";
      write("");
      write(`━━ ${line} ━━`);
    },
    plain: write,
  };
}
