// 会商: a unit or the lead unit asks others for their opinion (提请), they answer, the coordinator takes it to its end (办结).
import type { Asker, Reply } from "../chat/context.ts";
import { unitsOf } from "../chat/context.ts";
import { problemCode } from "../domain/problem.ts";
import type { Role } from "../domain/roles.ts";
import { AppError } from "../errors.ts";
import { consultationCard, listCard, USAGE } from "./consultations/cards.ts";
import {
  type ConsultationView,
  consultationCode,
  listConsultations,
  lockConsultation,
  mayDecideOn,
  partyOf,
  readConsultationWords,
} from "./consultations/find.ts";
import { takeNumbers } from "./numbers.ts";
import { findHolders } from "./people.ts";
import { findUnit } from "./progress/target.ts";
import { cleanWords } from "./rectification/entries.ts";
import { findProblem } from "./rectification/find.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

const own = (reply: Omit<Reply, "to">): Reply => ({ to: "asker", ...reply });

/** `/会商`, with whatever stands behind it. */
export async function answerConsultation(work: UnitOfWork, asker: Asker, args: string): Promise<Reply> {
  if (args === "") {
    const list = await listConsultations(work, asker);
    return own(list.length > 0 ? { card: listCard(list) } : { text: `目前没有与您有关的会商。${USAGE}` });
  }
  const [, asked] = /^提请\s*([\s\S]*)$/.exec(args) ?? [];
  if (asked !== undefined) return request(work, asker, asked);
  const read = readConsultationWords(args);
  if (!read) return own({ text: `没有看懂。${USAGE}` });
  const view = await lockConsultation(work, asker, read.number);
  const [, verb, words = ""] = /^(答复|办结|不予会商|不予)\s*[，,：:]?\s*([\s\S]*)$/.exec(read.words) ?? [];
  if (verb === "答复") return answer(work, asker, view, words);
  if (verb) return decide(work, asker, view, verb === "办结" ? "closed" : "declined", words);
  return own({ card: consultationCard(asker, view) });
}

/** The unit in whose name somebody asks: the own one, else the one that the person coordinates. */
function askingUnit(asker: Asker): { id: string; name: string } {
  const [unit] = [...unitsOf(asker, "contact", "head"), ...unitsOf(asker, "coordinator")];
  if (!unit) throw new AppError("FORBIDDEN", "会商由单位的联系人、负责人或牵头科室提请。");
  return unit;
}

/** Units by their names at the beginning of the words, and what follows; groups stand for their members. */
async function readUnits(work: UnitOfWork, words: string): Promise<{ unitIds: string[]; rest: string }> {
  const [, names = "", rest = ""] = /^(\S+)\s+([\s\S]+)$/.exec(words.trim()) ?? [];
  const unitIds = new Set<string>();
  for (const name of names.split(/[、,，;；和]/).filter(Boolean)) {
    const unit = await findUnit(work.tx, work.orgId, name);
    const group =
      unit === null &&
      (await work.tx.unit.findFirst({
        where: { orgId: work.orgId, kind: "group", OR: [{ name }, { aliases: { has: name } }] },
        include: { members: true },
      }));
    if (unit) unitIds.add(unit.id);
    else if (group) for (const { memberId } of group.members) unitIds.add(memberId);
    else throw new AppError("INVALID_INPUT", `没有找到“${name.slice(0, 20)}”这个单位。${USAGE}`);
  }
  return { unitIds: [...unitIds], rest };
}

async function request(work: UnitOfWork, asker: Asker, words: string): Promise<Reply> {
  const { tx, orgId, now } = work;
  const unit = askingUnit(asker);
  const { unitIds, rest } = await readUnits(work, words);
  const invited = unitIds.filter((id) => id !== unit.id);
  if (invited.length === 0) throw new AppError("INVALID_INPUT", `请写明参加会商的单位和事项。${USAGE}`);
  const [, head = rest, tail = ""] = /^([^:：\n]{1,60})[:：\n]\s*([\s\S]*)$/.exec(rest) ?? [];
  const subject = cleanWords(head, "会商事项", true, 60);
  const content = cleanWords(tail, "会商内容");
  const named = /[Ww]\s*(\d{1,6})/.exec(subject);
  const problem = named
    ? await findProblem(tx, asker, { campaignCode: null, number: Number(named[1]) })
    : null;
  if (problem?.sensitive && (content !== "" || subject.replace(/[^\p{L}]/gu, "").length > 12))
    throw new AppError(
      "INVALID_INPUT",
      `${problemCode(problem.number)}是敏感事项，会商的内容不在聊天中写。请只写编号，如：/会商 提请 单位 ${problem.code}整改，材料另行送达。`,
    );
  const number = await takeNumbers(work, "consultation");
  const row = await tx.consultation.create({
    data: {
      orgId,
      number,
      campaignId: problem?.campaignId ?? null,
      problemId: problem?.id ?? null,
      subject,
      content,
      state: "asked",
      byUnitId: unit.id,
      byId: asker.id,
      createdAt: now,
      parties: { create: invited.map((unitId) => ({ unitId })) },
    },
  });
  work.audit({
    action: "ask-consultation",
    subject: `consultation:${row.id}`,
    after: { code: consultationCode(number), subject, content, byUnitId: unit.id, unitIds: invited },
  });
  const view = await lockConsultation(work, asker, number);
  await tell(work, view, invited, ["contact", "head"], "asked", "请答复会商");
  await tellDeciders(work, view, "asked", "提请会商");
  return own({
    text: `${view.code} 已提请会商，已告知${invited.length}个单位。`,
    card: consultationCard(asker, view),
  });
}

/** Sends the card to holders of the roles in units, with words above it; whoever acts is not told. */
async function tell(
  work: UnitOfWork,
  view: ConsultationView,
  unitIds: readonly string[],
  roles: readonly Role[],
  turn: string,
  text: string,
): Promise<void> {
  const holders = await findHolders(work.tx, unitIds, roles, work.today);
  const people = new Map<string, typeof holders>();
  for (const holder of holders) people.set(holder.personId, [...(people.get(holder.personId) ?? []), holder]);
  for (const [personId, posts] of people) {
    if (work.actor.kind === "person" && work.actor.id === personId) continue;
    const reader: Asker = {
      id: personId,
      name: posts[0]!.name,
      orgId: work.orgId,
      posts: posts.map(({ role, unitId, rank }) => ({ role, unitId, unitName: "", rank })),
    };
    work.send({
      to: { personId },
      payload: { text: `${text} ${view.code}`, card: consultationCard(reader, view) },
      dedupeKey: `consultation:${view.id}:${turn}:${personId}`,
    });
  }
}

async function tellDeciders(
  work: UnitOfWork,
  view: ConsultationView,
  turn: string,
  text: string,
): Promise<void> {
  const leads = view.leadUnitId
    ? [view.leadUnitId]
    : (await work.tx.unit.findMany({ where: { orgId: work.orgId }, select: { id: true } })).map(
        ({ id }) => id,
      );
  await tell(work, view, leads, ["coordinator"], turn, text);
}

function requireOpen({ state, code, status }: ConsultationView): void {
  if (state !== "asked") throw new AppError("CLOSED", `${code}${status}，不能再改。`);
}

async function answer(work: UnitOfWork, asker: Asker, view: ConsultationView, words: string): Promise<Reply> {
  const party = partyOf(asker, view);
  if (!party) throw new AppError("FORBIDDEN", `${view.code}由参加会商的单位答复。`);
  requireOpen(view);
  const said = cleanWords(words, "答复意见", true);
  await work.tx.consultationParty.update({
    where: { consultationId_unitId: { consultationId: view.id, unitId: party.unitId } },
    data: { answer: said, answeredById: asker.id, answeredAt: work.now },
  });
  work.audit({
    action: "answer-consultation",
    subject: `consultation:${view.id}`,
    before: { answer: party.answer },
    after: { code: view.code, unitId: party.unitId, answer: said },
  });
  const now = await lockConsultation(work, asker, view.number);
  if (party.answer === null && now.parties.every((one) => one.answer !== null)) {
    await tell(work, now, [now.byUnitId], ["contact", "head"], "answered", "各单位均已答复");
    await tellDeciders(work, now, "answered", "各单位均已答复，请办结");
  }
  return own({ text: `${view.code} 已记下${party.unit}的答复。`, card: consultationCard(asker, now) });
}

async function decide(
  work: UnitOfWork,
  asker: Asker,
  view: ConsultationView,
  state: "closed" | "declined",
  words: string,
): Promise<Reply> {
  if (!mayDecideOn(asker, view)) throw new AppError("FORBIDDEN", `${view.code}由牵头科室管理员办结。`);
  requireOpen(view);
  const conclusion = cleanWords(words, state === "closed" ? "会商结论" : "不予会商的原因", true);
  await work.tx.consultation.update({
    where: { id: view.id },
    data: { state, conclusion, decidedById: asker.id, decidedAt: work.now },
  });
  work.audit({
    action: state === "closed" ? "close-consultation" : "decline-consultation",
    subject: `consultation:${view.id}`,
    before: { state: view.state },
    after: { state, code: view.code, conclusion },
  });
  const now = await lockConsultation(work, asker, view.number);
  const units = [now.byUnitId, ...now.parties.map(({ unitId }) => unitId)];
  const text = state === "closed" ? "会商已办结" : "不予会商";
  await tell(work, now, units, ["contact", "head"], state, text);
  return own({
    text: `${view.code} ${now.status}，已告知提请和参加的单位。`,
    card: consultationCard(asker, now),
  });
}
