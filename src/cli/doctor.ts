// `npm run doctor`: looks everything over and says in Chinese what is wrong and how to mend it.
import { existsSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { countConnections, hasPlatforms, openPlatforms } from "../app.ts";
import type { Finding, Platform } from "../chat/platform.ts";
import { type Config, ConfigError, readConfig } from "../config.ts";
import { createCalendar } from "../domain/calendar.ts";
import { systemClock } from "../domain/clock.ts";
import { AppError } from "../errors.ts";
import { createLog } from "../log.ts";
import { pingRedis } from "../queue/ping.ts";
import { describeConnections } from "../services/connections.ts";
import { checkCalendar, examine } from "../services/doctor.ts";
import type { Health } from "../services/health.ts";
import { findServed } from "../services/people.ts";
import { describeBudgets, readBudgets } from "../services/quota.ts";
import { findTrialData } from "../services/sandbox.ts";
import { readMigrationNames } from "../store/catalog.ts";
import { createCipher } from "../store/cipher.ts";
import { listMigrations, type Store } from "../store/open.ts";
import { openForCommand, reasonOf, runCommand } from "./command.ts";

const MARKS = { ok: "✓", care: "!", broken: "✗" } as const;
const PATIENCE_MS = 3000;
const SCARCE_BYTES = 2 * 1024 ** 3;
const LEAST_BYTES = 200 * 1024 ** 2;

// The doctor only asks: nothing is sent, and what goes wrong is said in lines.
const SILENT = { clock: systemClock, log: createLog("silent"), readFile: async () => null };

let broken = 0;
let careful = 0;

function report(...findings: Finding[]): void {
  for (const { level, what, detail, mend } of findings) {
    console.log(`${MARKS[level]} ${what}：${detail}${mend ? `\n    → ${mend}` : ""}`);
    if (level === "broken") broken++;
    if (level === "care") careful++;
  }
}

await runCommand("用法：npm run doctor", async () => {
  const config = checkConfig();
  if (config) {
    report(checkCalendar(createCalendar(), new Date()), ...(await checkFolder(config)));
    await checkDatabase(config);
    if (config.redisUrl) report(await checkRedis(config.redisUrl));
    await checkPlatforms(config);
  }
  const verdict = broken > 0 ? `有${broken}项故障，请按箭头所指处理` : "没有故障";
  console.log(`${verdict}${careful > 0 ? `；另有${careful}项提醒` : ""}。`);
  return broken > 0 ? 1 : 0;
});

function checkConfig(): Config | null {
  try {
    const config = readConfig(process.env);
    const modes = { embedded: "嵌入式", postgres: "Postgres", "postgres+redis": "Postgres + Redis" };
    report({
      level: "ok",
      what: "配置",
      detail: `${modes[config.mode]}模式${config.sandbox ? "，沙盒" : ""}`,
    });
    if (!config.sandbox && /\/\/(localhost|127\.)/.test(config.publicUrl))
      report({
        level: "care",
        what: "链接",
        detail: `消息里的链接指向 ${config.publicUrl}，手机上打不开`,
        mend: "请把 PUBLIC_URL 设为本单位网络内可以访问的地址",
      });
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    report(
      ...error.problems.map(
        (detail): Finding => ({ level: "broken", what: "配置", detail, mend: "请改正这一项" }),
      ),
    );
    return null;
  }
}

/** What each platform says of its credentials, and where it has to be told to call. Asks without a server of ours. */
async function checkPlatforms(config: Config): Promise<void> {
  for (const { name, route = "default", callbacks, check } of openPlatforms(config, SILENT)) {
    // Of several, each line says whose it is.
    const whose = config.bots.length > 0 ? `${name} ` : "";
    for (const kind of callbacks?.keys() ?? [])
      report({
        level: "ok",
        what: `${whose}回调地址`,
        detail: `${config.publicUrl}/callback/${kind}/${route}`,
      });
    const findings = (await check?.()) ?? [];
    report(...findings.map((finding) => ({ ...finding, what: `${whose}${finding.what}` })));
  }
}

async function checkFolder(config: Config): Promise<Finding[]> {
  if (config.mode !== "embedded") return [];
  const { bavail, bsize } = await statfs(config.dataDir);
  const free = bavail * bsize;
  const space: Finding = {
    level: free < LEAST_BYTES ? "broken" : free < SCARCE_BYTES ? "care" : "ok",
    what: "磁盘",
    detail: `${config.dataDir} 还有${(free / 1024 ** 3).toFixed(1)}GB`,
    ...(free < SCARCE_BYTES ? { mend: "请清理磁盘，或把 DATA_DIR 移到更大的盘" } : {}),
  };
  const key = join(config.dataDir, "secret.key");
  const open = process.platform !== "win32" && existsSync(key) && (statSync(key).mode & 0o077) !== 0;
  return open
    ? [space, { level: "care", what: "密钥", detail: `${key} 别人也能读`, mend: `请运行 chmod 600 ${key}` }]
    : [space];
}

async function checkDatabase(config: Config): Promise<void> {
  if (config.mode === "embedded" && !existsSync(join(config.dataDir, "pg")))
    return report({
      level: "care",
      what: "数据库",
      detail: `${config.dataDir} 里还没有数据`,
      mend: "首次 npm start 或 npm run setup 时建立",
    });
  let store: Store;
  try {
    store = await openForCommand(config, "", { migrate: false });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "CONFLICT") return report(...(await askServer(config)));
    return report({ level: "broken", what: "数据库", detail: error.message });
  }
  try {
    report(
      ...(await examine({
        store,
        cipher: createCipher(config.secretKey),
        ownQueue: !config.redisUrl,
        migrations: { known: listMigrations(), applied: await readMigrationNames(store.pool) },
        connections: countConnections(config),
        now: new Date(),
      })),
    );
    const sources = { store, clock: systemClock, calendar: createCalendar() };
    const platforms = openPlatforms(config, SILENT);
    if ((await readMigrationNames(store.pool)).length > 0)
      report(
        ...(await checkTrial(config, store)),
        ...(await checkServed(store, platforms)),
        ...describeBudgets(await readBudgets(sources, platforms)),
      );
  } finally {
    await store.close();
  }
}

async function checkTrial(config: Config, { db }: Store): Promise<Finding[]> {
  const trial = config.sandbox || !hasPlatforms(config) ? null : await findTrialData(db);
  return trial ? [{ level: "broken", what: "数据", ...trial }] : [];
}

/** Bureaus that BOTS of the config file names and that nobody has set up, or whose name is written otherwise there. */
async function checkServed({ db }: Store, platforms: readonly Platform[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, bureau } of platforms)
    if (bureau && !(await findServed(db, bureau)))
      findings.push({
        level: "broken",
        what: `${name} 服务的单位`,
        detail: `还没有建立“${bureau}”，发给它的话没有人处理`,
        mend: `请核对 BUREAU 与 npm run setup 时的单位全称；还没有建立的，运行 npm run setup -- --org ${bureau} --roster 名册.xlsx，有上级的再加 --under 上级全称`,
      });
  return findings;
}

/** A running embedded server has the folder to itself; it is asked how it does. */
async function askServer(config: Config): Promise<Finding[]> {
  const url = `http://localhost:${config.port}/healthz`;
  const left: Finding = {
    level: "care",
    what: "数据库",
    detail: "服务正在运行并占用数据目录，表结构、单位、密钥、投递、收件和留痕没有查",
    mend: "要查这些，请先停止服务，再运行 npm run doctor",
  };
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const health = (await response.json()) as Partial<Health>;
    const running: Finding = { level: "ok", what: "服务", detail: `正在运行，版本${health.version}` };
    const waiting = (health.waiting ?? []).map(
      ({ platform, messages, until, why }): Finding => ({
        level: "care",
        what: "发送",
        detail: `${messages}条消息在等平台 ${platform}，最早 ${until} 再发${why ? `；${why}` : ""}`,
        mend: "平台限制发送频率、暂时连不上或设置不对时会这样；改对以后系统会自己补发",
      }),
    );
    const connections = describeConnections(health.connections ?? []);
    if (response.ok)
      return [running, left, ...connections, ...waiting, ...describeBudgets(health.budgets ?? [])];
    const detail = (health.problems ?? []).join("、") || `${url} 回答 ${response.status}`;
    return [{ level: "broken", what: "服务", detail, mend: "请查看服务日志，重新启动服务" }, left];
  } catch (error) {
    return [
      {
        level: "broken",
        what: "服务",
        detail: `数据目录被占用，但 ${url} 没有回答(${reasonOf(error)})`,
        mend: "请核对 PORT 与服务启动时相同；仍不行就重新启动服务",
      },
      left,
    ];
  }
}

async function checkRedis(redisUrl: string): Promise<Finding> {
  try {
    const { version, evicts } = await pingRedis(redisUrl);
    const detail = `Redis ${version}`;
    return evicts
      ? {
          level: "care",
          what: "队列",
          detail: `${detail}，内存满时会丢弃内容`,
          mend: "请把 Redis 的 maxmemory-policy 设为 noeviction",
        }
      : { level: "ok", what: "队列", detail };
  } catch (error) {
    return {
      level: "broken",
      what: "队列",
      detail: `连不上 Redis:${reasonOf(error)}`,
      mend: "请检查 REDIS_URL 和 Redis 服务；报送数据都在 Postgres，不会丢",
    };
  }
}
