// Units with their contacts as people may read them: phones masked, and whether messages reach them.
import type { Day } from "../domain/day.ts";
import type { Tx } from "../store/open.ts";
import { onDay } from "./people.ts";
import type { Scope } from "./progress/scope.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** A contact: A or B 角, phone like 138****5678 (null for none), and what became of the messages to it. */
export interface ContactLine {
  name: string;
  rank: string | null;
  phone: string | null;
  /** Has an identity on a platform. */
  bound: boolean;
  /** When the last message arrived; null for none. */
  deliveredAt: Date | null;
  /** When the contact last pressed 收到; null for never. */
  receivedAt: Date | null;
  /** Why the latest message did not arrive; null when it did. */
  trouble: string | null;
}

/** A unit and its contacts, A 角 first. */
export interface UnitContacts {
  unit: string;
  contacts: ContactLine[];
}

/** 「138****5678」, a landline without its middle; what is too short to mask is not shown at all. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\s/g, "");
  return digits.length < 7 ? "****" : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

/**
 * The active units of a scope, those without any contact too, in order. A unit that stands for a lower bureau
 * (逐级汇总) is reached through that one's coordinators.
 */
export async function listContacts(
  work: Pick<UnitOfWork, "cipher"> & { tx: Pick<Tx, "unit" | "appointment" | "delivery" | "receipt"> },
  input: { orgId: string; scope: Scope; today: Day },
): Promise<UnitContacts[]> {
  const { orgId, scope, today } = input;
  const found = await work.tx.unit.findMany({
    where: {
      orgId,
      active: true,
      kind: { not: "group" },
      ...(scope.unitIds === null ? {} : { id: { in: scope.unitIds } }),
    },
    include: {
      appointments: {
        where: { role: "contact", person: { active: true }, ...onDay(today) },
        include: { person: { include: { _count: { select: { bindings: true } } } } },
        orderBy: { rank: "asc" },
      },
    },
    orderBy: { position: "asc" },
  });
  const below = await work.tx.appointment.findMany({
    where: {
      role: "coordinator",
      unit: { orgId: { in: found.flatMap(({ lowerOrgId }) => lowerOrgId ?? []) } },
      person: { active: true },
      ...onDay(today),
    },
    include: {
      unit: { select: { orgId: true } },
      person: { include: { _count: { select: { bindings: true } } } },
    },
  });
  const units = found.map((unit) => ({
    ...unit,
    appointments: [
      ...unit.appointments,
      ...below.filter((post) => post.unit.orgId === unit.lowerOrgId).map((post) => ({ ...post, rank: null })),
    ],
  }));
  const people = [
    ...new Set(units.flatMap(({ appointments }) => appointments.map(({ personId }) => personId))),
  ];
  const latest = await work.tx.delivery.findMany({
    where: { personId: { in: people }, state: { in: ["sent", "failed", "unknown"] } },
    orderBy: { createdAt: "desc" },
    distinct: ["personId"],
    select: { personId: true, state: true, error: true },
  });
  const sent = await work.tx.delivery.groupBy({
    by: ["personId"],
    where: { personId: { in: people }, state: "sent" },
    _max: { sentAt: true },
  });
  const receipts = await work.tx.receipt.groupBy({
    by: ["personId"],
    where: { personId: { in: people } },
    _max: { at: true },
  });
  const open = (sealed: string) => new TextDecoder().decode(work.cipher.open(Buffer.from(sealed, "base64")));
  return units
    .filter(({ kind, appointments }) => kind === "office" || appointments.length > 0)
    .map(({ name, appointments }) => ({
      unit: name,
      contacts: appointments.map(({ rank, person }): ContactLine => {
        const last = latest.find(({ personId }) => personId === person.id);
        return {
          name: person.name,
          rank,
          phone: person.mobile ? maskPhone(open(person.mobile)) : null,
          bound: person._count.bindings > 0,
          deliveredAt: sent.find(({ personId }) => personId === person.id)?._max.sentAt ?? null,
          receivedAt: receipts.find(({ personId }) => personId === person.id)?._max.at ?? null,
          trouble: last && last.state !== "sent" ? (last.error ?? "送达情况不明") : null,
        };
      }),
    }));
}
