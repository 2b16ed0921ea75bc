// Units, people, their roles from day to day, and who is behind a platform's id.
import type { Asker } from "../chat/context.ts";
import type { Platform } from "../chat/platform.ts";
import { type Day, dayOf } from "../domain/day.ts";
import type { Role } from "../domain/roles.ts";
import { normaliseName } from "../domain/text.ts";
import { AppError } from "../errors.ts";
import type { Org, Prisma } from "../store/generated/client.ts";
import type { Tx } from "../store/open.ts";
import type { Runtime } from "./runtime.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** Appointments in force on a day. */
export function onDay(day: Day): Prisma.AppointmentWhereInput {
  return { fromOn: { lte: day }, OR: [{ toOn: null }, { toOn: { gte: day } }] };
}

/** A person with the roles of a day; null when unknown or 停用. */
export async function asAsker(db: Tx, personId: string, today: Day): Promise<Asker | null> {
  const person = await db.person.findFirst({
    where: { id: personId, active: true },
    include: {
      appointments: { where: onDay(today), include: { unit: true }, orderBy: { unit: { position: "asc" } } },
    },
  });
  return (
    person && {
      id: person.id,
      name: person.name,
      orgId: person.orgId,
      posts: person.appointments.map(({ role, unitId, unit, rank }) => ({
        role,
        unitId,
        unitName: unit.name,
        rank,
      })),
    }
  );
}

/** The active person bound to a platform's id, with today's roles; null for a stranger. */
export async function findAsker(runtime: Runtime, platform: string, userId: string): Promise<Asker | null> {
  const { db } = runtime.store;
  const binding = await db.binding.findFirst({ where: { platform, userId }, select: { personId: true } });
  return binding && asAsker(db, binding.personId, dayOf(runtime.clock.now()));
}

/** The person as asker, for pages; null when unknown or 停用. */
export function findPerson(runtime: Runtime, personId: string): Promise<Asker | null> {
  return asAsker(runtime.store.db, personId, dayOf(runtime.clock.now()));
}

/** The platforms by which a person can be reached, the one bound first first. */
export async function listBoundPlatforms(runtime: Runtime, personId: string): Promise<string[]> {
  const bindings = await runtime.store.db.binding.findMany({
    where: { personId },
    orderBy: { boundAt: "asc" },
    select: { platform: true },
  });
  return [...new Set(bindings.map(({ platform }) => platform))];
}

/** The bureau that a platform serves: the one that it names, or the deployment's first; null until it is set up. */
export async function findServed(db: Tx, bureau: string | null | undefined): Promise<Org | null> {
  const orgs = await db.org.findMany({ orderBy: { createdAt: "asc" } });
  return (bureau ? orgs.find(({ name }) => normaliseName(name) === normaliseName(bureau)) : orgs[0]) ?? null;
}

/** The id of the bureau that a platform serves; UNKNOWN_BOT until it is set up. */
export async function findOrgOf(runtime: Runtime, platform: Platform | undefined): Promise<string> {
  const org = await findServed(runtime.store.db, platform?.bureau);
  if (!org) throw new AppError("UNKNOWN_BOT", "尚未建立单位，请管理员先运行 npm run setup。");
  return org.id;
}

/** Ids of the active people who hold a role in units on a day, in order of unit and rank. */
export async function findHolders(
  db: Tx,
  unitIds: readonly string[],
  roles: readonly Role[],
  day: Day,
): Promise<{ unitId: string; personId: string; name: string; role: Role; rank: string | null }[]> {
  const rows = await db.appointment.findMany({
    where: {
      unitId: { in: [...unitIds] },
      role: { in: [...roles] },
      person: { active: true },
      ...onDay(day),
    },
    include: { person: { select: { name: true } } },
    orderBy: [{ unit: { position: "asc" } }, { rank: "asc" }],
  });
  return rows.map(({ unitId, personId, role, rank, person }) => ({
    unitId,
    personId,
    name: person.name,
    role,
    rank,
  }));
}

/** Days for which a 绑定码 holds. */
export const CODE_DAYS = 7;

/** Makes a one-time 绑定码 for a person and returns it; only its hash is kept. */
export async function issueBindingCode(work: UnitOfWork, personId: string): Promise<string> {
  // Letters and digits that nobody mistakes for one another when read out on the phone.
  const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const code = [...bytes].map((byte) => alphabet[byte % alphabet.length]).join("");
  await work.tx.bindingCode.create({
    data: {
      codeHash: work.cipher.digest(code),
      orgId: work.orgId,
      personId,
      expiresAt: new Date(work.now.getTime() + CODE_DAYS * 86_400_000),
    },
  });
  work.audit({ action: "issue-binding-code", subject: `person:${personId}` });
  return code;
}
