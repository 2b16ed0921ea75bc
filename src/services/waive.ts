// 免报: an assignment that need not be reported, with the ground; and its taking back.
import type { Asker } from "../chat/context.ts";
import { canMove } from "../domain/assignment.ts";
import { assignmentCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
import { requireDesk } from "./desk.ts";
import { findHolders } from "./people.ts";
import { mirrorDown } from "./roll-up/link.ts";
import { tellBelow } from "./roll-up/stand-ins.ts";
import type { Matter } from "./submissions/matter.ts";
import { matterName } from "./submissions/words.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** Who waives what, and why. */
export interface WaiveInput {
  code: string;
  ground: string;
  asker: Asker;
}

function nameOf({ number, unit, obligation, period }: Matter): string {
  return `${assignmentCode(number)} ${unit.name}《${matterName({ what: obligation.what, period })}》`;
}

async function tell(
  work: UnitOfWork,
  matter: Matter,
  text: string,
  round: "waive" | "restore",
): Promise<void> {
  const said = round === "waive" ? `已免报，不用再报。依据：${matter.waivedFor}。` : "恢复应报，请按期报送。";
  await tellBelow(work, matter, {
    text: (name, upper) => `${upper}：${name}${said}`,
    key: `${round}:${work.now.getTime()}`,
  });
  const people = await findHolders(work.tx, [matter.preparerId], ["contact", "head"], work.today);
  for (const personId of new Set(people.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: { text },
      dedupeKey: `${round}:${matter.id}:${work.now.getTime()}:${personId}`,
    });
}

/**
 * Waives: out of 应报, no more reminders, nothing is taken. FORBIDDEN for others than the reviewer of the unit, CONFLICT
 * where it is handed in, INVALID_INPUT without a ground. Returns the sentence for the asker.
 */
export async function waive(work: UnitOfWork, { code, ground, asker }: WaiveInput): Promise<string> {
  const matter = await requireDesk(work, asker, code, "免报");
  const name = nameOf(matter);
  const why = ground.trim();
  if (matter.state === "waived") return `${name}先前已免报(${matter.waivedFor ?? "未写依据"})，没有变动。`;
  if (!canMove(matter.state, "waived")) throw new AppError("CONFLICT", `${name}已经报送，不能免报。`);
  if (why === "")
    throw new AppError(
      "INVALID_INPUT",
      `免报要写明依据，例如：/免报 ${assignmentCode(matter.number)} 本单位没有行政执法职能`,
    );
  await work.tx.assignment.update({
    where: { id: matter.id },
    data: { state: "waived", waivedFor: why },
  });
  await mirrorDown(work, [matter.id]);
  work.audit({
    action: "waive",
    subject: `assignment:${matter.id}`,
    before: { state: matter.state },
    after: { state: "waived", ground: why },
  });
  await tell(work, { ...matter, waivedFor: why }, `${name}已免报，不用再报。依据：${why}。`, "waive");
  return `${name}已免报，不再计入应报，已告知该单位。`;
}

/** Takes a waiver back: it is owed again as before. */
export async function restore(
  work: UnitOfWork,
  { code, asker }: Omit<WaiveInput, "ground">,
): Promise<string> {
  const matter = await requireDesk(work, asker, code, "免报");
  const name = nameOf(matter);
  if (matter.state !== "waived") throw new AppError("CONFLICT", `${name}没有免报，不用恢复。`);
  // A report that had been handed in can only have been waived while it was returned.
  const state = matter.firstSubmittedAt === null ? ("open" as const) : ("returned" as const);
  await work.tx.assignment.update({ where: { id: matter.id }, data: { state, waivedFor: null } });
  await mirrorDown(work, [matter.id]);
  work.audit({
    action: "restore",
    subject: `assignment:${matter.id}`,
    before: { state: "waived", ground: matter.waivedFor },
    after: { state },
  });
  const code_ = assignmentCode(matter.number);
  await tell(work, matter, `${name}恢复应报，请按期报送。发送“/报送 ${code_}”可打开。`, "restore");
  return `${name}已恢复应报，已告知该单位。`;
}
