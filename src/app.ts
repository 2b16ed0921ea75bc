// Puts the parts together: config in, a server that can be started and closed out.
import { readFileSync } from "node:fs";
import type { AnyHandler } from "../handlers/define.ts";
import { handlers } from "../handlers/index.ts";
import type { JobContext } from "../jobs/context.ts";
import { concurrency, jobs } from "../jobs/index.ts";
import { sweep } from "../jobs/sweep.ts";
import { tick } from "../jobs/tick.ts";
import { seedDemoBureau } from "../prisma/seed.ts";
import { createBot } from "./chat/bot.ts";
import type { Platform, Surroundings } from "./chat/platform.ts";
import type { Config } from "./config.ts";
import { createCalendar } from "./domain/calendar.ts";
import { type Clock, systemClock } from "./domain/clock.ts";
import { AppError } from "./errors.ts";
import { createServer } from "./http/server.ts";
import { createLog, type Log } from "./log.ts";
import { openDingtalk } from "./platform/dingtalk/open.ts";
import { DEFAULT } from "./platform/named.ts";
import type { PlatformParts } from "./platform/parts.ts";
import { createSandboxPlatform } from "./platform/sandbox/client.ts";
import { openWecom } from "./platform/wecom/open.ts";
import { openBackend } from "./queue/backend.ts";
import { createRunner } from "./queue/runner.ts";
import { keepConnections, noteConnection } from "./services/connections.ts";
import { readFile } from "./services/files.ts";
import { readHealth } from "./services/health.ts";
import { acceptArrival } from "./services/inbox.ts";
import { runLeased } from "./services/leases.ts";
import { renderers } from "./services/renderers.ts";
import type { Runtime } from "./services/runtime.ts";
import {
  createPhones,
  eraseEverything,
  findTrialData,
  hasServedRealPlatform,
  openMovableClock,
} from "./services/sandbox.ts";
import { createCipher } from "./store/cipher.ts";
import { openStore, type Store } from "./store/open.ts";

/** What tests put in the place of the real thing. */
export interface Overrides {
  /** An open store, which close() closes all the same. */
  store?: Store;
  log?: Log;
  /** Handlers instead of the bot's own. */
  handlers?: readonly AnyHandler[];
  /** Platforms besides those that the config names. */
  platforms?: readonly Platform[];
  /** Business time, where the sandbox's own clock is not there to be moved. */
  clock?: Clock;
  /** Keeps one deployment's queues apart from another's on one Redis. */
  queuePrefix?: string;
}

/** A whole deployment in one process. */
export interface App {
  readonly runtime: Runtime;
  readonly context: JobContext;
  fetch(request: Request): Promise<Response>;
  /** Starts the workers and sweeps up what was left. */
  start(): Promise<void>;
  /** Forgets the queue; rows bring it back. */
  wipeQueue(): Promise<void>;
  /** Rings for whatever waits, as the sweep does each minute. */
  sweep(): Promise<void>;
  /** Settles when nothing can be kept any more, with the reason and what to do in Chinese. */
  readonly gone: Promise<string>;
  /** Finishes running jobs and closes everything in reverse order. */
  close(): Promise<void>;
}

/** The project's version, from package.json. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
).version;

/** Database connections of one process: each worker listens on one, and one transaction may wait for another. */
export function countConnections({ wecom, bots }: Pick<Config, "wecom" | "bots">): number {
  const lanes = [wecom, ...bots.map((bot) => bot.wecom)].filter((each) => each?.aibot?.mode === "ws").length;
  return new Set(jobs.map(({ queue }) => queue)).size + lanes + 10;
}

/** True where a config names any. */
export function hasPlatforms({ wecom, dingtalk, bots }: Config): boolean {
  return wecom !== null || dingtalk !== null || bots.length > 0;
}

/** The platforms that a config names. Nothing is asked of them before start(). */
export function openPlatforms(config: Config, parts: PlatformParts): Platform[] {
  const { publicUrl } = config;
  const bots = [{ ...DEFAULT, wecom: config.wecom, dingtalk: config.dingtalk }, ...config.bots];
  return bots.flatMap(({ wecom, dingtalk, ...named }) => [
    ...(wecom ? [openWecom(wecom, { ...parts, named })] : []),
    ...(dingtalk ? [openDingtalk(dingtalk, { ...parts, named, publicUrl })] : []),
  ]);
}

/** Opens what a config asks for. Nothing runs before start(). */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const log = overrides.log ?? createLog(config.logLevel);
  const connections = countConnections(config);
  const store =
    overrides.store ??
    (await openStore(
      config.databaseUrl
        ? { kind: "postgres", url: config.databaseUrl, connections }
        : { kind: "folder", folder: config.dataDir, connections },
    ));
  try {
    return await compose(config, overrides, store, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function compose(config: Config, overrides: Overrides, store: Store, log: Log): Promise<App> {
  if ((config.sandbox || config.sandboxShut) && (await hasServedRealPlatform(store.db))) {
    throw new AppError(
      "CONFLICT",
      "这个数据库已用于真实平台，不能再开沙盒。请去掉 SANDBOX=1，或换一个数据库。",
    );
  }
  const trial = config.sandbox || !hasPlatforms(config) ? null : await findTrialData(store.db);
  if (trial) throw new AppError("CONFLICT", `${trial.detail}。${trial.mend}。`);
  const movable = config.sandbox ? await openMovableClock(store.db, config.sandboxNow) : null;
  const clock: Clock = movable ?? overrides.clock ?? systemClock;
  const cipher = createCipher(config.secretKey);
  const runtime: Runtime = {
    store,
    clock,
    calendar: createCalendar(),
    cipher,
    log,
    publicUrl: config.publicUrl,
    ring: async () => {},
  };
  const opened = [
    ...(config.sandbox ? [createSandboxPlatform(createPhones(store.db))] : []),
    ...openPlatforms(config, { clock, log, readFile: (hash) => readFile(store.db, cipher, hash) }),
    ...(overrides.platforms ?? []),
  ];
  const platforms = new Map(opened.map((platform) => [platform.name, platform]));
  const context: JobContext = {
    runtime,
    bot: createBot(overrides.handlers ?? handlers),
    platforms,
    renderers,
  };
  const backend = await openBackend({
    pool: store.pool,
    redisUrl: config.redisUrl,
    prefix: overrides.queuePrefix ?? "baosong",
  });
  let tellGone: (sentence: string) => void = () => {};
  const gone = new Promise<string>((resolve) => {
    tellGone = resolve;
  });
  // The database itself goes on as if nothing were, from what it has in memory.
  const look = () => {
    if (!store.isPresent())
      tellGone(
        `数据目录 ${config.dataDir} 已被删除或移走，再收到的东西都存不下来。请把目录放回原处，或用 npm run restore 恢复备份，再重新启动。`,
      );
  };
  const runner = createRunner({ backend, jobs, context, log, concurrency, eachMinute: look });
  runtime.ring = runner.ring;
  const startedAt = Date.now();
  const server = createServer({
    runtime,
    health: () => readHealth(runtime, { mode: config.mode, version: VERSION, startedAt }),
    platforms: [...platforms.values()],
    dataDir: config.dataDir,
    edge: config.inboxSecret === null ? null : { secret: config.inboxSecret, realNow: Date.now },
    sandbox: config.sandboxShut
      ? "shut"
      : movable && {
          clock: movable,
          startAt: config.sandboxNow,
          tick: () => tick(context),
          async reset(at) {
            await eraseEverything(store.db);
            await movable.set(at);
            await seedDemoBureau(runtime);
          },
        },
  });
  const connections = new Set<string>();
  const surroundings: Surroundings = {
    accept: async (arrival) => void (await acceptArrival(runtime, arrival)),
    lease(name, hold) {
      connections.add(name);
      return runLeased(runtime, name, hold);
    },
    note: async (name, standing) => void (await noteConnection(runtime, name, standing)),
    serve: (lane) => runner.serve(lane, concurrency.deliver),
  };
  const started: Platform[] = [];
  return {
    runtime,
    context,
    fetch: async (request) => server.fetch(request),
    async start() {
      if (config.sandbox) await seedDemoBureau(runtime);
      const alone = config.mode === "embedded";
      // After a kill the queue holds jobs as running that nobody runs, and would wait half a minute for them.
      if (alone) await runner.wipe();
      await runner.start();
      await sweep(context, alone);
      for (const platform of platforms.values()) {
        started.push(platform);
        await platform.start?.(surroundings);
      }
      await keepConnections(store, connections);
    },
    wipeQueue: () => runner.wipe(),
    async sweep() {
      look();
      await sweep(context);
    },
    gone,
    async close() {
      for (const platform of started.reverse()) await platform.close?.();
      await runner.close();
      await backend.close();
      await store.close();
    },
  };
}
