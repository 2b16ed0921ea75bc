// Who else hears of a version: the unit that somebody filled in for, and the reviewer whose verdict was overtaken.
import { card } from "../../chat/card.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { pageLink } from "../links.ts";
import { findHolders } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { Matter } from "./matter.ts";
import { matterName } from "./words.ts";

/** What is told of a version. */
export interface NewVersion {
  id: string;
  version: number;
  receiptNumber: string;
  byName: string;
}

function factsOf(matter: Matter, { version, receiptNumber }: NewVersion): [string, string][] {
  const { number, unit, period, obligation } = matter;
  return [
    ["编号", assignmentCode(number)],
    ["单位", unit.name],
    ["事项", matterName({ what: obligation.what, period })],
    ["回执号", `${receiptNumber}(第${version}版)`],
  ];
}

/** 代填: the unit's contacts and head hear who handed in for them. */
export async function tellFilledFor(work: UnitOfWork, matter: Matter, made: NewVersion): Promise<void> {
  const people = await findHolders(work.tx, [matter.unitId], ["contact", "head"], work.today);
  for (const personId of new Set(people.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: {
        card: card("已代为填报", {
          facts: [...factsOf(matter, made), ["代填", `${made.byName} 代 ${matter.unit.name}`]],
          body: "请核对。内容不符的请改报，旧版保留。",
          actions: [
            { action: "amend", label: "改报", value: assignmentCode(matter.number) },
            { action: "ack", label: "收到" },
          ],
        }),
      },
      dedupeKey: `fill-for:${made.id}:${personId}`,
    });
}

/** 改报 of an accepted report: those who review it hear that their verdict no longer stands. */
export async function tellReopened(work: UnitOfWork, matter: Matter, made: NewVersion): Promise<void> {
  const { leadUnitId } = matter.obligation.campaign;
  const own = matter.unitId === leadUnitId || matter.preparerId === leadUnitId;
  const people = await findHolders(work.tx, [leadUnitId], [own ? "deputy" : "coordinator"], work.today);
  const code = assignmentCode(matter.number);
  for (const personId of new Set(people.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: {
        card: card(`改报待审核：${matter.unit.name}`, {
          facts: [...factsOf(matter, made), ["改报人", made.byName]],
          body: `这项先前已审核通过，该单位又作了改报，请重新审核。发送“/审核 ${code}”也可打开。`,
          actions: [{ action: "open", label: "打开", url: pageLink(work, personId, `/review/${code}`) }],
        }),
      },
      dedupeKey: `reopened:${made.id}:${personId}`,
    });
}
