// Who may claim a row, corrected by the lead unit: names that nobody bears get units, or are none of the bureau's.
import { AppError } from "../../errors.ts";
import { readDirectory, unitNames } from "../campaigns/units.ts";
import { readVersion } from "../campaigns/versions.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findUndertakings } from "./rows.ts";
import { askClaimers } from "./tell.ts";

/** Sets the units that may claim a row; who has claimed it stays. New ones are asked. Returns the sentence for the page. */
export async function assignUnits(
  work: UnitOfWork,
  input: { campaignId: string; number: number; unitIds: readonly string[] },
): Promise<string> {
  const rows = await findUndertakings(work.tx, input.campaignId);
  const row = rows.find(({ number }) => number === input.number);
  if (!row) throw new AppError("NOT_FOUND", "没有这一项任务，它可能已撤下，请刷新页面。");
  const directory = await readDirectory(work.tx, work.orgId);
  const known = directory.filter(({ kind }) => kind !== "group").map(({ id }) => id);
  const claimed = row.claims.map(({ unitId }) => unitId);
  const unitIds = known.filter((id) => input.unitIds.includes(id) || claimed.includes(id));
  await work.tx.undertaking.update({ where: { id: row.id }, data: { unitIds, unmatched: [] } });
  work.audit({
    action: "assign-undertaking",
    subject: `undertaking:${row.id}`,
    before: { number: row.number, unitIds: row.unitIds, unmatched: row.unmatched },
    after: { number: row.number, unitIds },
  });
  const added = unitIds.filter((id) => !row.unitIds.includes(id));
  const latest = await work.tx.planVersion.findFirst({
    where: { campaignId: input.campaignId, publishedAt: { not: null } },
    orderBy: { version: "desc" },
    select: { id: true },
  });
  if (latest && added.length > 0) {
    const version = await readVersion(work.tx, work.orgId, latest.id);
    await askClaimers(
      work,
      version,
      [{ number: row.number, unitIds: added }],
      `${row.number}:${added.join("+")}`,
    );
  }
  const names = unitNames(unitIds, directory).join("、") || "没有单位";
  return `第${row.number}项可以认领的单位：${names}。${added.length > 0 ? "新加的单位已通知。" : ""}`;
}
