// Sets a bureau up for real duty: the bureau, its units and people, and the first coordinator's 绑定码.
import { randomUUID } from "node:crypto";
import { normaliseName } from "../domain/text.ts";
import { AppError } from "../errors.ts";
import { issueBindingCode, onDay } from "./people.ts";
import { bindToSandbox, loadRoster, type Roster, type RosterOutcome } from "./roster.ts";
import type { Runtime } from "./runtime.ts";
import { inUnitOfWork, type UnitOfWork } from "./unit-of-work.ts";

/** What the administrator gave: without a roster, the first coordinator and his unit by name. */
export interface BureauInput {
  name: string;
  roster: Roster | null;
  coordinator: { name: string; unit: string } | null;
  /** Binds everybody to the sandbox, with a group chat of the whole bureau. */
  sandbox: boolean;
}

/** A bureau as it now is; `code` is null when the coordinator is bound already. */
export interface BureauOutcome {
  created: boolean;
  loaded: RosterOutcome;
  coordinator: { name: string; code: string | null };
}

/** Creates the bureau, or completes the one of the same name; CONFLICT where another one is. */
export async function setUpBureau(runtime: Runtime, input: BureauInput): Promise<BureauOutcome> {
  const other = await runtime.store.db.org.findFirst({ orderBy: { createdAt: "asc" } });
  if (other && normaliseName(other.name) !== normaliseName(input.name)) {
    throw new AppError(
      "CONFLICT",
      `这个数据库里已经有“${other.name}”，不能再建“${input.name}”。请核对单位名称，或换一个 DATA_DIR 或 DATABASE_URL。`,
    );
  }
  const orgId = other?.id ?? randomUUID();
  const cause = { orgId, actor: { kind: "system", name: "setup" } as const, label: "setup" };
  return inUnitOfWork(runtime, cause, async (work) => {
    if (!other) {
      const data = { id: orgId, code: normaliseName(input.name), name: input.name, createdAt: work.now };
      await work.tx.org.create({ data });
      work.audit({ action: "create-bureau", subject: `org:${orgId}`, after: { name: input.name } });
    }
    const loaded = await loadRoster(work, await rosterOf(work, input));
    if (input.sandbox) await openInSandbox(work, input.name, loaded.personIds);
    return { created: !other, loaded, coordinator: await welcomeCoordinator(work, input.coordinator?.name) };
  });
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

async function openInSandbox(work: UnitOfWork, name: string, personIds: readonly string[]): Promise<void> {
  await bindToSandbox(work, personIds);
  const org = await work.tx.org.findUniqueOrThrow({ where: { id: work.orgId } });
  await work.tx.chatGroup.createMany({
    data: [
      {
        orgId: org.id,
        platform: "sandbox",
        corp: org.code,
        chatId: "group-all",
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
