// One transaction and everything it decides: rows, audit entries and deliveries commit together or not at all.
import type { Outgoing } from "../chat/card.ts";
import { GENESIS_HASH, hashEntry } from "../domain/audit.ts";
import { type Day, dayOf } from "../domain/day.ts";
import { nextSendable, SENDING_HOURS } from "../domain/reminder.ts";
import { Prisma } from "../store/generated/client.ts";
import type { Tx } from "../store/open.ts";
import { withoutKeys } from "./links.ts";
import type { Runtime } from "./runtime.ts";

/** Who decided: a person, or a job of ours. */
export type Actor = { kind: "person"; id: string; name: string } | { kind: "system"; name: string };

/** One decision for the audit trail. `before` and `after` are plain JSON. */
export interface Decision {
  action: string;
  /** What was decided about: `assignment:ID`, `campaign:ID` … */
  subject: string;
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
}

/** How a delivery's payload becomes a message: as it stands, or computed when it is sent. */
export type DeliveryKind = "message" | "digest" | "press" | "group-step" | "report-up";

/** A message to be sent after the commit. */
export interface NewDelivery {
  to: { personId: string } | { groupId: string } | { strangerId: string };
  kind?: DeliveryKind;
  /** The message itself, or what its kind needs to compute it. */
  payload: Partial<Outgoing> | Prisma.InputJsonObject;
  /** The same key is sent once, ever. */
  dedupeKey: string;
  /** Answers go at once; what nobody asked for waits for the end of quiet hours. */
  answer?: boolean;
  /** Real time until which it can go back by a way that closes; it waits for no rate until then. */
  answerBy?: string;
  /** Reminders that it carries. */
  reminderIds?: string[];
}

/** What a service is given: its transaction, its time and where its decisions and messages are collected. */
export interface UnitOfWork extends Pick<Runtime, "calendar" | "cipher" | "publicUrl"> {
  readonly tx: Tx;
  readonly now: Date;
  readonly today: Day;
  readonly orgId: string;
  readonly actor: Actor;
  /** Where it was said; null for what was not said to a bot. */
  readonly via: { platform: string; bot: string } | null;
  audit(decision: Decision): void;
  send(delivery: NewDelivery): void;
  /** The same transaction in another bureau of the tree (逐级汇总): its trail, its messages, its numbers. */
  within(orgId: string): UnitOfWork;
}

/** Where a unit of work came from. */
export interface Cause {
  orgId: string;
  actor: Actor;
  /** The inbound event that is handled, if one is. */
  eventId?: string;
  /** Platform and bot that answers go back by; `speaker` spoke to that bot alone. */
  via?: { platform: string; bot: string; speaker: string | null };
  /** Short words for the delivery rows: `event`, `tick`, `page`. */
  label: string;
}

/** Runs `decide` in one transaction, then rings for the deliveries that it left. */
export async function inUnitOfWork<T>(
  runtime: Runtime,
  cause: Cause,
  decide: (work: UnitOfWork) => Promise<T>,
): Promise<T> {
  const now = runtime.clock.now();
  const { result, ready } = await runtime.store.db.$transaction(async (tx) => {
    const parts = new Map<string, { work: UnitOfWork; decisions: Decision[]; deliveries: NewDelivery[] }>();
    const within = (orgId: string): UnitOfWork => {
      const known = parts.get(orgId);
      if (known) return known.work;
      const decisions: Decision[] = [];
      const deliveries: NewDelivery[] = [];
      const work: UnitOfWork = {
        tx,
        now,
        today: dayOf(now),
        orgId,
        actor: cause.actor,
        via: cause.via ?? null,
        calendar: runtime.calendar,
        cipher: runtime.cipher,
        publicUrl: runtime.publicUrl,
        audit: (decision) => decisions.push(decision),
        send: (delivery) => deliveries.push(delivery),
        within,
      };
      parts.set(orgId, { work, decisions, deliveries });
      return work;
    };
    const work = within(cause.orgId);
    const value = await decide(work);
    const all = [...parts.values()];
    const written = await writeDeliveries(
      work,
      cause,
      all.flatMap((part) => part.deliveries.map((delivery) => ({ ...delivery, orgId: part.work.orgId }))),
    );
    await writeAudit(
      work,
      all.map((part) => ({ orgId: part.work.orgId, decisions: part.decisions })),
    );
    return { result: value, ready: written };
  });
  await runtime.ring(
    "deliver",
    ready.map(({ id, answer }) => ({ key: id, data: { id }, urgent: answer })),
  );
  return result;
}

interface Addressed {
  platform: string;
  bot: string;
  missing?: string;
}

// The bot that may write to anybody of the bureau; others only answer where they were spoken to.
const BOT = "default";

/** The platform by which each person is reached: the one that the question came by, else the one bound first. */
async function findAddresses(
  work: UnitOfWork,
  cause: Cause,
  deliveries: NewDelivery[],
): Promise<(to: NewDelivery["to"]) => Addressed> {
  const personIds = deliveries.flatMap(({ to }) => ("personId" in to ? [to.personId] : []));
  const groupIds = deliveries.flatMap(({ to }) => ("groupId" in to ? [to.groupId] : []));
  const bindings = personIds.length
    ? await work.tx.binding.findMany({
        where: { personId: { in: [...new Set(personIds)] }, person: { active: true } },
        orderBy: { boundAt: "asc" },
      })
    : [];
  const groups = groupIds.length
    ? await work.tx.chatGroup.findMany({ where: { id: { in: [...new Set(groupIds)] } } })
    : [];
  return (to) => {
    if ("groupId" in to) {
      const group = groups.find(({ id }) => id === to.groupId);
      return { platform: group?.platform ?? "", bot: group?.bot ?? BOT };
    }
    if ("strangerId" in to) return { platform: cause.via?.platform ?? "", bot: cause.via?.bot ?? BOT };
    const own = bindings.filter(({ personId }) => personId === to.personId);
    const found = own.find(({ platform }) => platform === cause.via?.platform) ?? own[0];
    const spokeTo = cause.via?.speaker === to.personId ? cause.via : undefined;
    return found
      ? { platform: found.platform, bot: spokeTo?.platform === found.platform ? spokeTo.bot : BOT }
      : { platform: "", bot: "", missing: "没有绑定任何平台，请电话催报" };
  };
}

async function writeDeliveries(
  work: UnitOfWork,
  cause: Cause,
  deliveries: (NewDelivery & { orgId: string })[],
): Promise<{ id: string; answer: boolean }[]> {
  if (deliveries.length === 0) return [];
  const addressOf = await findAddresses(work, cause, deliveries);
  const sendableAt = nextSendable(work.now, SENDING_HOURS, work.calendar);
  const rows = await work.tx.delivery.createManyAndReturn({
    data: deliveries.map((delivery) => {
      const { missing, ...address } = addressOf(delivery.to);
      return {
        orgId: delivery.orgId,
        ...address,
        ...delivery.to,
        dedupeKey: delivery.dedupeKey,
        kind: delivery.kind ?? "message",
        // Several people read what is said in a group: nothing there opens a page in somebody's name.
        payload: ("groupId" in delivery.to
          ? withoutKeys(work, delivery.payload as Partial<Outgoing>)
          : delivery.payload) as Prisma.InputJsonObject,
        eventId: cause.eventId ?? null,
        cause: cause.label,
        notBeforeAt: delivery.answer ? work.now : sendableAt,
        answerBy: delivery.answerBy ?? null,
        createdAt: work.now,
        ...(missing ? { state: "failed" as const, error: missing } : {}),
      };
    }),
    skipDuplicates: true,
    select: { id: true, dedupeKey: true, state: true, notBeforeAt: true },
  });
  const byKey = new Map(rows.map((row) => [row.dedupeKey, row]));
  const carried = deliveries.flatMap(({ dedupeKey, reminderIds = [] }) => {
    const row = byKey.get(dedupeKey);
    return row ? reminderIds.map((reminderId) => ({ reminderId, deliveryId: row.id })) : [];
  });
  if (carried.length > 0) {
    // A morning's links can be tens of thousands: two arrays instead of two parameters for each.
    await work.tx.$executeRaw`
      INSERT INTO "ReminderDelivery" ("reminderId", "deliveryId")
      SELECT * FROM unnest(${carried.map(({ reminderId }) => reminderId)}::text[],
        ${carried.map(({ deliveryId }) => deliveryId)}::text[]) ON CONFLICT DO NOTHING`;
  }
  const answers = new Set(deliveries.filter(({ answer }) => answer).map(({ dedupeKey }) => dedupeKey));
  return rows
    .filter((row) => row.state === "pending" && row.notBeforeAt <= work.now)
    .map((row) => ({ id: row.id, answer: answers.has(row.dedupeKey) }));
}

/**
 * Appends to the bureaus' chains. The heads are locked last, so that they are held for as short as can be, and in one
 * order whoever asks, so that two transactions never wait for each other's.
 */
async function writeAudit(
  work: UnitOfWork,
  parts: readonly { orgId: string; decisions: readonly Decision[] }[],
): Promise<void> {
  const { tx, now, actor } = work;
  const told = parts.filter(({ decisions }) => decisions.length > 0);
  if (told.length === 0) return;
  const orgIds = told.map(({ orgId }) => orgId);
  await tx.auditHead.createMany({
    data: orgIds.map((orgId) => ({ orgId, sequence: 0, hash: GENESIS_HASH })),
    skipDuplicates: true,
  });
  const heads = await tx.$queryRaw<{ orgId: string; sequence: number; hash: string }[]>(
    Prisma.sql`SELECT "orgId", "sequence", "hash" FROM "AuditHead" WHERE "orgId" = ANY(${orgIds})
      ORDER BY "orgId" FOR UPDATE`,
  );
  const entries = told.flatMap(({ orgId, decisions }) => {
    const head = heads.find((one) => one.orgId === orgId)!;
    return decisions.map((decision) => {
      const content = { orgId, sequence: ++head.sequence, at: now, actor, ...decision };
      const previousHash = head.hash;
      head.hash = hashEntry(previousHash, content);
      return { ...content, actor: actor as Prisma.InputJsonObject, previousHash, hash: head.hash };
    });
  });
  await tx.auditEntry.createMany({ data: entries });
  await tx.$executeRaw(Prisma.sql`
    UPDATE "AuditHead" h SET "sequence" = n."sequence", "hash" = n."hash"
    FROM unnest(${heads.map((head) => head.orgId)}::text[], ${heads.map((head) => head.sequence)}::int[],
      ${heads.map((head) => head.hash)}::text[]) AS n("orgId", "sequence", "hash")
    WHERE h."orgId" = n."orgId"`);
}
