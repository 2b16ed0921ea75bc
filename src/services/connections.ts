// Long connections as rows: which is up, since when, and the last gap in which nobody heard what a platform said.
import { z } from "zod";
import type { Finding, Standing } from "../chat/platform.ts";
import type { Store } from "../store/open.ts";
import { holderOf } from "./leases.ts";
import type { Runtime } from "./runtime.ts";
import { DEPLOYMENT, readSetting, writeSetting } from "./settings.ts";

const PREFIX = "connection.";

const rowSchema = z.object({
  up: z.boolean(),
  why: z.string().nullable(),
  /** When it came up, or went down. */
  since: z.string(),
  /** When it was last known to be up. */
  seen: z.string().nullable(),
  gap: z.object({ from: z.string(), to: z.string() }).nullable(),
  holder: z.string(),
});

/** How a connection stands, as far as its holder has said. */
export interface Connection {
  name: string;
  up: boolean;
  why: string | null;
  since: Date;
  seen: Date | null;
  /** The last time in which nobody was connected, at most so long. */
  gap: { from: Date; to: Date } | null;
}

// A beat comes every half minute.
const SILENT_SECONDS = 90;

/**
 * Writes how a connection stands, in the database's real time; only the holder of the lease of that name may. Coming
 * up where it was up before ends a gap, which is given back.
 */
export async function noteConnection(
  runtime: Runtime,
  name: string,
  standing: Standing,
): Promise<Connection["gap"]> {
  const holder = holderOf(runtime);
  const gap = await runtime.store.db.$transaction(async (tx) => {
    const [lease] = await tx.$queryRaw<{ now: Date }[]>`
      SELECT now() AS "now" FROM "Lease" WHERE "name" = ${name} AND "holder" = ${holder}`;
    // The lease is somebody else's by now, and so is the word.
    if (!lease) return null;
    const stored = await readSetting(tx, DEPLOYMENT, PREFIX + name);
    const before = stored === undefined ? null : rowSchema.parse(stored);
    const now = lease.now.toISOString();
    const followed = before?.up === true && before.holder !== holder;
    const same = before?.up === standing.up && !followed;
    // A process that was killed never says that it is down: the last time it was seen is the nearest that is known.
    const from = followed ? before.seen : before?.up === false && before.seen !== null ? before.since : null;
    const ended = standing.up && from !== null ? { from, to: now } : null;
    await writeSetting(tx, DEPLOYMENT, PREFIX + name, {
      up: standing.up,
      why: standing.up ? null : standing.why,
      holder,
      since: same ? before.since : !standing.up && followed ? (before.seen ?? now) : now,
      seen: standing.up ? now : (before?.seen ?? null),
      gap: ended ?? before?.gap ?? null,
    });
    return ended;
  });
  if (!gap) return null;
  const [from, to] = [new Date(gap.from), new Date(gap.to)];
  const seconds = Math.ceil((to.getTime() - from.getTime()) / 1000);
  runtime.log.warn({ connection: name, from, to, seconds }, "connected again after a gap");
  return { from, to };
}

/** Forgets every connection but these: the settings ask for no other any more. */
export async function keepConnections(store: Store, wanted: Iterable<string>): Promise<void> {
  await store.db.setting.deleteMany({
    where: {
      scope: DEPLOYMENT,
      name: { startsWith: PREFIX, notIn: [...wanted].map((name) => PREFIX + name) },
    },
  });
}

/** Every long connection that the settings ask for. */
export async function readConnections(store: Store): Promise<Connection[]> {
  const rows = await store.db.$queryRaw<{ name: string; value: unknown; silent: boolean }[]>`
    SELECT "name", "value",
      (("value" ->> 'seen')::timestamptz < now() - ${`${SILENT_SECONDS} seconds`}::interval) IS TRUE AS "silent"
    FROM "Setting" WHERE "scope" = ${DEPLOYMENT} AND starts_with("name", ${PREFIX}) ORDER BY "name"`;
  return rows.map(({ name, value, silent }) => {
    const { up, why, since, seen, gap } = rowSchema.parse(value);
    const gone = up && silent;
    return {
      name: name.slice(PREFIX.length),
      up: up && !silent,
      why: gone ? "持有连接的进程没有声音" : why,
      since: new Date(since),
      seen: seen === null ? null : new Date(seen),
      gap: gap && { from: new Date(gap.from), to: new Date(gap.to) },
    };
  });
}

const moment = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

/** What is told of a connection; instants as dates, or as the text in which health hands them on. */
interface Told extends Pick<Connection, "name" | "up" | "why"> {
  since: Date | string;
  gap: { from: Date | string; to: Date | string } | null;
}

/** Each connection in a line for the doctor, with the last time in which nobody listened. */
export function describeConnections(connections: readonly Told[]): Finding[] {
  const at = (instant: Date | string) => moment.format(new Date(instant));
  return connections.map(({ name, up, why, since, gap }) => {
    const lost = gap
      ? `最近一次中断：最长从${at(gap.from)}到${at(gap.to)}，其间平台推送的消息收不到，也不会补推`
      : "没有中断过";
    const what = `长连接 ${name}`;
    if (up) return { level: "ok", what, detail: `已接通，自${at(since)}；${lost}` };
    return {
      level: "broken",
      what,
      detail: `没有接通，自${at(since)}：${why?.replace(/。$/, "") ?? "原因不明"}；${lost}`,
      mend: "请看服务是否在运行、能否访问平台的长连接地址，以及机器人的 ID 和 Secret",
    };
  });
}

/** Every long connection that the settings ask for, in a line each. */
export async function checkConnections(store: Store): Promise<Finding[]> {
  return describeConnections(await readConnections(store));
}
