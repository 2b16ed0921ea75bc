// A platform's directory beside the roster: who could be bound because name and department agree, who is new, who moved.
import { z } from "zod";
import { type Card, card } from "../chat/card.ts";
import { SAY } from "../chat/messages.ts";
import type { Department, Platform } from "../chat/platform.ts";
import { normaliseName } from "../domain/text.ts";
import { AppError } from "../errors.ts";
import type { Org } from "../store/generated/client.ts";
import { findServed, onDay } from "./people.ts";
import type { Runtime } from "./runtime.ts";
import { readSetting, writeSetting } from "./settings.ts";
import { inUnitOfWork, type UnitOfWork } from "./unit-of-work.ts";

const PREFIX = "directory.";
const MOST_NAMES = 30;

const matchSchema = z.object({
  userId: z.string(),
  personId: z.string(),
  name: z.string(),
  unit: z.string(),
});

const readingSchema = z.object({
  /** Of what is proposed; a button binds what was shown and nothing else. */
  mark: z.string(),
  matches: z.array(matchSchema),
  /** Units of everybody in the departments that units are known by, to tell next time what changed. */
  members: z.record(z.string(), z.array(z.string())),
});

/** An account whose name and department are those of one person of the roster without an account there. */
type Match = z.infer<typeof matchSchema>;

/** What a directory has that the roster has not, or otherwise. */
interface Comparison {
  matches: Match[];
  /** Since the last time, in words: name and unit. */
  arrived: string[];
  moved: string[];
  members: Record<string, string[]>;
}

/**
 * Reads the directories that can be read and proposes to the coordinators what follows from them; nobody is bound and no
 * role changes by itself. The same proposal is made once.
 */
export async function followDirectory(runtime: Runtime, platforms: Iterable<Platform>): Promise<void> {
  for (const platform of platforms) {
    const org = platform.readDirectory ? await findServed(runtime.store.db, platform.bureau) : null;
    if (!org) continue;
    let departments: Department[];
    try {
      departments = await platform.readDirectory!();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      runtime.log.warn({ platform: platform.name, reason: error.message }, "directory not read");
      continue;
    }
    const cause = {
      orgId: org.id,
      actor: { kind: "system", name: "directory" } as const,
      label: "proposal",
    };
    await inUnitOfWork(runtime, cause, (work) => propose(work, org, platform, departments));
  }
}

async function propose(
  work: UnitOfWork,
  { id: scope }: Org,
  { name: platform, login }: Platform,
  departments: readonly Department[],
): Promise<void> {
  const stored = readingSchema.safeParse(await readSetting(work.tx, scope, PREFIX + platform));
  const found = await compare(work, platform, departments, stored.success ? stored.data.members : null);
  const { matches, arrived, moved, members } = found;
  const mark = work.cipher.digest(JSON.stringify([matches, arrived, moved])).slice(0, 12);
  await writeSetting(work.tx, scope, PREFIX + platform, { mark, matches, members });
  if (matches.length + arrived.length + moved.length === 0) return;
  const coordinators = await work.tx.appointment.findMany({
    where: {
      role: "coordinator",
      unit: { orgId: scope },
      // Somebody who can't be reached yet is told when it is read again.
      person: { active: true, bindings: { some: {} } },
      ...onDay(work.today),
    },
    select: { personId: true },
    distinct: ["personId"],
  });
  for (const { personId } of coordinators)
    work.send({
      to: { personId },
      payload: { card: proposalCard(login?.title ?? platform, platform, mark, found) },
      dedupeKey: `directory:${platform}:${mark}:${personId}`,
    });
}

async function compare(
  { tx, orgId, today }: UnitOfWork,
  platform: string,
  departments: readonly Department[],
  before: Record<string, string[]> | null,
): Promise<Comparison> {
  const units = await tx.unit.findMany({ where: { orgId, active: true, kind: "office" } });
  const people = await tx.person.findMany({
    where: { orgId, active: true },
    include: { bindings: { where: { platform, bot: null } }, appointments: { where: onDay(today) } },
  });
  const bound = new Map(people.flatMap((person) => person.bindings.map(({ userId }) => [userId, person])));
  const unitOf = (name: string) =>
    units.find((unit) =>
      [unit.name, ...unit.aliases].some((each) => normaliseName(each) === normaliseName(name)),
    );
  const known = departments.flatMap(({ name, members }) => {
    const unit = unitOf(name);
    return unit ? members.map((member) => ({ ...member, unit })) : [];
  });
  const members: Record<string, string[]> = {};
  for (const { userId, unit } of known) members[userId] = [...(members[userId] ?? []), unit.id];

  // A department that comes into sight brings nobody new.
  const seen = new Set(Object.values(before ?? {}).flat());
  const holds = (person: (typeof people)[number], unitIds: readonly string[]) =>
    person.appointments.some(({ unitId }) => unitIds.includes(unitId));
  const same = (a: string, b: string) => normaliseName(a) === normaliseName(b);
  const comparison: Comparison = { matches: [], arrived: [], moved: [], members };
  for (const { userId, name, unit } of known) {
    const person = bound.get(userId);
    const earlier = before?.[userId];
    if (person) {
      const now = members[userId]!;
      const changed = earlier !== undefined && earlier.join() !== now.join();
      if (changed && person.appointments.length > 0 && !holds(person, now))
        comparison.moved.push(`${person.name}（现在${unit.name}）`);
      continue;
    }
    const namesakes = people.filter((each) => same(each.name, name) && holds(each, [unit.id]));
    const accounts = known.filter((each) => each.unit.id === unit.id && same(each.name, name));
    const [only] = namesakes;
    if (only && namesakes.length === 1 && accounts.length === 1) {
      if (only.bindings.length === 0)
        comparison.matches.push({ userId, personId: only.id, name: only.name, unit: unit.name });
    } else if (seen.has(unit.id) && earlier === undefined && namesakes.length === 0)
      comparison.arrived.push(`${name}（${unit.name}）`);
  }
  // Somebody in two departments is still one account for one person.
  comparison.matches = comparison.matches.filter(
    ({ userId, personId }, at, all) =>
      all.findIndex((each) => each.userId === userId || each.personId === personId) === at,
  );
  return comparison;
}

function sayNames(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join("、") + (rest > 0 ? `等${names.length}人` : "");
}

function proposalCard(
  title: string,
  platform: string,
  mark: string,
  { matches, arrived, moved }: Comparison,
): Card {
  return card(`${title}通讯录核对`, {
    facts: [
      ...(matches.length > 0 ? [["可以绑定", `${matches.length}人`] as [string, string]] : []),
      ...(arrived.length > 0 ? [["新到", `${arrived.length}人`] as [string, string]] : []),
      ...(moved.length > 0 ? [["调动", `${moved.length}人`] as [string, string]] : []),
    ],
    body: [
      ...(matches.length > 0
        ? [
            `姓名和科室都与名册一致、还没有绑定的：${sayNames(matches.map(({ name, unit }) => `${name}（${unit}）`))}。点下面的按钮就替他们绑定，不用再发绑定码；有不是同一个人的，请不要点，仍用绑定码。`,
          ]
        : []),
      ...(arrived.length > 0
        ? [`通讯录里新来的：${sayNames(arrived)}。要由其报送的，请更新名册后发给我。`]
        : []),
      ...(moved.length > 0
        ? [`换了科室的：${sayNames(moved)}。名册里的岗位没有动，联系人有变化的，请更新名册后发给我。`]
        : []),
    ],
    actions:
      matches.length > 0
        ? [{ action: "bind-directory", label: `绑定这${matches.length}人`, value: `${platform} ${mark}` }]
        : [{ action: "ack", label: "收到" }],
  });
}

/** The button: binds those who were shown and are still free on both sides. CONFLICT where the list is another by now. */
export async function bindProposed(work: UnitOfWork, value: string): Promise<string> {
  const [platform = "", mark = ""] = value.split(" ");
  const stored = readingSchema.safeParse(await readSetting(work.tx, work.orgId, PREFIX + platform));
  if (!stored.success || stored.data.mark !== mark)
    throw new AppError("CONFLICT", "名单后来有变化，没有绑定。请看最新的一张“通讯录核对”，或用绑定码。");
  const { code: corp } = await work.tx.org.findUniqueOrThrow({ where: { id: work.orgId } });
  const { matches } = stored.data;
  const taken = await work.tx.binding.findMany({
    where: {
      platform,
      bot: null,
      OR: [
        { userId: { in: matches.map(({ userId }) => userId) } },
        { personId: { in: matches.map(({ personId }) => personId) } },
      ],
    },
  });
  const isFree = (match: Match) =>
    !taken.some(({ userId, personId }) => userId === match.userId || personId === match.personId);
  const active = await work.tx.person.findMany({
    where: { id: { in: matches.map(({ personId }) => personId) }, orgId: work.orgId, active: true },
    select: { id: true },
  });
  const free = matches.filter((match) => isFree(match) && active.some(({ id }) => id === match.personId));
  await work.tx.binding.createMany({
    data: free.map(({ userId, personId }) => ({ platform, corp, userId, personId, boundAt: work.now })),
    skipDuplicates: true,
  });
  for (const { personId, name, unit } of free) {
    work.audit({ action: "bind", subject: `person:${personId}`, after: { platform, by: "directory" } });
    work.send({
      to: { personId },
      payload: {
        text: `${name}，您好。${SAY.welcome}牵头科室按通讯录为您绑定了身份：${unit}${name}。不是您本人的，请告知牵头科室。发送 /帮助 可查看能办的事。`,
      },
      dedupeKey: `bound:${platform}:${mark}:${personId}`,
    });
  }
  if (free.length === 0) return "这些人都已绑定，没有变动。";
  return `已绑定${free.length}人：${sayNames(free.map(({ name }) => name))}。已分别告知本人。`;
}
