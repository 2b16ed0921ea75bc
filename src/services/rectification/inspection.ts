// What inspections found: who found it, when and by which document.
import type { Asker } from "../../chat/context.ts";
import type { Day } from "../../domain/day.ts";
import { isFoundOutside, ORIGIN_NAMES, PROBLEM_ORIGINS, type ProblemOrigin } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import { cleanWords } from "./entries.ts";
import { requirePast } from "./progress.ts";
import { mayDirect } from "./rights.ts";

/** FORBIDDEN for others than the lead unit's coordinator. */
export function requireDirect(asker: Asker, problem: { leadUnitId: string }): void {
  if (!mayDirect(asker, problem)) throw new AppError("FORBIDDEN", "这件事由牵头科室管理员办理。");
}

/** Who found it, as it is entered; a problem that a unit found itself comes by its ledger and not this way. */
export interface Inspection {
  origin: string;
  /** 发现机关. */
  foundBy: string;
  /** 文书号. */
  document: string;
  foundOn: string;
}

/** The same, checked. */
export interface CheckedInspection {
  origin: ProblemOrigin;
  foundBy: string;
  document: string;
  foundOn: Day;
}

/** INVALID_INPUT for what is missing or is no such thing. */
export function checkInspection(given: Inspection, today: Day): CheckedInspection {
  const origin = PROBLEM_ORIGINS.find((one) => one === given.origin);
  if (!origin || origin === "self")
    throw new AppError("INVALID_INPUT", `请选择问题来源：${originNames().join("、")}。`);
  const foundBy = cleanWords(given.foundBy, "发现机关", true, 60);
  const document = cleanWords(given.document, "文书号", isFoundOutside(origin), 60);
  const foundOn = requirePast(given.foundOn, "发现日期", today) ?? today;
  return { origin, foundBy, document, foundOn };
}

function originNames(): string[] {
  return PROBLEM_ORIGINS.filter((one) => one !== "self").map((one) => ORIGIN_NAMES[one]);
}

/** 「司法局抽检,区司法局」. */
export function sayInspection({ origin, foundBy }: CheckedInspection): string {
  return `${ORIGIN_NAMES[origin]}，${foundBy}`;
}
