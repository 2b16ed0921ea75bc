// Who signs off a report before it counts (审签), and the card by which they are asked.
import { card } from "../../chat/card.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { shorten } from "../campaigns/due-words.ts";
import { readDefinitions } from "../definitions.ts";
import { pageLink } from "../links.ts";
import { findHolders } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { readHandedIn } from "./materials.ts";
import type { Matter } from "./matter.ts";
import { matterName } from "./words.ts";

/** How the signer of a matter is called. */
export const SIGNER_NAMES = { head: "单位负责人", deputy: "分管领导" } as const;

/** A matter that may want a signature. */
export type SignedMatter = Pick<Matter, "number" | "period" | "state" | "unit" | "preparerId" | "obligation">;

/** Ids of those who sign off; a unit without a head is signed for by the deputy over it. Empty where there is nobody. */
export async function findSigners(
  work: Pick<UnitOfWork, "tx" | "today">,
  { preparerId, obligation }: SignedMatter,
): Promise<string[]> {
  const holders = await findHolders(work.tx, [preparerId], ["head", "deputy"], work.today);
  const idsOf = (role: "head" | "deputy") =>
    holders.filter((holder) => holder.role === role).map(({ personId }) => personId);
  const asked = idsOf(obligation.signOffBy);
  return [...new Set(asked.length > 0 ? asked : idsOf("deputy"))];
}

/** Sends 「请审签」 to those who sign; the same version is shown to each of them once, also when it is asked again. */
export async function askToSign(
  work: UnitOfWork,
  matter: SignedMatter,
  submission: { id: string; version: number; materials: unknown },
  byName: string,
): Promise<void> {
  const { obligation, unit, state } = matter;
  const code = assignmentCode(matter.number);
  const materials = readHandedIn(submission.materials);
  const { holdsSensitive } = await readDefinitions(work.tx, work.orgId);
  const sensitive = obligation.level === "sensitive" || holdsSensitive(materials);
  const outline = materials.map(
    ({ name, nil, rows, fileName }) =>
      `${name}：${nil ? "零报告" : rows ? `${rows}条` : (fileName ?? "已交")}`,
  );
  for (const personId of await findSigners(work, matter))
    work.send({
      to: { personId },
      payload: {
        card: card(`请审签：${shorten(matterName({ what: obligation.what, period: matter.period }), 30)}`, {
          facts: [
            ["编号", code],
            ["单位", unit.name],
            ["填报人", byName],
          ],
          body: [
            ...(sensitive ? ["内容不在聊天中显示，请打开网页查看。"] : outline),
            state === "signing"
              ? "同意后才算报送，报送时间以您同意时为准；同意之前仍计为未报。"
              : "这是改报，同意后生效；在此之前原报送仍然有效。",
          ],
          actions: [
            { action: "sign", label: "同意", value: `${code}v${submission.version}` },
            { action: "sign-return", label: "退回修改", value: `${code}v${submission.version}` },
            { action: "open", label: "查看内容", url: pageLink(work, personId, `/desk/sign/${code}`) },
          ],
        }),
      },
      dedupeKey: `sign:${submission.id}:${personId}`,
    });
}
