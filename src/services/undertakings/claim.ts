// 认领: a unit takes on rows of a 任务分解表; taking on makes no report due, settling does.
import type { Asker } from "../../chat/context.ts";
import { unitsOf } from "../../chat/context.ts";
import { AppError } from "../../errors.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findUndertakings, type Undertaking, unclaimedBy } from "./rows.ts";
import { addClaimants } from "./settle.ts";

/** What is claimed: rows by number, or all that the units may claim, for some of the asker's units or all of them. */
export interface Claiming {
  campaignId: string;
  asker: Asker;
  numbers: readonly number[] | "all";
  unitIds?: readonly string[];
}

/** What a claiming did, by unit, and the numbers that are no rows of theirs. */
export interface Claimed {
  taken: { unitId: string; unit: string; rows: Undertaking[] }[];
  before: number[];
  strange: number[];
}

/** Writes the claims of the asker's units; a repeat changes nothing. FORBIDDEN for who is neither contact nor head. */
export async function claim(work: UnitOfWork, input: Claiming): Promise<Claimed> {
  const { tx } = work;
  const own = unitsOf(input.asker, "contact", "head").filter(
    ({ id }) => !input.unitIds || input.unitIds.includes(id),
  );
  if (own.length === 0) throw new AppError("FORBIDDEN", "任务由责任单位的联系人或负责人认领。");
  const rows = await findUndertakings(tx, input.campaignId);
  const { numbers } = input;
  const chosen = numbers === "all" ? rows : rows.filter(({ number }) => numbers.includes(number));
  const taken = own
    .map(({ id, name }) => ({
      unitId: id,
      unit: name,
      rows: chosen.filter((row) => unclaimedBy(row).includes(id)),
    }))
    .filter((one) => one.rows.length > 0);
  const mine = (row: Undertaking) => own.some(({ id }) => row.unitIds.includes(id));
  const known = chosen.filter(mine).map(({ number }) => number);
  const fresh = new Set(taken.flatMap((one) => one.rows.map(({ number }) => number)));
  await tx.undertakingClaim.createMany({
    data: taken.flatMap(({ unitId, rows: list }) =>
      list.map(({ id }) => ({
        undertakingId: id,
        unitId,
        claimedById: input.asker.id,
        claimedAt: work.now,
      })),
    ),
    skipDuplicates: true,
  });
  for (const { unitId, unit, rows: list } of taken) {
    work.audit({
      action: "claim",
      subject: `campaign:${input.campaignId}`,
      after: { unit, unitId, numbers: list.map(({ number }) => number) },
    });
  }
  await addClaimants(work, input.campaignId, taken);
  return {
    taken,
    before: known.filter((number) => !fresh.has(number)),
    strange: numbers === "all" ? [] : numbers.filter((number) => !known.includes(number)),
  };
}
