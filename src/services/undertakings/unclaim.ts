// 撤回认领: a claim is given back while nothing rests on it, by its unit or by the lead unit's coordinator.
import { type Asker, holds, unitsOf } from "../../chat/context.ts";
import { AppError } from "../../errors.ts";
import { findHolders } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findUndertakings, type Undertaking } from "./rows.ts";

/** Whose claims on which rows; without `unitIds` those of the asker's own units. */
export interface Unclaiming {
  campaignId: string;
  asker: Asker;
  numbers: readonly number[] | "all";
  unitIds?: readonly string[];
}

/** What was given back, by unit; `settled` are numbers on which something rests already. */
export interface Unclaimed {
  freed: { unitId: string; unit: string; numbers: number[] }[];
  settled: number[];
}

/**
 * Takes claims away again. A row that is settled keeps its claims: what it became is changed on the confirm page.
 * FORBIDDEN for other units' claims unless the asker is the coordinator, whose taking away is told to the unit.
 */
export async function unclaim(work: UnitOfWork, input: Unclaiming): Promise<Unclaimed> {
  const { asker, campaignId, numbers } = input;
  const own = unitsOf(asker, "contact", "head").map(({ id }) => id);
  const unitIds = input.unitIds ?? own;
  if (!holds(asker, "coordinator") && unitIds.some((id) => !own.includes(id)))
    throw new AppError("FORBIDDEN", "只能撤回本单位的认领；别的单位的，由该单位或牵头科室撤回。");
  const rows = await findUndertakings(work.tx, campaignId);
  const claimed = rows.filter(
    (row) =>
      (numbers === "all" || numbers.includes(row.number)) &&
      row.claims.some(({ unitId }) => unitIds.includes(unitId)),
  );
  const isSettled = ({ settledAt, itemKey }: Undertaking) => settledAt !== null || itemKey !== null;
  const open = claimed.filter((row) => !isSettled(row));
  await work.tx.undertakingClaim.deleteMany({
    where: {
      undertakingId: { in: open.map(({ id }) => id) },
      unitId: { in: [...unitIds] },
      undertaking: { settledAt: null, itemKey: null },
    },
  });
  const freed = unitIds.flatMap((unitId) => {
    const list = open.filter(({ claims }) => claims.some((one) => one.unitId === unitId));
    const unit = list[0]?.claims.find((one) => one.unitId === unitId)?.unit.name;
    return unit ? [{ unitId, unit, numbers: list.map(({ number }) => number) }] : [];
  });
  for (const { unitId, unit, numbers: given } of freed) {
    work.audit({
      action: "unclaim",
      subject: `campaign:${campaignId}`,
      after: { unit, unitId, numbers: given },
    });
    if (!own.includes(unitId)) await tellUnit(work, asker, unitId, { unit, numbers: given });
  }
  return { freed, settled: claimed.filter(isSettled).map(({ number }) => number) };
}

async function tellUnit(
  work: UnitOfWork,
  asker: Asker,
  unitId: string,
  { unit, numbers }: { unit: string; numbers: readonly number[] },
): Promise<void> {
  const holders = await findHolders(work.tx, [unitId], ["contact", "head"], work.today);
  const rows = numbers.map((number) => `第${number}项`).join("、");
  for (const personId of new Set(holders.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: {
        text: `牵头科室${asker.name}撤回了${unit}对${rows}任务的认领，现在不由贵单位办理。有疑问请与牵头科室联系；要重新认领，请发送 /认领。`,
      },
      dedupeKey: `unclaim:${work.now.getTime()}:${unitId}:${numbers.join(",")}:${personId}`,
    });
}

/** What the one who gave back reads. */
export function unclaimedWords({ freed, settled }: Unclaimed): string {
  const words = [
    ...freed.map(({ unit, numbers }) => `已撤回${unit}对${sayNumbers(numbers)}的认领。`),
    ...(settled.length > 0
      ? [`${sayNumbers(settled)}已确定报送要求，不能撤回，请与牵头科室商量，由其在方案确认页调整责任单位。`]
      : []),
  ];
  return words.join("") || "这些任务没有认领过，不用撤回。";
}

const sayNumbers = (numbers: readonly number[]) => numbers.map((number) => `第${number}项`).join("、");
