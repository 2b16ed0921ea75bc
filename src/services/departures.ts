// People who have left the organisation: 停用, and the units that have nobody left are told to the coordinator.
import { card } from "../chat/card.ts";
import type { Platform } from "../chat/platform.ts";
import { dayOf } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { type InboundEvent, recordFailure } from "./inbox.ts";
import { onDay } from "./people.ts";
import type { Runtime } from "./runtime.ts";
import { inUnitOfWork, type UnitOfWork } from "./unit-of-work.ts";

// So many at once are more likely a directory that shows too little than people who left.
const LEAST_SUSPECT = 4;
const SUSPECT_SHARE = 0.2;
const DIRECTORY = { kind: "system", name: "directory" } as const;

/** Asks each platform who of the people bound there has left, and takes the consequences. Doing it again changes nothing. */
export async function followDepartures(runtime: Runtime, platforms: Iterable<Platform>): Promise<void> {
  for (const platform of platforms) {
    if (!platform.findLeavers) continue;
    const bindings = await runtime.store.db.binding.findMany({
      where: { platform: platform.name, bot: null, person: { active: true } },
      include: { person: true },
    });
    if (bindings.length === 0) continue;
    let left: Set<string>;
    try {
      left = new Set(await platform.findLeavers(bindings.map(({ userId }) => userId)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      runtime.log.warn({ platform: platform.name, reason: error.message }, "directory not read");
      continue;
    }
    const gone = bindings.filter(({ userId }) => left.has(userId));
    await takeConsequences(runtime, platform.name, gone, bindings.length);
  }
}

/**
 * What changed in an organisation, told by its platform: of that, those who left matter. The directory is asked
 * whether they did, since an event may come twice and late; while it can't be asked, the event is tried again.
 */
export async function settleChange(
  runtime: Runtime,
  platform: Platform | undefined,
  event: InboundEvent,
  left: readonly string[],
): Promise<void> {
  const { db } = runtime.store;
  const bound = { platform: event.platform, bot: null, person: { active: true } };
  const leavers = await db.binding.findMany({
    where: { ...bound, userId: { in: [...left] } },
    include: { person: true },
  });
  try {
    if (platform?.findLeavers && leavers.length > 0) {
      const gone = new Set(await platform.findLeavers(leavers.map(({ userId }) => userId)));
      const certain = leavers.filter(({ userId }) => gone.has(userId));
      await takeConsequences(runtime, platform.name, certain, await db.binding.count({ where: bound }));
    }
  } catch (error) {
    const who = { orgId: leavers[0]!.person.orgId, actor: DIRECTORY, personId: null };
    return recordFailure(runtime, event, who, error);
  }
  await db.inboundEvent.updateMany({
    where: { id: event.id, state: "received" },
    data: { state: "handled", handledAt: runtime.clock.now() },
  });
}

interface Leaver {
  userId: string;
  person: { id: string; name: string; orgId: string };
}

/** `bound` is how many people the platform reaches in all. */
async function takeConsequences(
  runtime: Runtime,
  platform: string,
  gone: readonly Leaver[],
  bound: number,
): Promise<void> {
  const suspect = gone.length >= LEAST_SUSPECT && gone.length > Math.ceil(bound * SUSPECT_SHARE);
  for (const orgId of new Set(gone.map(({ person }) => person.orgId))) {
    const own = gone.filter(({ person }) => person.orgId === orgId);
    await inUnitOfWork(runtime, { orgId, actor: DIRECTORY, label: "directory" }, (work) =>
      suspect ? askAboutMany(work, platform, own.length) : retire(work, platform, own),
    );
  }
}

/** Takes the accounts away; who has no other is 停用. Units without a contact are told to the coordinators. */
async function retire(work: UnitOfWork, platform: string, leavers: readonly Leaver[]): Promise<void> {
  const { tx, orgId, today } = work;
  const unmanned = { none: { role: "contact" as const, person: { active: true }, ...onDay(today) } };
  const units = { orgId, active: true, kind: "office" as const };
  const before = await tx.unit.findMany({
    where: { ...units, appointments: unmanned },
    select: { id: true },
  });
  const personIds = leavers.map(({ person }) => person.id);
  await tx.binding.deleteMany({ where: { platform, personId: { in: personIds } } });
  const retired = await tx.person.updateManyAndReturn({
    where: { id: { in: personIds }, active: true, bindings: { none: {} } },
    data: { active: false },
    select: { id: true, name: true },
  });
  for (const { id } of retired)
    work.audit({ action: "retire", subject: `person:${id}`, after: { platform } });
  if (retired.length === 0) return;
  const now = await tx.unit.findMany({
    where: { ...units, appointments: unmanned, id: { notIn: before.map(({ id }) => id) } },
    select: { name: true },
    orderBy: { position: "asc" },
  });
  const key = retired
    .map(({ id }) => id)
    .sort()
    .join(",");
  await tellCoordinators(work, `left:${key}`, {
    title: "有人已离开单位",
    facts: [["已停用", retired.map(({ name }) => name).join("、")]],
    body: [
      ...(now.length > 0
        ? [`${now.map(({ name }) => name).join("、")}没有联系人了，请尽快确定，更新名册后发给我。`]
        : ["各单位都还有联系人。"]),
      "本人已不在平台的通讯录里，不再收到消息，也不能再办理。停用有误的，请联系管理员。",
    ],
  });
}

async function askAboutMany(work: UnitOfWork, platform: string, count: number): Promise<void> {
  await tellCoordinators(work, `many-left:${platform}:${work.today}`, {
    title: "请核对通讯录",
    facts: [["查不到", `${count}人`]],
    body: "平台的通讯录里一下子少了这么多人，可能是应用的可见范围改了，所以没有停用任何人。请管理员核对可见范围。",
  });
}

async function tellCoordinators(
  work: UnitOfWork,
  key: string,
  { title, ...parts }: { title: string; facts: [string, string][]; body: string | string[] },
): Promise<void> {
  const posts = await work.tx.appointment.findMany({
    where: {
      role: "coordinator",
      unit: { orgId: work.orgId },
      person: { active: true },
      ...onDay(dayOf(work.now)),
    },
    select: { personId: true },
    distinct: ["personId"],
  });
  for (const { personId } of posts)
    work.send({
      to: { personId },
      payload: {
        card: card(title, { ...parts, actions: [{ action: "ack", label: "收到" }] }),
      },
      dedupeKey: `${key}:${personId}`,
    });
}
