// Until when a returned report is to come back.
import { returnedDueOn } from "../../domain/assignment.ts";
import { type Day, formatDay } from "../../domain/day.ts";
import { readMaterials } from "../../domain/obligation.ts";
import { AppError } from "../../errors.ts";
import type { Tx } from "../../store/open.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** What of an assignment bounds its return. */
export interface ReturnedMatter {
  dueOn: Day | null;
  planDueOn: Day | null;
  obligation: { campaignId: string; direction: "internal" | "upward"; materials: unknown };
}

/**
 * The day on which the lead unit itself reports upward what this matter feeds: the campaign's next one that is not
 * over, those with the same ledger before all others; null where there is none.
 */
export async function findUpwardDay(
  db: Pick<Tx, "assignment">,
  { planDueOn, obligation }: ReturnedMatter,
  today: Day,
): Promise<Day | null> {
  if (obligation.direction === "upward") return null;
  const from = planDueOn !== null && planDueOn > today ? planDueOn : today;
  const upward = await db.assignment.findMany({
    where: {
      obligation: { campaignId: obligation.campaignId, direction: "upward", withdrawnAt: null },
      state: { not: "waived" },
      upwardOn: null,
      dueOn: { gte: from },
    },
    orderBy: { dueOn: "asc" },
    select: { dueOn: true, obligation: { select: { materials: true } } },
  });
  const ledgersOf = (json: unknown) => readMaterials(json).flatMap(({ ledger }) => ledger ?? []);
  const own = new Set(ledgersOf(obligation.materials));
  const fed = upward.find((one) => ledgersOf(one.obligation.materials).some((ledger) => own.has(ledger)));
  return (fed ?? upward[0])?.dueOn ?? null;
}

/** The new due day: as proposed by the rule, or the reviewer's own where it may stand. INVALID_INPUT with a sentence. */
export function chooseDueOn(
  { today, calendar }: Pick<UnitOfWork, "today" | "calendar">,
  matter: Pick<ReturnedMatter, "dueOn">,
  upwardOn: Day | null,
  wish: { dueOn?: Day; pastUpward?: boolean },
): Day {
  const { dueOn, pastUpward = false } = wish;
  if (dueOn === undefined) return returnedDueOn(today, upwardOn, calendar, matter.dueOn);
  if (dueOn < today) throw new AppError("INVALID_INPUT", "新的期限不能早于今天，请重新选择。");
  if (upwardOn !== null && dueOn > upwardOn && !pastUpward)
    throw new AppError(
      "INVALID_INPUT",
      `新的期限${formatDay(dueOn)}晚于本局对外报送的${formatDay(upwardOn)}。确实要晚于它的，请勾选确认。`,
    );
  return dueOn;
}
