// Whether the system does its duty: database, queue and the jobs' beat.
import type { Config } from "../config.ts";
import { isoOf } from "../domain/day.ts";
import { readConnections } from "./connections.ts";
import { type Budget, readKeptBudgets } from "./quota.ts";
import type { Runtime } from "./runtime.ts";
import { secondsSinceBeat } from "./settings.ts";

/** Messages of one platform that wait for it, until the instant at which the next one is tried. */
export interface Waiting {
  platform: string;
  messages: number;
  until: string;
  /** What the last of them was answered, and how to mend it where anybody can. */
  why: string | null;
}

/** A long connection as its holder last said, and the last gap in which nobody heard its platform. */
export interface Standing {
  name: string;
  up: boolean;
  why: string | null;
  since: string;
  gap: { from: string; to: string } | null;
}

/** The answer of /healthz. `problems` is empty when all is well; a platform's trouble is none of ours. */
export interface Health {
  status: "ok" | "down";
  mode: Config["mode"];
  version: string;
  problems: string[];
  waiting: Waiting[];
  /** What months allow, as it stood when it was last looked at; whose they are is nothing for everybody to read. */
  budgets: Omit<Budget, "organisation">[];
  connections: Standing[];
}

// A tick comes every minute; three missed ones are an outage.
const SILENT_SECONDS = 180;

/** Asks the database and the beat of the tick; `startedAt` (real ms) excuses the first minutes. */
export async function readHealth(
  runtime: Runtime,
  about: { mode: Config["mode"]; version: string; startedAt: number },
): Promise<Health> {
  const problems: string[] = [];
  let waiting: Waiting[] = [];
  let budgets: Health["budgets"] = [];
  let connections: Standing[] = [];
  try {
    waiting = await listWaiting(runtime);
    budgets = (await readKeptBudgets(runtime)).map(({ organisation: _, ...budget }) => budget);
    connections = await listConnections(runtime);
    const silent = await secondsSinceBeat(runtime.store, "tick");
    const young = (Date.now() - about.startedAt) / 1000 < SILENT_SECONDS;
    if (!young && (silent === null || silent > SILENT_SECONDS)) problems.push("定时任务已超过3分钟没有运行");
  } catch {
    problems.push("数据库无法访问");
  }
  const { mode, version } = about;
  return {
    status: problems.length === 0 ? "ok" : "down",
    mode,
    version,
    problems,
    waiting,
    budgets,
    connections,
  };
}

async function listConnections({ store }: Runtime): Promise<Standing[]> {
  return (await readConnections(store)).map(({ name, up, why, since, gap }) => ({
    name,
    up,
    why,
    since: isoOf(since),
    gap: gap && { from: isoOf(gap.from), to: isoOf(gap.to) },
  }));
}

async function listWaiting({ store }: Runtime): Promise<Waiting[]> {
  const rows = await store.db.$queryRaw<
    { platform: string; messages: number; until: Date; why: string | null }[]
  >`
    SELECT "platform", count(*)::int AS "messages", min("nextAttemptAt") AS "until",
      (array_agg("error" ORDER BY "claimedAt" DESC NULLS LAST))[1] AS "why" FROM "Delivery"
    WHERE "state" = 'pending' AND "nextAttemptAt" > now() GROUP BY "platform" ORDER BY "platform"`;
  // Codes and addresses in brackets are for the log and the doctor; this is read by anybody.
  return rows.map(({ until, why, ...row }) => ({
    ...row,
    until: isoOf(until),
    why: why?.replace(/\([^()]*\)/g, "") ?? null,
  }));
}
