// Who is told of reminders that were just recorded: contacts in one digest, groups by matter, leaders in one report.
import { instantOf } from "../../domain/day.ts";
import type { Role } from "../../domain/roles.ts";
import { findHolders, onDay } from "../people.ts";
import { remindUnconfirmed } from "../roll-up/remind.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { UP_STEPS, type UpStep } from "./plan.ts";
import type { FreshProblemReminder } from "./problems.ts";
import type { FreshReminder } from "./record.ts";
import { findReminded } from "./reminded.ts";

function isUp<Reminder extends { step: string }>(
  reminder: Reminder,
): reminder is Reminder & { step: UpStep } {
  return UP_STEPS.some((step) => step === reminder.step);
}

function add<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Leaves the messages for reminders just recorded, and one audit entry that sums them up. */
export async function tellOf(
  work: UnitOfWork,
  fresh: readonly FreshReminder[],
  freshProblems: readonly FreshProblemReminder[],
): Promise<void> {
  const sent = fresh.filter(({ state }) => state === "sent");
  const sentProblems = freshProblems.filter(({ state }) => state === "sent");
  if (sent.length + sentProblems.length === 0) return;
  const problems = sentProblems.filter((reminder) => !isUp(reminder));
  const problemUps = sentProblems.filter(isUp);
  const steps = sent.filter((reminder) => !isUp(reminder));
  const ups = sent.filter(isUp);
  // A lower bureau that has published is reminded of its own upward report.
  const unconfirmed = steps.filter(({ lowerOrgId, linked }) => lowerOrgId !== null && !linked);
  const own = steps.filter(({ lowerOrgId }) => lowerOrgId === null);
  const people =
    (await tellContacts(work, own, problems)) +
    (await remindUnconfirmed(
      work,
      unconfirmed.map(({ id }) => id),
    ));
  const groups = tellGroups(work, steps);
  const leaders = await tellLeaders(work, ups, problemUps);
  work.audit({
    action: "remind",
    subject: `org:${work.orgId}`,
    after: {
      reminders: steps.length,
      problems: problems.length,
      people,
      groups,
      reportedUp: ups.length,
      problemsUp: problemUps.length,
      leaders,
    },
  });
}

/** One digest a person and day over all units and campaigns; a second one only for what could not wait. */
async function tellContacts(
  work: UnitOfWork,
  steps: readonly FreshReminder[],
  problems: readonly FreshProblemReminder[],
): Promise<number> {
  if (steps.length + problems.length === 0) return 0;
  const { tx, today } = work;
  const units = [
    ...new Set([...steps.map(({ preparerId }) => preparerId), ...problems.map(({ unitId }) => unitId)]),
  ];
  const contacts = await findReminded(tx, units, today);
  const byUnit = new Map<string, string[]>();
  for (const { id, preparerId } of steps) add(byUnit, preparerId, id);
  const problemsByUnit = new Map<string, string[]>();
  for (const { problemId, unitId } of problems) add(problemsByUnit, unitId, problemId);
  const byPerson = new Map<string, { reminderIds: string[]; problemIds: string[] }>();
  for (const { personId, unitId } of contacts) {
    const own = byPerson.get(personId) ?? { reminderIds: [], problemIds: [] };
    own.reminderIds.push(...(byUnit.get(unitId) ?? []));
    own.problemIds.push(...(problemsByUnit.get(unitId) ?? []));
    byPerson.set(personId, own);
  }
  const earlier = await tx.delivery.groupBy({
    by: ["personId"],
    where: { kind: "digest", personId: { in: [...byPerson.keys()] }, createdAt: { gte: instantOf(today) } },
    _count: true,
  });
  const counts = new Map(earlier.map(({ personId, _count }) => [personId, _count]));
  for (const [personId, { reminderIds, problemIds }] of byPerson) {
    work.send({
      to: { personId },
      kind: "digest",
      payload: problemIds.length > 0 ? { problemIds } : {},
      dedupeKey: `digest:${personId}:${today}:${(counts.get(personId) ?? 0) + 1}`,
      reminderIds,
    });
  }
  return byPerson.size;
}

/**
 * One message a matter and step. Dates moved for a single unit, and the lead unit's own upward reports, are no matter
 * of the group's.
 */
function tellGroups(work: UnitOfWork, steps: readonly FreshReminder[]): number {
  const keys = new Set<string>();
  for (const { groupId, obligationId, period, dueOn, planDueOn, direction, step } of steps) {
    if (!groupId || direction === "upward" || (planDueOn !== null && planDueOn !== dueOn)) continue;
    const dedupeKey = `group:${obligationId}:${period}:${dueOn}:${step}`;
    if (keys.has(dedupeKey)) continue;
    keys.add(dedupeKey);
    work.send({
      to: { groupId },
      kind: "group-step",
      payload: { obligationId, period, dueOn, step },
      dedupeKey,
    });
  }
  return keys.size;
}

const LEADER: Readonly<Record<UpStep, Role>> = {
  "up-head": "head",
  "up-deputy": "deputy",
  "up-director": "director",
};

/** One message a leader and day, merged over matters, rectifications and the posts that the leader holds. */
async function tellLeaders(
  work: UnitOfWork,
  ups: readonly (FreshReminder & { step: UpStep })[],
  problemUps: readonly (FreshProblemReminder & { step: UpStep })[],
): Promise<number> {
  const told = [
    ...ups.map(({ id, step, preparerId }) => ({ step, unitId: preparerId, reminderId: id, problemId: null })),
    ...problemUps.map(({ problemId, step, unitId }) => ({ step, unitId, reminderId: null, problemId })),
  ];
  if (told.length === 0) return 0;
  const { tx, today, orgId } = work;
  const units = [...new Set(told.map(({ unitId }) => unitId))];
  const leaders = await findHolders(tx, units, ["head", "deputy"], today);
  const directors = told.some(({ step }) => step === "up-director")
    ? await tx.appointment.findMany({
        where: { role: "director", person: { orgId, active: true }, ...onDay(today) },
        select: { personId: true },
      })
    : [];
  const byPerson = new Map<string, typeof told>();
  for (const one of told) {
    const people =
      one.step === "up-director"
        ? directors
        : leaders.filter(({ role, unitId }) => role === LEADER[one.step] && unitId === one.unitId);
    for (const personId of new Set(people.map((leader) => leader.personId))) add(byPerson, personId, one);
  }
  for (const [personId, own] of byPerson) {
    const reminderIds = own.flatMap(({ reminderId }) => reminderId ?? []);
    const problemIds = own.flatMap(({ problemId }) => problemId ?? []);
    work.send({
      to: { personId },
      kind: "report-up",
      payload: problemIds.length > 0 ? { problemIds } : {},
      dedupeKey: `up:${personId}:${today}`,
      reminderIds,
    });
  }
  return byPerson.size;
}
