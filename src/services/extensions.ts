// 延期: a unit asks for a later day, its head agrees, the deputy over the lead unit decides; then that unit's day moves.
import type { Asker } from "../chat/context.ts";
import { type Day, formatDay } from "../domain/day.ts";
import { assignmentCode, readCode } from "../domain/obligation.ts";
import { dueAtOf } from "../domain/reminder.ts";
import { AppError } from "../errors.ts";
import type { Extension, ExtensionState } from "../store/generated/client.ts";
import { type ExtensibleMatter, idsOf, lockMatter, requireExtensible } from "./extensions/matter.ts";
import { tellAsked, tellDecided, tellHeads, tellRefused } from "./extensions/tell.ts";
import { notYours } from "./submissions/matter.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** What a unit asks for. */
export interface ExtensionWish {
  code: string;
  dueOn: Day;
  ground: string;
  asker: Asker;
}

/** Who says yes or no to which extension, and why. */
export interface ExtensionAnswer {
  number: number;
  yes: boolean;
  note: string;
  asker: Asker;
}

const WAITING: ExtensionState[] = ["asked", "agreed"];

/**
 * Asks for a later day. A head who asks has agreed by that. FORBIDDEN for other units, CONFLICT where one waits already
 * or nobody could decide, INVALID_INPUT for a day that can't be. Asking the same again changes nothing.
 */
export async function askExtension(
  work: UnitOfWork,
  wish: ExtensionWish,
): Promise<{ extension: Extension; matter: ExtensibleMatter; repeated: boolean }> {
  const { tx, now } = work;
  const { dueOn, asker } = wish;
  const ground = wish.ground.trim();
  const number = readCode(wish.code)?.number ?? 0;
  const matter = await lockMatter(work, { number });
  if (!matter)
    throw new AppError("NOT_FOUND", `没有编号为${assignmentCode(number)}的报送任务，请发送 /报送 查看编号。`);
  const acts = (role: string) =>
    asker.posts.some((post) => post.role === role && post.unitId === matter.unitId);
  if (!acts("contact") && !acts("head"))
    throw new AppError("FORBIDDEN", notYours(number, matter.unit.name).replace("填报", "申请延期"));
  const waiting = await tx.extension.findFirst({
    where: { assignmentId: matter.id, state: { in: WAITING } },
  });
  if (waiting?.dueOn === dueOn && waiting.ground === ground)
    return { extension: waiting, matter, repeated: true };
  if (waiting)
    throw new AppError(
      "CONFLICT",
      `${wish.code}已有一件延期申请(延至${formatDay(waiting.dueOn)})在${waiting.state === "asked" ? "等单位负责人同意" : "等分管领导批准"}，答复后才能再申请。`,
    );
  const fromDueOn = await requireExtensible(work, matter, dueOn);
  const heads = await idsOf(work, matter.unitId, "head");
  const { leadUnitId } = matter.obligation.campaign;
  if (heads.length === 0)
    throw new AppError(
      "CONFLICT",
      `${matter.unit.name}没有登记单位负责人，没有人能同意。请先联系牵头科室登记。`,
    );
  if ((await idsOf(work, leadUnitId, "deputy")).length === 0)
    throw new AppError("CONFLICT", "牵头科室没有登记分管领导，没有人能批准。请联系牵头科室。");
  const agreed = heads.includes(asker.id);
  const extension = await tx.extension.create({
    data: {
      assignmentId: matter.id,
      state: agreed ? "agreed" : "asked",
      fromDueOn,
      dueOn,
      ground,
      afterDue: matter.dueAt !== null && now >= matter.dueAt,
      askedById: asker.id,
      askedAt: now,
      ...(agreed ? { headId: asker.id, headAt: now } : {}),
    },
  });
  work.audit({
    action: "ask-extension",
    subject: `assignment:${matter.id}`,
    before: { dueOn: fromDueOn, state: matter.state },
    after: {
      extension: extension.number,
      dueOn,
      ground,
      state: extension.state,
      afterDue: extension.afterDue,
    },
  });
  if (agreed) await tellAsked(work, matter, extension);
  else await tellHeads(work, matter, extension, heads);
  return { extension, matter, repeated: false };
}

async function open(work: UnitOfWork, number: number) {
  const found = await work.tx.extension.findUnique({ where: { number }, select: { assignmentId: true } });
  const matter = found && (await lockMatter(work, { id: found.assignmentId }));
  // Read behind the lock: somebody else may have answered meanwhile.
  const extension = matter && (await work.tx.extension.findUnique({ where: { number } }));
  if (!matter || !extension) throw new AppError("NOT_FOUND", "没有这件延期申请，请发送 /延期 查看。");
  return { matter, extension };
}

/** The answer of whoever it waits for: the unit's head first, then the deputy over the lead unit. Returns the sentence. */
export async function answerExtension(work: UnitOfWork, answer: ExtensionAnswer): Promise<string> {
  const { matter, extension } = await open(work, answer.number);
  const code = assignmentCode(matter.number);
  if (extension.state === "asked") return answerAsHead(work, matter, extension, answer);
  if (extension.state === "agreed") return decide(work, matter, extension, answer);
  const word =
    extension.state === "granted" ? "批准" : extension.state === "refused" ? "答复不批准" : "不予同意";
  throw new AppError("CONFLICT", `${code}的这件延期申请已${word}，不用再办。`);
}

function requireNote({ yes, note }: ExtensionAnswer): string {
  const said = note.trim();
  if (!yes && said === "") throw new AppError("INVALID_INPUT", "不同意延期要写明原因，对方才知道怎么办。");
  return said;
}

async function answerAsHead(
  work: UnitOfWork,
  matter: ExtensibleMatter,
  extension: Extension,
  answer: ExtensionAnswer,
): Promise<string> {
  const { asker, yes } = answer;
  const code = assignmentCode(matter.number);
  if (!(await idsOf(work, matter.unitId, "head")).includes(asker.id))
    throw new AppError("FORBIDDEN", `${code}的延期申请先由${matter.unit.name}负责人同意。`);
  const note = requireNote(answer);
  if (yes) await requireExtensible(work, matter, extension.dueOn);
  const state = yes ? ("agreed" as const) : ("declined" as const);
  const moved = await work.tx.extension.update({
    where: { id: extension.id },
    data: { state, headId: asker.id, headAt: work.now, headNote: note || null },
  });
  work.audit({
    action: yes ? "agree-extension" : "decline-extension",
    subject: `assignment:${matter.id}`,
    before: { extension: extension.number, state: extension.state },
    after: { state, note, ground: extension.ground, dueOn: extension.dueOn },
  });
  if (yes) await tellAsked(work, matter, moved);
  else await tellRefused(work, matter, moved, asker.name, note);
  return yes
    ? `已同意${code}延至${formatDay(extension.dueOn)}，已报牵头科室的分管领导批准。`
    : `已答复不同意${code}延期，已告知申请人。期限不变。`;
}

async function decide(
  work: UnitOfWork,
  matter: ExtensibleMatter,
  extension: Extension,
  answer: ExtensionAnswer,
): Promise<string> {
  const { tx, now, today } = work;
  const { asker, yes } = answer;
  const code = assignmentCode(matter.number);
  const { leadUnitId } = matter.obligation.campaign;
  if (!(await idsOf(work, leadUnitId, "deputy")).includes(asker.id))
    throw new AppError("FORBIDDEN", `${code}的延期由牵头科室的分管领导批准。`);
  const note = requireNote(answer);
  if (yes) await requireExtensible(work, matter, extension.dueOn);
  const state = yes ? ("granted" as const) : ("refused" as const);
  await tx.extension.update({
    where: { id: extension.id },
    data: { state, decidedById: asker.id, decidedAt: now, decidedNote: note || null },
  });
  const { dueOn, dueTime, dueRevision, planDueOn } = matter;
  if (yes)
    await tx.assignment.update({
      where: { id: matter.id },
      data: {
        dueOn: extension.dueOn,
        dueTime: null,
        dueAt: dueAtOf(extension.dueOn),
        planDueOn: planDueOn ?? dueOn,
        dueRevision: { increment: 1 },
        extendedOn: today,
      },
    });
  work.audit({
    action: yes ? "grant-extension" : "refuse-extension",
    subject: `assignment:${matter.id}`,
    before: { dueOn, dueTime, dueRevision },
    after: {
      extension: extension.number,
      dueOn: yes ? extension.dueOn : dueOn,
      dueRevision: yes ? dueRevision + 1 : dueRevision,
      ground: extension.ground,
      note,
    },
  });
  if (yes) await tellDecided(work, matter, extension, asker.name, note);
  else await tellRefused(work, matter, extension, asker.name, note);
  return yes
    ? `已批准${code} ${matter.unit.name}延至${formatDay(extension.dueOn)}，已告知该单位和牵头科室。`
    : `已答复不批准${code} ${matter.unit.name}延期，已告知该单位和牵头科室。期限不变。`;
}
