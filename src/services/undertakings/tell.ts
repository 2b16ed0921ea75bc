// Who is asked to claim rows of a 任务分解表: one card to each contact and head of the units that they name.
import { card } from "../../chat/card.ts";
import { cutLines } from "../campaigns/due-words.ts";
import type { PlanVersion } from "../campaigns/versions.ts";
import { pageLink } from "../links.ts";
import { findHolders } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findUndertakings } from "./rows.ts";
import { undertakingLine } from "./words.ts";

const MOST_LINES = 8;

/** The page on which a unit claims, and on which the lead unit settles. */
export function claimPath(campaignId: string): string {
  return `/plan/claims/${campaignId}`;
}

/** Asks the units of new rows to claim them, once for each `round`; returns how many units were asked. */
export async function askClaimers(
  work: UnitOfWork,
  version: Pick<PlanVersion, "id" | "campaign">,
  fresh: readonly { number: number; unitIds: string[] }[],
  round = "",
): Promise<number> {
  const unitIds = [...new Set(fresh.flatMap((row) => row.unitIds))];
  if (unitIds.length === 0) return 0;
  const { campaign } = version;
  const rows = await findUndertakings(work.tx, campaign.id);
  const holders = await findHolders(work.tx, unitIds, ["contact", "head"], work.today);
  const asked = (unitId: string) => {
    const numbers = fresh.filter((row) => row.unitIds.includes(unitId)).map(({ number }) => number);
    return rows.filter(({ number }) => numbers.includes(number));
  };
  for (const personId of new Set(holders.map((holder) => holder.personId))) {
    const own = [...new Set(holders.filter((one) => one.personId === personId).map(({ unitId }) => unitId))];
    const units = await work.tx.unit.findMany({
      where: { id: { in: own } },
      select: { id: true, name: true },
      orderBy: { position: "asc" },
    });
    const body = units.flatMap(({ id, name }) => {
      const list = asked(id);
      return [
        `${units.length > 1 ? `【${name}】` : ""}共${list.length}项，其中本单位牵头${list.filter(({ leadIds }) => leadIds.includes(id)).length}项：`,
        ...cutLines(
          list.map((row) => undertakingLine(row, id)),
          MOST_LINES,
          "，发送 /认领 查看",
        ),
      ];
    });
    work.send({
      to: { personId },
      payload: {
        card: card(`请认领任务：${campaign.title}`, {
          facts: [["单位", units.map(({ name }) => name).join("、")]],
          body: [...body, "", "认领后由牵头科室确定报送要求；没有期限的按长期任务办理，不催办。"],
          actions: [
            { action: "claims", label: "去认领", value: campaign.code },
            { action: "open", label: "在页面认领", url: pageLink(work, personId, claimPath(campaign.id)) },
          ],
        }),
      },
      dedupeKey: `claim:${version.id}:${personId}${round && `:${round}`}`,
    });
  }
  return unitIds.length;
}
