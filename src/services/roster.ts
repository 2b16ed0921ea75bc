// Units and people as one list: what a roster file says, and how it becomes rows.
import { z } from "zod";
import { normaliseName } from "../domain/text.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** A whole bureau: its units, groups of units and people. Codes tie them together. */
export const rosterSchema = z.object({
  units: z.array(
    z.object({
      code: z.string().min(1),
      name: z.string().min(1),
      aliases: z.array(z.string()).default([]),
      kind: z.enum(["bureau", "office", "group"]),
      /** Codes of a group's members. */
      members: z.array(z.string()).default([]),
    }),
  ),
  people: z.array(
    z.object({
      id: z.string().optional(),
      name: z.string().min(1),
      mobile: z.string().optional(),
      posts: z.array(
        z.object({
          unit: z.string(),
          role: z.enum(["contact", "head", "deputy", "director", "coordinator", "auditor"]),
          rank: z.enum(["A", "B"]).optional(),
        }),
      ),
    }),
  ),
});

export type Roster = z.infer<typeof rosterSchema>;

/**
 * Writes a roster's units and people: what is there by code or by name and unit is kept and completed, nothing is
 * removed. Returns the ids of people by their place in the list.
 */
export async function loadRoster(work: UnitOfWork, roster: Roster): Promise<string[]> {
  const { tx, orgId, today } = work;
  const unitIds = new Map<string, string>();
  for (const [position, unit] of roster.units.entries()) {
    const data = { name: unit.name, aliases: unit.aliases, kind: unit.kind, position };
    const row = await tx.unit.upsert({
      where: { orgId_code: { orgId, code: unit.code } },
      create: { orgId, code: unit.code, ...data },
      update: data,
    });
    unitIds.set(unit.code, row.id);
  }
  await tx.unitMember.createMany({
    data: roster.units.flatMap((unit) =>
      unit.members.map((member) => ({ groupId: unitIds.get(unit.code)!, memberId: unitIds.get(member)! })),
    ),
    skipDuplicates: true,
  });
  const known = await tx.person.findMany({ where: { orgId }, include: { appointments: true } });
  const ids: string[] = [];
  for (const person of roster.people) {
    const units = new Set(person.posts.map((post) => unitIds.get(post.unit)));
    const same = known.find(
      (other) =>
        normaliseName(other.name) === normaliseName(person.name) &&
        other.appointments.some(({ unitId }) => units.has(unitId)),
    );
    const mobile = person.mobile
      ? Buffer.from(work.cipher.seal(new TextEncoder().encode(person.mobile))).toString("base64")
      : null;
    const row =
      same ??
      (await tx.person.create({
        data: { ...(person.id ? { id: person.id } : {}), orgId, name: person.name, mobile },
      }));
    if (same && mobile) await tx.person.update({ where: { id: same.id }, data: { mobile } });
    ids.push(row.id);
    const held = same?.appointments ?? [];
    await tx.appointment.createMany({
      data: person.posts
        .map((post) => ({ unitId: unitIds.get(post.unit)!, role: post.role, rank: post.rank ?? null }))
        .filter(
          (post) =>
            !held.some(
              ({ unitId, role, toOn }) => unitId === post.unitId && role === post.role && toOn === null,
            ),
        )
        .map((post) => ({ ...post, personId: row.id, fromOn: today })),
      skipDuplicates: true,
    });
  }
  work.audit({
    action: "load-roster",
    subject: `org:${orgId}`,
    after: { units: roster.units.length, people: roster.people.length },
  });
  return ids;
}
