// The month's allowances of organisations whose platform meters calls: what is used, what reminders will need, who is told.
import { z } from "zod";
import { card } from "../chat/card.ts";
import type { Allowance, Finding, Platform } from "../chat/platform.ts";
import { addDays, dayOf, daysBetween, formatDay, instantOf } from "../domain/day.ts";
import { countPlanned, endOfMonth } from "./forecast.ts";
import { onDay } from "./people.ts";
import type { Runtime } from "./runtime.ts";
import { DEPLOYMENT, noteBeat, readSetting, secondsSinceBeat, writeSetting } from "./settings.ts";
import { readSpent } from "./spending.ts";
import { inUnitOfWork } from "./unit-of-work.ts";

/** `tight`: the rest of the month may not be enough; from then on messages that can wait are merged. */
export type Pressure = "calm" | "tight" | "out";

/** How one allowance of an organisation stands, for all its bots together. */
export interface Budget {
  /** The platform's own id. */
  organisation: string;
  /** Platforms by which the bureau speaks there. */
  platforms: string[];
  /** As people call the platform. */
  title: string;
  kind: string;
  label: string;
  /** What arrives counts too: merging what we send doesn't help, and once it is used up we hear nothing. */
  arrivals: boolean;
  most: number;
  used: number;
  /** What the rest of the month is expected to need. */
  planned: number;
  pressure: Pressure;
}

type Sources = Pick<Runtime, "store" | "clock" | "calendar">;
type Metering = Pick<Platform, "name" | "monthly" | "login">;

// Before the end answers must still be possible, and the coordinator must have time to act.
const TIGHT_SHARE = 0.8;
const REFRESH_SECONDS = 600;
// In the first days of a month a day's pace says nothing of the rest.
const LEAST_DAYS = 3;

const NAME = "quota";
const KEPT = "budgets.";

/** Every allowance by now; none where nothing is metered. */
export async function readBudgets(sources: Sources, platforms: Iterable<Metering>): Promise<Budget[]> {
  const members = new Map<string, Metering[]>();
  for (const platform of platforms)
    if (platform.monthly) {
      const { organisation } = platform.monthly;
      members.set(organisation, [...(members.get(organisation) ?? []), platform]);
    }
  const budgets: Budget[] = [];
  for (const [organisation, bots] of members)
    for (const allowance of bots[0]!.monthly!.allowances)
      budgets.push(await readBudget(sources, organisation, bots, allowance));
  return budgets;
}

async function readBudget(
  sources: Sources,
  organisation: string,
  bots: readonly Metering[],
  { kind, label, most, arrivals }: Allowance,
): Promise<Budget> {
  const { db } = sources.store;
  const platforms = bots.map(({ name }) => name);
  const today = dayOf(sources.clock.now());
  const month = today.slice(0, 7);
  const spent = await readSpent(db, organisation, month, kind);
  const arrived = arrivals
    ? await db.inboundEvent.count({
        where: {
          platform: { in: platforms },
          metered: true,
          receivedAt: { gte: instantOf(`${month}-01`) },
        },
      })
    : 0;
  const used = spent + arrived;
  // What arrives can't be planned: it goes on as it went.
  const days = Number(today.slice(8));
  const pace = days < LEAST_DAYS ? 0 : (used / days) * daysBetween(today, endOfMonth(today));
  let planned = arrivals ? Math.round(pace) : 0;
  if (!arrivals) for (const platform of platforms) planned += await countPlanned(sources, platform);
  const pressure: Pressure =
    used >= most ? "out" : used >= most * TIGHT_SHARE || used + planned > most ? "tight" : "calm";
  const title = bots[0]!.login?.title ?? platforms[0]!;
  return { organisation, platforms, title, kind, label, arrivals, most, used, planned, pressure };
}

const keptSchema = z.object({
  month: z.string(),
  budgets: z.array(
    z.object({
      organisation: z.string(),
      platforms: z.array(z.string()),
      title: z.string(),
      kind: z.string(),
      label: z.string(),
      arrivals: z.boolean(),
      most: z.number(),
      used: z.number(),
      planned: z.number(),
      pressure: z.enum(["calm", "tight", "out"]),
    }),
  ),
});

/** Every allowance as it was when they were last looked at; none of an earlier month. */
export async function readKeptBudgets(runtime: Pick<Runtime, "store" | "clock">): Promise<Budget[]> {
  const rows = await runtime.store.db.setting.findMany({
    where: { scope: DEPLOYMENT, name: { startsWith: KEPT } },
    orderBy: { name: "asc" },
  });
  return rows.flatMap(({ value }) => currentOf(runtime, value));
}

/** How far what we send into an organisation has to be saved on, as it was when the allowances were last looked at. */
export async function readPressure(
  runtime: Pick<Runtime, "store" | "clock">,
  organisation: string,
): Promise<Pressure> {
  const kept = currentOf(runtime, await readSetting(runtime.store.db, DEPLOYMENT, KEPT + organisation));
  const found = new Set(kept.filter(({ arrivals }) => !arrivals).map(({ pressure }) => pressure));
  return found.has("out") ? "out" : found.has("tight") ? "tight" : "calm";
}

function currentOf({ clock }: Pick<Runtime, "clock">, value: unknown): Budget[] {
  const kept = keptSchema.safeParse(value);
  return kept.success && kept.data.month === dayOf(clock.now()).slice(0, 7) ? kept.data.budgets : [];
}

/**
 * Looks at the allowances every ten minutes, keeps how they stand for whoever sends, and tells the coordinators once of
 * each that becomes tight or is used up.
 */
export async function watchBudgets(
  runtime: Runtime,
  platforms: ReadonlyMap<string, Platform>,
): Promise<void> {
  const metered = [...platforms.values()].filter(({ monthly }) => monthly !== undefined);
  if (metered.length === 0) return;
  const silent = await secondsSinceBeat(runtime.store, NAME);
  if (silent !== null && silent < REFRESH_SECONDS) return;
  await noteBeat(runtime, NAME);
  await refreshBudgets(runtime, metered);
}

/** What `watchBudgets` does, at once. */
export async function refreshBudgets(runtime: Runtime, metered: readonly Metering[]): Promise<void> {
  const { db } = runtime.store;
  const month = dayOf(runtime.clock.now()).slice(0, 7);
  const budgets = await readBudgets(runtime, metered);
  for (const organisation of new Set(budgets.map((budget) => budget.organisation))) {
    const own = budgets.filter((budget) => budget.organisation === organisation);
    const kept = { month, budgets: own.map((budget) => ({ ...budget })) };
    await writeSetting(db, DEPLOYMENT, KEPT + organisation, kept);
  }
  for (const budget of budgets)
    if (budget.pressure !== "calm") await tellCoordinators(runtime, budget, month);
}

async function tellCoordinators(runtime: Runtime, budget: Budget, month: string): Promise<void> {
  const { db } = runtime.store;
  const { organisation, platforms, kind, pressure } = budget;
  const today = dayOf(runtime.clock.now());
  const orgs = await db.org.findMany({
    where: { people: { some: { bindings: { some: { platform: { in: platforms } } } } } },
    select: { id: true },
  });
  for (const { id: orgId } of orgs) {
    const coordinators = await db.appointment.findMany({
      where: { role: "coordinator", person: { orgId, active: true }, ...onDay(today) },
      select: { personId: true },
      distinct: ["personId"],
    });
    const cause = { orgId, actor: { kind: "system", name: "quota" } as const, label: "quota" };
    await inUnitOfWork(runtime, cause, async (work) => {
      for (const { personId } of coordinators)
        work.send({
          to: { personId },
          payload: { card: warningCard(budget, month) },
          dedupeKey: `quota:${organisation}:${month}:${kind}:${pressure}:${personId}`,
        });
    });
  }
}

const ADVICE = {
  sends: {
    tight: "机器人已改为合并发送：不急的消息每天上午、下午各合成一条，报送提醒照发。",
    out: "在恢复之前，机器人主动发出的消息送不到，请改用电话通知；各单位主动来问的仍能答复，网页照常使用。",
  },
  arrivals: {
    tight: "大家说给机器人的话、群里自定义机器人发的话都算在内，请大家尽量在网页办理。",
    out: "在恢复之前，大家说给机器人的话传不进来，群里的自定义机器人也发不出去；机器人主动发的提醒不受影响。请大家在网页办理。",
  },
} as const;

function warningCard(budget: Budget, month: string) {
  const { title, label, arrivals, most, used, planned, pressure } = budget;
  const end = formatDay(addDays(endOfMonth(`${month}-01`), 1));
  return card(pressure === "out" ? `${title}本月额度已用完` : `${title}本月额度偏紧`, {
    facts: [
      ["额度", `${label}，每月${most}次`],
      ["已用", `${used}次`],
      ["预计还需", `${planned}次`],
      ["恢复", `${end}0时`],
    ],
    body: `${ADVICE[arrivals ? "arrivals" : "sends"][pressure === "out" ? "out" : "tight"]}需要增加额度的，请单位管理员在平台购买。`,
  });
}

/** Each allowance as the doctor and the health page say it. */
export function describeBudgets(budgets: readonly Omit<Budget, "organisation">[]): Finding[] {
  return budgets.map(({ title, label, arrivals, most, used, planned, pressure }): Finding => {
    const what = `${title}额度`;
    const detail = `本月${label}已用${used}次，预计还需${planned}次，共${most}次`;
    if (pressure === "calm") return { level: "ok", what, detail };
    const meanwhile = arrivals ? "请大家尽量在网页办理" : "已自动合并不急的消息";
    const mend =
      pressure === "out"
        ? `下月1日恢复；在此之前${arrivals ? "请大家在网页办理" : "请电话通知"}，或由单位管理员在平台购买额度`
        : `${meanwhile}；仍不够的，由单位管理员在平台购买额度`;
    return { level: pressure === "out" ? "broken" : "care", what, detail, mend };
  });
}
