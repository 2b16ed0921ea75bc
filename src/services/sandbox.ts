// The sandbox's phones and clock: what its people have received, and business time that can be moved.
import { type ChatEvent, chatEventSchema } from "../chat/event.ts";
import type { Clock } from "../domain/clock.ts";
import { dayOf } from "../domain/day.ts";
import type { Role } from "../domain/roles.ts";
import type { PrismaClient, SandboxMessage } from "../store/generated/client.ts";
import { Prisma } from "../store/generated/client.ts";
import { onDay } from "./people.ts";
import type { Runtime } from "./runtime.ts";
import { DEPLOYMENT, readSetting, writeSetting } from "./settings.ts";

export type { SandboxMessage } from "../store/generated/client.ts";

/** A clock that runs at normal speed from an instant it was set to. */
export interface MovableClock extends Clock {
  /** Moves to `instant` and stores the offset, so that a restart keeps it. */
  set(instant: Date): Promise<void>;
}

const CLOCK = "sandbox.clock";

/** The sandbox's clock, where it was left, or at `start` when it never ran. */
export async function openMovableClock(db: PrismaClient, start: Date): Promise<MovableClock> {
  const stored = await readSetting(db, DEPLOYMENT, CLOCK);
  let offset = typeof stored === "number" ? stored : start.getTime() - Date.now();
  const set = async (instant: Date): Promise<void> => {
    offset = instant.getTime() - Date.now();
    await writeSetting(db, DEPLOYMENT, CLOCK, offset);
  };
  if (stored === undefined) await set(start);
  return { now: () => new Date(Date.now() + offset), set };
}

/** Keeps messages that arrive on the phones; a delivery sent twice arrives once. */
export function createPhones(db: PrismaClient) {
  return {
    async put(message: {
      deliveryId: string;
      personId: string | null;
      groupId: string | null;
      at: Date;
      body: object;
    }): Promise<void> {
      await db.sandboxMessage.createMany({
        data: [{ ...message, body: message.body as Prisma.InputJsonObject }],
        skipDuplicates: true,
      });
    },
  };
}

/** Everyone in the sandbox, with their bureau, and the unit and roles they hold today; an upper bureau's people first. */
export async function listSandboxPeople(
  runtime: Runtime,
): Promise<{ id: string; name: string; unit: string; bureau: string; roles: Role[] }[]> {
  const people = await runtime.store.db.person.findMany({
    where: { active: true, bindings: { some: { platform: "sandbox" } } },
    include: {
      org: { select: { name: true, createdAt: true } },
      appointments: {
        where: onDay(dayOf(runtime.clock.now())),
        include: { unit: true },
        orderBy: { unit: { position: "asc" } },
      },
    },
  });
  const age = ({ org }: (typeof people)[number]) => org.createdAt.getTime();
  const place = (person: (typeof people)[number]) => person.appointments[0]?.unit.position ?? 99;
  return people
    .sort((a, b) => age(a) - age(b) || a.org.name.localeCompare(b.org.name) || place(a) - place(b))
    .map(({ id, name, org, appointments }) => ({
      id,
      name,
      unit: appointments[0]?.unit.name ?? "",
      bureau: org.name,
      roles: [...new Set(appointments.map(({ role }) => role))],
    }));
}

/** Whether somebody of this id can be spoken as in the sandbox. */
export async function isSandboxPerson(runtime: Runtime, id: string): Promise<boolean> {
  const bound = { platform: "sandbox", personId: id, person: { active: true } };
  return (await runtime.store.db.binding.count({ where: bound })) > 0;
}

/** The sandbox's groups. */
export function listSandboxGroups(runtime: Runtime): Promise<{ chatId: string; name: string }[]> {
  return runtime.store.db.chatGroup.findMany({
    where: { platform: "sandbox" },
    select: { chatId: true, name: true },
  });
}

/** One message on a phone. */
export function findMessage(runtime: Runtime, id: number): Promise<SandboxMessage | null> {
  return runtime.store.db.sandboxMessage.findUnique({ where: { id } });
}

/** Messages of a person or a group, or caused by an event, or all, oldest first, after a message's number. */
export async function listMessages(
  runtime: Runtime,
  filter: { person?: string; group?: string; eventId?: string; after?: number },
): Promise<SandboxMessage[]> {
  const { person, group, eventId, after = 0 } = filter;
  const caused = eventId
    ? await runtime.store.db.delivery.findMany({ where: { eventId }, select: { id: true } })
    : null;
  return runtime.store.db.sandboxMessage.findMany({
    where: {
      id: { gt: after },
      ...(person ? { personId: person } : {}),
      ...(group ? { groupId: group } : {}),
      ...(caused ? { deliveryId: { in: caused.map(({ id }) => id) } } : {}),
    },
    orderBy: { id: "asc" },
  });
}

/** What somebody said, sent or pressed; `on` is the message whose button was pressed. */
export interface Said {
  id: string;
  sequence: number;
  at: Date;
  event: ChatEvent;
  on: SandboxMessage | null;
}

/** What people said in the sandbox, oldest first, after an event's number; what was erased is left out. */
export async function listSaid(runtime: Runtime, after: number): Promise<Said[]> {
  const { db } = runtime.store;
  const rows = await db.inboundEvent.findMany({
    where: { platform: "sandbox", sequence: { gt: after } },
    orderBy: { sequence: "asc" },
  });
  const parsed = rows.flatMap(({ id, sequence, receivedAt, payload }) => {
    const { success, data } = chatEventSchema.safeParse(payload);
    return success ? [{ id, sequence, at: receivedAt, event: data }] : [];
  });
  const pressed = parsed.flatMap(({ event }) => event.deliveryId ?? []);
  const messages =
    pressed.length > 0 ? await db.sandboxMessage.findMany({ where: { deliveryId: { in: pressed } } }) : [];
  const byDelivery = new Map(messages.map((message) => [message.deliveryId, message]));
  return parsed.map((said) => ({ ...said, on: byDelivery.get(said.event.deliveryId ?? "") ?? null }));
}

/** Number of the newest message on any phone, 0 if none. */
export async function lastMessageId(runtime: Runtime): Promise<number> {
  return (await runtime.store.db.sandboxMessage.aggregate({ _max: { id: true } }))._max.id ?? 0;
}

/** True when no event is unhandled and nothing that can be sent now is unsent. */
export async function isSettled(runtime: Runtime): Promise<boolean> {
  const [row] = await runtime.store.db.$queryRaw<{ busy: boolean }[]>(Prisma.sql`
    SELECT EXISTS (SELECT 1 FROM "InboundEvent" WHERE "state" = 'received')
      OR EXISTS (SELECT 1 FROM "Delivery" WHERE "state" = 'sending'
           OR ("state" = 'pending' AND "notBeforeAt" <= ${runtime.clock.now()})) AS "busy"`);
  return !row?.busy;
}

/** True when the database has served a real platform, which no sandbox may touch. */
export async function hasServedRealPlatform(db: PrismaClient): Promise<boolean> {
  const [inbound, bindings] = await Promise.all([
    db.inboundEvent.count({ where: { platform: { not: "sandbox" } } }),
    db.binding.count({ where: { platform: { not: "sandbox" } } }),
  ]);
  return inbound + bindings > 0;
}

/** What is wrong with giving a sandbox's database to a real platform, and how to mend it; null for any other database. */
export async function findTrialData(db: PrismaClient): Promise<{ detail: string; mend: string } | null> {
  const bound = await db.binding.findFirst({
    where: { platform: "sandbox" },
    include: { person: { include: { org: true } } },
  });
  if (!bound) return null;
  return {
    detail: `这个数据库是沙盒试用过的（“${bound.person.org.name}”的人都在沙盒里），不能接真实平台：试用的事项和消息会当真发给人`,
    mend: "请换一个空的 DATA_DIR（或 DATABASE_URL），用 npm run setup 建立本单位；要继续试用，请去掉平台的设置",
  };
}

/** Empties every table of ours but the migrations' own. */
export async function eraseEverything(db: PrismaClient): Promise<void> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS "name" FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`;
  await db.$executeRawUnsafe(
    `TRUNCATE ${tables.map(({ name }) => name).join(", ")} RESTART IDENTITY CASCADE`,
  );
}
