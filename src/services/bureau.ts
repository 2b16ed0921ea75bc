// Sets a bureau up for real duty: the bureau, its units and people, and the first coordinator's 绑定码.
import { randomUUID } from "node:crypto";
import { normaliseName } from "../domain/text.ts";
import { AppError } from "../errors.ts";
import { issueBindingCode, onDay } from "./people.ts";
import { bindToSandbox, loadRoster, type RosterOutcome } from "./roster.ts";
import type { Roster } from "./roster-content.ts";
import type { Runtime } from "./runtime.ts";
import { inUnitOfWork, type UnitOfWork } from "./unit-of-work.ts";

/** What the administrator gave: without a roster, the first coordinator and his unit by name. */
export interface BureauInput {
  name: string;
  roster: Roster | null;
  coordinator: { name: string; unit: string } | null;
  /** The bureau above it in this deployment (逐级汇总), by name. */
  under?: string | null;
  /** Binds everybody to the sandbox, with a group chat of the whole bureau. */
  sandbox: boolean;
}

/** A bureau as it now is; `code` is null when the coordinator is bound already. */
export interface BureauOutcome {
  created: boolean;
  loaded: RosterOutcome;
  coordinator: { name: string; code: string | null };
  /** The unit of the upper bureau that stands for it, and whether it is new there; null for a bureau of its own. */
  standIn: StandIn | null;
}

/**
 * Creates the bureau, or completes the one of the same name. CONFLICT where another one is and none is named above it,
 * or where the one above would stand below; NOT_FOUND for an upper bureau that is not there.
 */
export async function setUpBureau(runtime: Runtime, input: BureauInput): Promise<BureauOutcome> {
  const bureaus = await runtime.store.db.org.findMany({ orderBy: { createdAt: "asc" } });
  const { there, upper } = placeOf(bureaus, input);
  const orgId = there?.id ?? randomUUID();
  const cause = { orgId, actor: { kind: "system", name: "setup" } as const, label: "setup" };
  return inUnitOfWork(runtime, cause, async (work) => {
    const parentId = upper?.id ?? null;
    if (!there) {
      const data = { id: orgId, code: normaliseName(input.name), name: input.name, parentId };
      await work.tx.org.create({ data: { ...data, createdAt: work.now } });
      work.audit({ action: "create-bureau", subject: `org:${orgId}`, after: { name: input.name, parentId } });
    } else if (upper && there.parentId === null) {
      await work.tx.org.update({ where: { id: orgId }, data: { parentId } });
      work.audit({ action: "join-bureau", subject: `org:${orgId}`, after: { parentId } });
    }
    const loaded = await loadRoster(work, await rosterOf(work, input));
    if (input.sandbox)
      await openInSandbox(work, input.name, loaded.personIds, (bureaus[0]?.id ?? orgId) === orgId);
    const standIn = upper && (await standFor(work, upper, there?.name ?? input.name));
    return {
      created: !there,
      loaded,
      coordinator: await welcomeCoordinator(work, input.coordinator?.name),
      standIn,
    };
  });
}

type Bureau = { id: string; name: string; parentId: string | null };

/** The bureau of this name where it is there, and the one above it that was asked for. */
function placeOf(bureaus: readonly Bureau[], { name, under = null }: BureauInput) {
  const named = (wanted: string) =>
    bureaus.find((one) => normaliseName(one.name) === normaliseName(wanted)) ?? null;
  const there = named(name);
  const upper = under === null ? null : named(under);
  const [first] = bureaus;
  if (under !== null && !upper)
    throw new AppError(
      "NOT_FOUND",
      `这个数据库里没有“${under}”。请先用 npm run setup -- --org ${under} 建立上级，或核对 --under 后面的单位名称。`,
    );
  if (first && !there && !upper)
    throw new AppError(
      "CONFLICT",
      `这个数据库里已经有“${first.name}”，不能再建“${name}”。请核对单位名称，或换一个 DATA_DIR 或 DATABASE_URL；要建它的下级，请加上 --under ${first.name}。`,
    );
  if (there && upper) {
    for (
      let above: Bureau | null = upper;
      above;
      above = bureaus.find(({ id }) => id === above!.parentId) ?? null
    )
      if (above.id === there.id)
        throw new AppError("CONFLICT", `“${upper.name}”就是“${name}”或在它之下，不能作它的上级。`);
    if (there.parentId !== null && there.parentId !== upper.id) {
      const now = bureaus.find(({ id }) => id === there.parentId)?.name ?? "";
      throw new AppError("CONFLICT", `“${name}”的上级已是“${now}”，没有改动。`);
    }
  }
  return { there, upper };
}

/** Which unit of the upper bureau stands for a lower one. */
export interface StandIn {
  upper: string;
  unit: string;
  created: boolean;
}

/** The unit of the upper bureau by the lower one's name or alias, made where there is none. */
async function standFor(work: UnitOfWork, upper: Bureau, name: string): Promise<StandIn> {
  const above = work.within(upper.id);
  const units = await work.tx.unit.findMany({ where: { orgId: upper.id } });
  const standing = units.find(({ lowerOrgId }) => lowerOrgId === work.orgId);
  if (standing) return { upper: upper.name, unit: standing.name, created: false };
  const found = units.find(
    (unit) =>
      unit.kind === "office" &&
      unit.lowerOrgId === null &&
      [unit.name, ...unit.aliases].some((one) => normaliseName(one) === normaliseName(name)),
  );
  const unit = found
    ? await work.tx.unit.update({ where: { id: found.id }, data: { lowerOrgId: work.orgId } })
    : await work.tx.unit.create({
        data: {
          orgId: upper.id,
          code: normaliseName(name),
          name,
          kind: "office",
          position: Math.max(0, ...units.map(({ position }) => position)) + 1,
          lowerOrgId: work.orgId,
        },
      });
  above.audit({
    action: "stand-for",
    subject: `unit:${unit.id}`,
    after: { name: unit.name, lowerOrgId: work.orgId, created: !found },
  });
  return { upper: upper.name, unit: unit.name, created: !found };
}

/** The roster given, completed by the bureau's own unit and the coordinator named beside it. */
async function rosterOf(
  { tx, orgId }: UnitOfWork,
  { name, roster, coordinator }: BureauInput,
): Promise<Roster> {
  const known = await tx.unit.findMany({ where: { orgId } });
  const units = [...(roster?.units ?? [])];
  const people = [...(roster?.people ?? [])];
  const unitNamed = (unit: string, kind: "bureau" | "office"): string => {
    const fits = (each: { name: string }) => normaliseName(each.name) === normaliseName(unit);
    const listed = units.find(fits);
    if (listed) return listed.code;
    const there = known.find(fits) ?? { code: normaliseName(unit), name: unit, aliases: [], kind };
    units.push({ ...there, members: [] });
    return there.code;
  };
  if (![...units, ...known].some(({ kind }) => kind === "bureau")) unitNamed(name, "bureau");
  if (coordinator)
    people.push({
      name: coordinator.name,
      posts: [{ unit: unitNamed(coordinator.unit, "office"), role: "coordinator" }],
    });
  return { units, people };
}

async function openInSandbox(
  work: UnitOfWork,
  name: string,
  personIds: readonly string[],
  first: boolean,
): Promise<void> {
  await bindToSandbox(work, personIds);
  const org = await work.tx.org.findUniqueOrThrow({ where: { id: work.orgId } });
  if ((await work.tx.chatGroup.count({ where: { orgId: org.id, platform: "sandbox" } })) > 0) return;
  await work.tx.chatGroup.createMany({
    data: [
      {
        orgId: org.id,
        platform: "sandbox",
        corp: org.code,
        // Told apart by its id alone in the sandbox.
        chatId: first ? "group-all" : `group-${org.id}`,
        name: `${name}·联络群`,
      },
    ],
    skipDuplicates: true,
  });
}

async function welcomeCoordinator(
  work: UnitOfWork,
  preferred: string | undefined,
): Promise<BureauOutcome["coordinator"]> {
  const posts = await work.tx.appointment.findMany({
    where: {
      role: "coordinator",
      unit: { orgId: work.orgId },
      person: { active: true },
      ...onDay(work.today),
    },
    include: { person: { include: { bindings: { where: { platform: { not: "sandbox" } } } } } },
    orderBy: { id: "asc" },
  });
  const people = posts.map(({ person }) => person);
  const first = people.find(({ name }) => name === preferred) ?? people[0];
  if (!first) {
    throw new AppError(
      "INVALID_INPUT",
      "名册里没有“牵头科室管理员”。请在“人员”表写明，或加上 --coordinator 姓名 --unit 牵头科室名称。",
    );
  }
  const bound = people.some(({ bindings }) => bindings.length > 0);
  return { name: first.name, code: bound ? null : await issueBindingCode(work, first.id) };
}
