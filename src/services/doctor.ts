// Looks a database over: what is sound, what asks for care and what is broken, each with how to mend it.

import type { Finding } from "../chat/platform.ts";
import type { Calendar } from "../domain/calendar.ts";
import { dayOf } from "../domain/day.ts";
import type { Cipher } from "../store/cipher.ts";
import type { Store } from "../store/open.ts";
import { checkChains } from "./audit.ts";
import { checkConnections } from "./connections.ts";
import { onDay } from "./people.ts";
import { secondsSinceBeat } from "./settings.ts";

type Check = () => Promise<Finding | Finding[]>;

/** What the checks need beside the database. */
export interface Patient {
  store: Store;
  cipher: Cipher;
  /** Migrations that this program knows, oldest first, and those applied. */
  migrations: { known: readonly string[]; applied: readonly string[] };
  /** The queue stands in the same database, not in a Redis. */
  ownQueue: boolean;
  /** Connections that one process takes. */
  connections: number;
  /** Real time. */
  now: Date;
}

const ok = (what: string, detail: string): Finding => ({ level: "ok", what, detail });
const care = (what: string, detail: string, mend: string): Finding => ({ level: "care", what, detail, mend });
const broken = (what: string, detail: string, mend: string): Finding => ({
  level: "broken",
  what,
  detail,
  mend,
});

const OLDEST_SERVER = 15;
const SILENT_SECONDS = 180;

/** Every check of an open database, in order; one that fails itself is a broken one. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const schema = checkMigrations(patient.migrations);
  const checks: [string, Check][] = [
    ["数据库", () => checkServer(patient)],
    ["连接数", () => checkPool(patient)],
    ["时钟", () => checkClock(patient)],
  ];
  if (patient.ownQueue) checks.push(["队列", () => checkQueue(patient)]);
  // Without its tables there is nothing more to ask.
  if (patient.migrations.applied.length > 0)
    checks.push(
      ["单位", () => checkBureaus(patient)],
      ["密钥", () => checkKey(patient)],
      ["值守", () => checkBeat(patient)],
      ["投递", () => checkDeliveries(patient)],
      ["收件", () => checkEvents(patient)],
      ["留痕", () => checkAudit(patient)],
    );
  const findings: Finding[] = [];
  for (const [what, check] of checks) {
    const found = await check().catch((error) =>
      broken(what, `没有查成：${String(error.message ?? error)}`, "请把这一行发给维护人员"),
    );
    findings.push(...[found].flat());
  }
  const connections = patient.migrations.applied.length > 0 ? await checkConnections(patient.store) : [];
  return [findings[0]!, schema, ...findings.slice(1), ...connections];
}

/** Holidays of this year and the next. */
export function checkCalendar(calendar: Calendar, now: Date): Finding {
  const year = Number(dayOf(now).slice(0, 4));
  const missing = [year, year + 1].filter((each) => !calendar.known(each));
  if (missing.length === 0) return ok("节假日", `${year}年和${year + 1}年的调休安排齐全`);
  return care(
    "节假日",
    `没有${missing.join("年、")}年的调休安排，暂只按周末算休息日`,
    "国务院办公厅公布后(一般在11月)升级本程序",
  );
}

function checkMigrations({ known, applied }: Patient["migrations"]): Finding {
  const missing = known.filter((name) => !applied.includes(name));
  const strange = applied.filter((name) => !known.includes(name));
  if (strange.length > 0)
    return broken("表结构", `数据库比本程序新(${strange.at(-1)})`, "请换用与数据库相配的新版程序");
  if (applied.length === 0) return care("表结构", "数据库还是空的", "首次 npm start 或 npm run setup 时建立");
  if (missing.length > 0)
    return care(
      "表结构",
      `有${missing.length}项升级还没有执行`,
      "先 npm run backup，再启动服务，升级自动执行",
    );
  return ok("表结构", `已到最新(${applied.at(-1)})`);
}

async function checkServer({ store }: Patient): Promise<Finding> {
  const [row] = await store.db.$queryRaw<{ version: string; bytes: bigint }[]>`
    SELECT current_setting('server_version') AS "version", pg_database_size(current_database()) AS "bytes"`;
  const size = `${Math.ceil(Number(row!.bytes) / 1024 / 1024)}MB`;
  if (store.mode === "embedded")
    return care(
      "数据库",
      `嵌入式(内核 ${row!.version}，${size})，断电可能丢数据，仅供试用和演练`,
      "正式值守请用 Postgres：备份后设置 DATABASE_URL，再 npm run restore",
    );
  if (Number.parseInt(row!.version, 10) < OLDEST_SERVER)
    return broken("数据库", `Postgres ${row!.version} 太旧`, `请升级到 Postgres ${OLDEST_SERVER} 或更新`);
  return ok("数据库", `Postgres ${row!.version}，${size}`);
}

async function checkPool({ store, connections }: Patient): Promise<Finding> {
  if (store.mode === "embedded") return ok("连接数", "嵌入式只有本进程使用");
  const [row] = await store.db.$queryRaw<{ most: number; used: number }[]>`
    SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS "most",
      (SELECT count(*)::int FROM pg_stat_activity WHERE datname IS NOT NULL AND pid <> pg_backend_pid()) AS "used"`;
  const { most, used } = row!;
  const detail = `每个进程用${connections}个，数据库共可用${most}个，现已用${used}个`;
  const mend = "请调大 Postgres 的 max_connections(每多一个进程再加一份)";
  if (most < connections) return broken("连接数", detail, mend);
  return most - used < connections ? care("连接数", detail, mend) : ok("连接数", detail);
}

async function checkClock({ store, now }: Patient): Promise<Finding> {
  const asked = Date.now();
  const [row] = await store.db.$queryRaw<{ at: Date; zone: string }[]>`
    SELECT clock_timestamp() AS "at", current_setting('TimeZone') AS "zone"`;
  const seconds = Math.abs(row!.at.getTime() - (asked + Date.now()) / 2) / 1000;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const detail = `北京时间${dayOf(now)}，数据库与本机相差${seconds.toFixed(1)}秒；日期一律按北京时间算，与服务器时区(${zone}、${row!.zone})无关`;
  const mend = "请让两台机器都与本单位的时间服务器(NTP)对时";
  if (seconds > 60) return broken("时钟", detail, mend);
  return seconds > 2 ? care("时钟", detail, mend) : ok("时钟", detail);
}

async function checkBureaus({ store: { db }, now }: Patient): Promise<Finding[]> {
  const orgs = await db.org.findMany({ orderBy: { createdAt: "asc" } });
  if (orgs.length === 0)
    return [care("单位", "尚未建立单位", "请运行 npm run setup -- --org 单位全称 --roster 名册.xlsx")];
  return Promise.all(orgs.map((org) => checkBureau({ db, now }, org)));
}

async function checkBureau(
  { db, now }: { db: Store["db"]; now: Date },
  org: { id: string; name: string },
): Promise<Finding> {
  const [people, unbound, coordinators] = await Promise.all([
    db.person.count({ where: { orgId: org.id, active: true } }),
    db.person.count({ where: { orgId: org.id, active: true, bindings: { none: {} } } }),
    db.appointment.count({
      where: { unit: { orgId: org.id }, role: "coordinator", ...onDay(dayOf(now)) },
    }),
  ]);
  const detail = `${org.name}，${people}人`;
  if (coordinators === 0)
    return broken("单位", `${detail}，没有牵头科室管理员`, "请运行 npm run setup，用 --coordinator 指定一位");
  const contacts = await db.unit.count({
    where: {
      orgId: org.id,
      kind: "office",
      active: true,
      // A lower bureau is reached through its own people.
      lowerOrgId: null,
      appointments: {
        none: { role: { in: ["contact", "coordinator"] }, person: { active: true }, ...onDay(dayOf(now)) },
      },
    },
  });
  if (contacts > 0)
    return care("单位", `${detail}，有${contacts}个科室没有联系人`, "请在名册中补上联系人后重新导入");
  if (unbound > 0)
    return care(
      "单位",
      `${detail}，还有${unbound}人没有绑定`,
      "由牵头科室发送“/绑定 姓名”取得绑定码，告知本人",
    );
  return ok("单位", `${detail}，全部已绑定`);
}

async function checkKey({ store: { db }, cipher }: Patient): Promise<Finding> {
  const file = await db.fileObject.findFirst({
    where: { size: { lt: 1024 * 1024 } },
    select: { bytes: true },
  });
  const person = await db.person.findFirst({ where: { mobile: { not: null } }, select: { mobile: true } });
  const sealed = [file?.bytes, person?.mobile && Buffer.from(person.mobile, "base64")];
  try {
    for (const bytes of sealed) if (bytes) cipher.open(bytes);
  } catch {
    return broken(
      "密钥",
      "现在的 SECRET_KEY 打不开库中的附件或手机号",
      "请换回建库(或备份)时的 SECRET_KEY 或 secret.key",
    );
  }
  return ok("密钥", sealed.some(Boolean) ? "与库中数据相符" : "库中还没有加密内容");
}

async function checkBeat({ store }: Patient): Promise<Finding> {
  const silent = await secondsSinceBeat(store, "tick");
  if (silent === null) return care("值守", "定时任务还没有运行过", "请启动服务：npm start");
  const ago = silent < 120 ? `${Math.round(silent)}秒前` : `${Math.round(silent / 60)}分钟前`;
  if (silent <= SILENT_SECONDS) return ok("值守", `定时任务正常，上一次在${ago}`);
  // Whoever looks into an embedded folder has stopped its server.
  if (store.mode === "embedded")
    return care("值守", `服务没有在运行，上一次定时任务在${ago}`, "查完请启动服务：npm start");
  return broken("值守", `定时任务停了，上一次在${ago}`, "请查看服务进程和日志，重新启动服务");
}

async function checkDeliveries({ store: { db } }: Patient): Promise<Finding> {
  const groups = await db.delivery.groupBy({
    by: ["state"],
    where: { state: { in: ["failed", "unknown"] } },
    _count: true,
  });
  const count = (state: string) => groups.find((group) => group.state === state)?._count ?? 0;
  // What a platform put off, and what an administrator has to mend first, is not lost yet.
  const waits = { state: "pending" as const, error: { not: null } };
  const waiting = await db.delivery.findFirst({ where: waits, orderBy: { claimedAt: "desc" } });
  if (waiting)
    return care(
      "投递",
      `${await db.delivery.count({ where: waits })}条在等再发；最近一条：${waiting.error}`,
      "照这一句改正设置；改对以后系统会自己补发，最多等一天",
    );
  if (groups.length === 0) return ok("投递", "没有发送失败的消息");
  const last = await db.delivery.findFirst({
    where: { state: { in: ["failed", "unknown"] } },
    orderBy: { createdAt: "desc" },
    select: { error: true },
  });
  return care(
    "投递",
    `发送失败${count("failed")}条，结果不明${count("unknown")}条${last?.error ? `；最近一条：${last.error}` : ""}`,
    "请牵头科室按名单电话通知；没有绑定的，请发绑定码",
  );
}

async function checkEvents({ store: { db } }: Patient): Promise<Finding> {
  const failed = await db.inboundEvent.findMany({
    where: { state: "failed" },
    orderBy: { sequence: "desc" },
    select: { sequence: true, error: true },
  });
  const [last] = failed;
  if (!last) return ok("收件", "没有处理失败的来信");
  return care(
    "收件",
    `处理失败${failed.length}条，最近一条第${last.sequence}号：${last.error ?? ""}`,
    "请把编号发给维护人员，并请发信人重发",
  );
}

async function checkAudit({ store: { db } }: Patient): Promise<Finding> {
  const { total, brokenAt } = await checkChains(db);
  if (brokenAt === null) return ok("留痕", `${total}条记录首尾相连，没有改动`);
  return broken(
    "留痕",
    `留痕链在第${brokenAt}条断开，有记录被改动或删除`,
    "请保留现场，与最近的备份比对，并报告本单位网信部门",
  );
}

async function checkQueue({ store: { db } }: Patient): Promise<Finding> {
  const [row] = await db.$queryRaw<
    { there: boolean }[]
  >`SELECT to_regnamespace('bullmq') IS NOT NULL AS "there"`;
  return ok("队列", row?.there ? "与数据库在一处" : "与数据库在一处，首次启动时建立");
}
