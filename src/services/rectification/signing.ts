// Whose signature an application for closure waits for (审签): the unit's head, or the deputy over a unit without one.
import { card } from "../../chat/card.ts";
import type { Role } from "../../domain/roles.ts";
import { pageLink } from "../links.ts";
import { findHolders } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** Who signs for a unit, by role; nobody where it has neither a head nor a deputy over it. */
export async function findSigners(
  work: Pick<UnitOfWork, "tx" | "today">,
  unitId: string,
): Promise<{ role: Role; personIds: string[] } | null> {
  const holders = await findHolders(work.tx, [unitId], ["head", "deputy"], work.today);
  const role = holders.some((holder) => holder.role === "head") ? "head" : "deputy";
  const personIds = [
    ...new Set(holders.filter((holder) => holder.role === role).map((holder) => holder.personId)),
  ];
  return personIds.length > 0 ? { role, personIds } : null;
}

/** Whether what this person hands in carries the signature already, or nobody is there to give it. */
export async function isSignedBy(
  work: Pick<UnitOfWork, "tx" | "today">,
  unitId: string,
  personId: string | null,
): Promise<boolean> {
  const holders = await findHolders(work.tx, [unitId], ["head", "deputy"], work.today);
  return holders.length === 0 || holders.some((holder) => holder.personId === personId);
}

/** Asks for the signature on what rows of a report claim: one card, however many problems. */
export async function askToSignClaims(
  work: UnitOfWork,
  claims: { unitId: string; unit: string; code: string; key: string; codes: readonly string[] },
): Promise<void> {
  const { unitId, unit, code, key, codes } = claims;
  const signers = await findSigners(work, unitId);
  for (const personId of signers?.personIds ?? [])
    work.send({
      to: { personId },
      payload: {
        card: card(`填报已销号${codes.length}个，请您审签`, {
          facts: [
            ["单位", unit],
            ["台账", code],
            ["问题", codes.slice(0, 12).join("、") + (codes.length > 12 ? "等" : "")],
          ],
          body: "台账里填了已销号，视为申请销号。您同意后才送牵头科室验收；逐个办理请打开清单。",
          actions: [
            { action: "agree-claims", label: "全部同意", value: code },
            { action: "open", label: "打开清单", url: pageLink(work, personId, "/problem") },
          ],
        }),
      },
      dedupeKey: `sign-claims:${key}:${personId}`,
    });
}
