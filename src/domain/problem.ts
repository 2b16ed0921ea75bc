// The life of a problem (问题) from found to 销号: its states, who found it, and the code people type.
import { toHalfWidth } from "./text.ts";

/** The stored states, in the order in which a problem goes through them. */
export const PROBLEM_STATES = ["open", "rectifying", "signing", "applied", "awaiting", "closed"] as const;

/** A stored state. */
export type ProblemState = (typeof PROBLEM_STATES)[number];

/** What people read of a state. */
export const PROBLEM_STATE_NAMES: Readonly<Record<ProblemState, string>> = {
  open: "待整改",
  rectifying: "整改中",
  signing: "申请销号待审签",
  applied: "申请销号待验收",
  awaiting: "已整改待上级验收",
  closed: "已销号",
};

/**
 * Whether it is still with its unit: from found until closure is applied for with the head's signature, and again when
 * that is refused. What waits for the signature is owed as before.
 */
export function isOwed(state: ProblemState): boolean {
  return state === "open" || state === "rectifying" || state === "signing";
}

/** Who found it: the unit itself, the bureau's own inspection, the 司法局, another upper level. */
export const PROBLEM_ORIGINS = ["self", "bureau", "justice", "superior"] as const;

/** One of them. */
export type ProblemOrigin = (typeof PROBLEM_ORIGINS)[number];

/** How they are called. */
export const ORIGIN_NAMES: Readonly<Record<ProblemOrigin, string>> = {
  self: "自查",
  bureau: "本局抽查",
  justice: "司法局抽检",
  superior: "上级检查",
};

/** Whether an outside body found it and has the last word on its closure (上级验收). */
export function isFoundOutside(origin: ProblemOrigin): boolean {
  return origin === "justice" || origin === "superior";
}

/** 整改类型. */
export const RECTIFICATION_WAYS = ["立行立改", "限期整改", "专门方案"] as const;

/** The code of a problem that people read and type; its number is its campaign's own: W12. */
export function problemCode(number: number): string {
  return `W${number}`;
}

/** The code with its campaign's, which is the same for one problem only: 202301-W12. */
export function fullProblemCode(campaignCode: string, number: number): string {
  return `${campaignCode}-${problemCode(number)}`;
}

/** A code as typed: the campaign where it is named. */
export interface ReadProblemCode {
  campaignCode: string | null;
  number: number;
}

const REFERENCE = /^\s*(?:([0-9A-Za-z]{4,20})-)?(?:W|问题|第)?\s*(\d{1,6})号?\s*$/iu;

/** The problem in 「W12」「问题12」「12」「202301-W12」 as a ledger's row refers to it; null for other words. */
export function readReference(text: string): ReadProblemCode | null {
  const match = REFERENCE.exec(toHalfWidth(text));
  return match && { campaignCode: match[1] ?? null, number: Number(match[2]) };
}

const BEGINS = /^\s*(?:([0-9A-Z]{4,20})-)?(?:W|问题)\s*(\d{1,6})(?!\d)号?[\s,，。:：、;；]*/iu;
const BARE = /^\s*(\d{1,6})(?:号|(?=\s|$))\s*/u;

/** Takes 「W12 已更换制度牌」 apart: the code and the words behind it, as typed; null where no code stands in front. */
export function readProblemWords(text: string): { code: ReadProblemCode; words: string } | null {
  // As long as the text, so that the words are cut out of what was typed.
  const plain = toHalfWidth(text);
  const full = BEGINS.exec(plain);
  const bare = full ?? BARE.exec(plain);
  if (!bare) return null;
  const code = full
    ? { campaignCode: full[1] ?? null, number: Number(full[2]) }
    : { campaignCode: null, number: Number(bare[1]) };
  return { code, words: text.slice(bare[0].length).trim() };
}
