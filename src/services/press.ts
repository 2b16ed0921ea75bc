// 催办 by hand: those who still owe a matter are told at once, and not again before the least interval is over.
import { z } from "zod";
import type { Outgoing } from "../chat/card.ts";
import { dayOf } from "../domain/day.ts";
import { readCode } from "../domain/obligation.ts";
import { nextSendable, SENDING_HOURS } from "../domain/reminder.ts";
import { normaliseName } from "../domain/text.ts";
import { type Delivery, Prisma } from "../store/generated/client.ts";
import { readCampaigns } from "./progress/campaigns.ts";
import { type Matter, sumTallies } from "./progress/figures.ts";
import { WHOLE } from "./progress/scope.ts";
import { renderOwed } from "./reminders/digest.ts";
import { findReminded, listContactUnits } from "./reminders/reminded.ts";
import { pressBelow } from "./roll-up/remind.ts";
import { findStandIns } from "./roll-up/stand-ins.ts";
import type { Runtime } from "./runtime.ts";
import { readOrgSettings } from "./settings.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** What a button says of its matter, and what can be typed after /催办: 「202301-3」. */
export function pressCode({ campaignCode, number }: PressableMatter): string {
  return `${campaignCode}-${number}`;
}

/** A matter with reports missing, over all its periods that have begun. */
export interface PressableMatter
  extends Pick<Matter, "obligationId" | "number" | "what" | "dueTime" | "tally"> {
  campaignCode: string;
  campaignTitle: string;
  /** The nearest due day of what is missing. */
  dueOn: string | null;
  /** Ids of the units that still owe. */
  unitIds: string[];
  /** Their names. */
  units: string[];
  pressedAt: Date | null;
  /** The instant from which on it may be pressed again; null where it may be now. */
  waitsUntil: Date | null;
}

/** The internal matters of running campaigns of these lead units with reports missing, nearest first. */
export async function listPressable(
  work: UnitOfWork,
  leadUnitIds: readonly string[],
): Promise<PressableMatter[]> {
  const { tx, orgId, now, today } = work;
  const campaigns = await readCampaigns(tx, { orgId, scope: WHOLE, now, today });
  const running = campaigns.filter(({ closed, leadUnitId }) => !closed && leadUnitIds.includes(leadUnitId));
  const { pressHours } = await readOrgSettings(tx, orgId);
  const matters = running.flatMap(({ code, title, matters: own }) =>
    own
      .filter(({ missing, upcoming }) => missing.length > 0 && !upcoming)
      .map((matter) => ({ matter, code, title })),
  );
  const obligations = await tx.obligation.findMany({
    where: { id: { in: matters.map(({ matter }) => matter.obligationId) }, closedAt: null },
    select: { id: true, pressedAt: true },
  });
  const list = obligations.flatMap(({ id, pressedAt }): PressableMatter[] => {
    const own = matters.filter(({ matter }) => matter.obligationId === id);
    const [first] = own;
    if (!first) return [];
    const missing = own.flatMap(({ matter }) => matter.missing);
    const freeAt = pressedAt && new Date(pressedAt.getTime() + pressHours * 3_600_000);
    return [
      {
        obligationId: id,
        number: first.matter.number,
        what: first.matter.what,
        dueTime: first.matter.dueTime,
        tally: sumTallies(own.map(({ matter }) => matter)),
        campaignCode: first.code,
        campaignTitle: first.title,
        dueOn: missing.flatMap(({ dueOn }) => dueOn ?? []).sort()[0] ?? null,
        unitIds: [...new Set(missing.map(({ unitId }) => unitId))],
        units: [...new Set(missing.map(({ unit }) => unit))],
        pressedAt,
        waitsUntil: freeAt && freeAt > now ? freeAt : null,
      },
    ];
  });
  return list.sort((a, b) => (a.dueOn ?? "9").localeCompare(b.dueOn ?? "9") || a.number - b.number);
}

/** The matters that words mean: 全部, a button's code, a matter's number, A12, or part of its name. */
export async function findPressed(
  work: UnitOfWork,
  matters: readonly PressableMatter[],
  words: string,
): Promise<PressableMatter[]> {
  if (words === "全部") return [...matters];
  const number = /^(?:第|事项)?\s*(\d{1,4})\s*(?:项|号)?$/.exec(words)?.[1];
  const assignment = /^[Aa]\d/.test(words) ? readCode(words) : null;
  const owed = assignment
    ? await work.tx.assignment.findUnique({ where: { number: assignment.number } })
    : null;
  const said = normaliseName(words);
  return matters.filter((matter) => {
    if (number) return matter.number === Number(number);
    if (assignment) return matter.obligationId === owed?.obligationId;
    return pressCode(matter) === words || normaliseName(matter.what).includes(said);
  });
}

/** What a 催办 did. */
export interface Press {
  pressed: PressableMatter[];
  /** Pressed too recently. */
  refused: PressableMatter[];
  /** How many units still owe something of it, and how many people are told. */
  units: number;
  people: number;
  /** Units of which nobody can be reached, with the reason: call them. */
  unreachable: string[];
  /** When quiet hours end, if the messages wait for that. */
  heldUntil: Date | null;
}

/** Tells the contacts of those who still owe, each in one message, and notes the time for the least interval. */
export async function pressMatters(work: UnitOfWork, matters: readonly PressableMatter[]): Promise<Press> {
  const { tx, now, calendar } = work;
  const free = matters.filter(({ waitsUntil }) => waitsUntil === null);
  const claimed: string[] = [];
  for (const { obligationId, pressedAt } of free) {
    // Only one of two presses at the same moment finds the time that both have read.
    const { count } = await tx.obligation.updateMany({
      where: { id: obligationId, pressedAt },
      data: { pressedAt: now },
    });
    if (count === 1) claimed.push(obligationId);
  }
  const pressed = free.filter(({ obligationId }) => claimed.includes(obligationId));
  const refused = matters.filter((matter) => !pressed.includes(matter));
  const { unitsOf, unreachable } = await findContacts(work, pressed);
  const below = await pressBelow(
    work,
    pressed.map(({ obligationId }) => obligationId),
    pressed.flatMap(({ unitIds }) => unitIds),
  );
  for (const [personId, unitIds] of unitsOf) {
    const own = pressed.filter((matter) => matter.unitIds.some((id) => unitIds.includes(id)));
    work.send({
      to: { personId },
      kind: "press",
      payload: { obligationIds: own.map(({ obligationId }) => obligationId) },
      dedupeKey: `press:${personId}:${own[0]!.obligationId}:${now.getTime()}`,
    });
  }
  for (const { obligationId, unitIds } of pressed) {
    work.audit({
      action: "press",
      subject: `obligation:${obligationId}`,
      after: { unitIds, people: unitsOf.size + below.people },
    });
  }
  const sendableAt = nextSendable(now, SENDING_HOURS, calendar);
  return {
    pressed,
    refused,
    units: new Set(pressed.flatMap(({ unitIds }) => unitIds)).size,
    people: unitsOf.size + below.people,
    unreachable: [...unreachable, ...below.unreachable],
    heldUntil: sendableAt > now ? sendableAt : null,
  };
}

/** The bound contacts of the units that owe, and the units that have none. */
async function findContacts(
  work: UnitOfWork,
  matters: readonly PressableMatter[],
): Promise<{ unitsOf: Map<string, string[]>; unreachable: string[] }> {
  const names = new Map(
    matters.flatMap(({ unitIds, units }) => unitIds.map((id, index) => [id, units[index]!] as const)),
  );
  const standIns = await findStandIns(work.tx, [...names.keys()]);
  for (const id of standIns.keys()) names.delete(id);
  const holders = await findReminded(work.tx, [...names.keys()], work.today);
  const bindings = await work.tx.binding.findMany({
    where: { personId: { in: holders.map(({ personId }) => personId) } },
    select: { personId: true },
  });
  const bound = new Set(bindings.map(({ personId }) => personId));
  const unitsOf = new Map<string, string[]>();
  const unreachable: string[] = [];
  for (const [unitId, name] of names) {
    const own = holders.filter((holder) => holder.unitId === unitId);
    const reached = own.filter(({ personId }) => bound.has(personId));
    for (const { personId } of reached) unitsOf.set(personId, [...(unitsOf.get(personId) ?? []), unitId]);
    if (reached.length > 0) continue;
    const people = own.map((holder) => holder.name).join("、");
    unreachable.push(`${name}(${people ? `${people}没有绑定` : "没有联系人"})`);
  }
  return { unitsOf, unreachable };
}

const payloadSchema = z.object({ obligationIds: z.array(z.string()) });

/** The message of a 催办, from what the person's units still owe of it when it is sent; null when nothing is left. */
export async function renderPress(runtime: Runtime, delivery: Delivery): Promise<Outgoing | null> {
  const { obligationIds } = payloadSchema.parse(delivery.payload);
  const today = dayOf(runtime.clock.now());
  const units = await listContactUnits(runtime.store.db, delivery.personId!, today);
  if (units.length === 0) return null;
  const rows = await runtime.store.db.$queryRaw<{ id: string }[]>`
    SELECT a."id" FROM "Assignment" a JOIN "Obligation" o ON o."id" = a."obligationId"
    WHERE o."id" IN (${Prisma.join(obligationIds)}) AND a."preparerId" IN (${Prisma.join(units)})
      AND o."withdrawnAt" IS NULL AND o."closedAt" IS NULL AND a."counted"
      AND a."state" IN ('open', 'signing', 'returned') AND (a."opensOn" IS NULL OR a."opensOn" <= ${today})`;
  if (rows.length === 0) return null;
  return renderOwed(
    runtime,
    "催办",
    "牵头科室请您尽快报送以下事项：",
    rows.map(({ id }) => id),
  );
}
