// Settings from the environment or a file, checked once and frozen; every problem is listed at once, in Chinese.

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { DINGTALK_NAMES, type DingtalkSettings, readDingtalkSettings } from "./platform/dingtalk/settings.ts";
import { readWecomSettings, WECOM_NAMES, type WecomSettings } from "./platform/wecom/settings.ts";

/** Platforms that are opened together: those of the environment, or those of one entry of the config file's BOTS. */
export interface BotConfig {
  /** What their addresses end with: the entry's name, or `default`. */
  readonly route: string;
  /** The bureau that they serve, by name; null for the deployment's first. */
  readonly bureau: string | null;
  readonly wecom: WecomSettings | null;
  readonly dingtalk: DingtalkSettings | null;
}

/** The whole configuration. */
export interface Config {
  readonly mode: "embedded" | "postgres" | "postgres+redis";
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly secretKey: string;
  /** Shared with the edge; null where there is none. */
  readonly inboxSecret: string | null;
  readonly sandbox: boolean;
  /** SANDBOX=1 beside a platform of real duty: its routes are there and answer that they are shut. */
  readonly sandboxShut: boolean;
  readonly wecom: WecomSettings | null;
  readonly dingtalk: DingtalkSettings | null;
  /** Further ones, which the config file names. */
  readonly bots: readonly BotConfig[];
  readonly sandboxNow: Date;
  readonly logLevel: string;
}

/** What is wrong with the settings, one Chinese sentence for each, naming the variable. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const url = (protocols: string[], example: string) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `不是有效的地址，例如 ${example}`,
    );

const settingsSchema = z.object({
  DATABASE_URL: url(["postgres:", "postgresql:"], "postgresql://用户@主机:5432/库名").optional(),
  REDIS_URL: url(["redis:", "rediss:"], "redis://主机:6379").optional(),
  DATA_DIR: z.string().min(1, "不能为空").default("./data"),
  HOST: z.string().min(1, "不能为空").optional(),
  PORT: z.coerce
    .number({ error: "应为 0 到 65535 的整数，例如 8787" })
    .int("应为 0 到 65535 的整数，例如 8787")
    .min(0, "应为 0 到 65535 的整数，例如 8787")
    .max(65535, "应为 0 到 65535 的整数，例如 8787")
    .default(8787),
  PUBLIC_URL: url(["http:", "https:"], "https://baosong.example.gov.cn").optional(),
  SECRET_KEY: z.string().min(32, "至少 32 个字符，可用 openssl rand -hex 32 生成").optional(),
  INBOX_SECRET: z.string().min(32, "至少 32 个字符，可用 openssl rand -hex 32 生成").optional(),
  SANDBOX: z.enum(["0", "1"], { error: "应为 0 或 1" }).optional(),
  SANDBOX_NOW: z.iso
    .datetime({ offset: true, local: false, error: "应为带时区的时刻，例如 2023-07-12T09:00+08:00" })
    .default("2023-07-12T09:00+08:00"),
  LOG_LEVEL: z
    .enum(["silent", "error", "warn", "info", "debug"], { error: "应为 silent、error、warn、info 或 debug" })
    .default("warn"),
});

type Environment = Record<string, string | undefined>;

const objectSchema = z.record(z.string(), z.unknown());

/** CONFIG_FILE: a JSON object of the same names, and BOTS. */
function readFile(file: string | undefined): Record<string, unknown> {
  if (!file) return {};
  if (!existsSync(file)) throw new ConfigError([`CONFIG_FILE：找不到文件 ${file}`]);
  try {
    return objectSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new ConfigError([`CONFIG_FILE：${file} 不是由“变量名: 值”组成的 JSON 文件`]);
  }
}

/** The single values of an object of the file as text, as the environment would have them; what is empty is left out. */
function readValues(given: Record<string, unknown>, problems: string[]): Environment {
  const values: Environment = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === "") continue;
    if (typeof value === "object") problems.push(`${name}：应是一个值，不是一组值`);
    else values[name] = String(value);
  }
  return values;
}

const BOT_NAME = /^(?!default$)[a-z][a-z0-9-]{0,19}$/;
const NAMES = new Set(["BUREAU", ...WECOM_NAMES, ...DINGTALK_NAMES]);

/** The file's BOTS, each entry with the names of the environment and BUREAU. What is wrong names its bot. */
function readBots(given: unknown, problems: string[]): BotConfig[] {
  if (given === undefined) return [];
  const parsed = z.record(z.string(), objectSchema).safeParse(given);
  if (!parsed.success) {
    problems.push('BOTS：应写成 { "名字": { "BUREAU": "单位全称", "WECOM_CORP_ID": … } }');
    return [];
  }
  return Object.entries(parsed.data).map(([route, entry]) => {
    const own: string[] = [];
    if (!BOT_NAME.test(route))
      own.push("名字要以小写字母开头，只用小写字母、数字和减号，最多20个字符，不能叫 default");
    const values = readValues(entry, own);
    for (const name of Object.keys(entry))
      if (!NAMES.has(name)) own.push(`${name}：不认识这一项，这里只写 BUREAU 和企业微信、钉钉的各项设置`);
    const [wecom, dingtalk] = [readWecomSettings(values), readDingtalkSettings(values)];
    own.push(...wecom.problems, ...dingtalk.problems);
    if (own.length === 0 && !wecom.settings && !dingtalk.settings) own.push("没有企业微信或钉钉的设置");
    problems.push(...own.map((problem) => `BOTS 里的“${route}”：${problem}`));
    return {
      route,
      bureau: values.BUREAU?.trim() || null,
      wecom: wecom.settings,
      dingtalk: dingtalk.settings,
    };
  });
}

/** Two that are one and the same on their platform would answer everything twice, or keep each other off. */
function findTwins(bots: readonly BotConfig[]): string[] {
  const seen = new Map<string, string>();
  return bots.flatMap(({ route, wecom, dingtalk }) => {
    const marks = [
      wecom?.app && ["WECOM_AGENT_ID", `${wecom.app.corpId} ${wecom.app.agentId}`],
      wecom?.aibot?.id && ["WECOM_AIBOT_ID", wecom.aibot.id],
      dingtalk && ["DINGTALK_CLIENT_ID", dingtalk.clientId],
    ];
    return marks.flatMap((mark) => {
      if (!mark) return [];
      const [name, key] = mark;
      const first = seen.get(`${name} ${key}`);
      if (first === undefined) seen.set(`${name} ${key}`, route);
      return first === undefined
        ? []
        : [
            `BOTS 里的“${route}”：${name}：与${first === "default" ? "默认的" : `“${first}”`}相同，同一个只能写一次`,
          ];
    });
  });
}

// Embedded mode makes its own key once; anywhere else a key that appears by itself would be lost with the container.
function openSecretKey(dataDir: string): string {
  const path = join(dataDir, "secret.key");
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(path, randomBytes(32).toString("hex"), { mode: 0o600 });
  }
  return readFileSync(path, "utf8").trim();
}

/** The configuration, or a ConfigError with everything that is wrong. */
export function readConfig(env: Environment): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const { BOTS: listed, ...file } = readFile(given.CONFIG_FILE);
  const problems: string[] = [];
  // The environment wins over the file.
  const sources = { ...readValues(file, problems), ...given };
  const parsed = settingsSchema.safeParse(sources);
  if (!parsed.success)
    problems.push(...parsed.error.issues.map((issue) => `${String(issue.path[0])}：${issue.message}`));
  const wecom = readWecomSettings(sources);
  const dingtalk = readDingtalkSettings(sources);
  problems.push(...wecom.problems, ...dingtalk.problems);
  const bots = readBots(listed, problems);
  const first = { route: "default", bureau: null, wecom: wecom.settings, dingtalk: dingtalk.settings };
  problems.push(...findTwins([first, ...bots]));
  if (sources.REDIS_URL && !sources.DATABASE_URL)
    problems.push("DATABASE_URL：配置了 REDIS_URL 时也要配置，报送数据存放在 Postgres 里");
  if (sources.DATABASE_URL && !sources.SECRET_KEY)
    problems.push("SECRET_KEY：使用 Postgres 时必须配置，可用 openssl rand -hex 32 生成");
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const settings = parsed.data;
  const mode = settings.DATABASE_URL ? (settings.REDIS_URL ? "postgres+redis" : "postgres") : "embedded";
  const platforms = [first, ...bots]
    .flatMap((bot) => [bot.wecom, bot.dingtalk])
    .filter((platform) => platform !== null);
  // Nobody may speak as others, or turn the clock, where people do their duty; on a simulator anybody may.
  const duty = platforms.some(({ loopback }) => !loopback);
  const asked = settings.SANDBOX === "1" || (settings.SANDBOX === undefined && platforms.length === 0);
  const sandbox = asked && !duty;
  const host = settings.HOST ?? (sandbox ? "127.0.0.1" : "0.0.0.0");
  return Object.freeze({
    mode,
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    dataDir: settings.DATA_DIR,
    host,
    port: settings.PORT,
    publicUrl: (settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`).replace(/\/+$/, ""),
    secretKey: settings.SECRET_KEY ?? openSecretKey(settings.DATA_DIR),
    inboxSecret: settings.INBOX_SECRET ?? null,
    sandbox,
    sandboxShut: asked && duty,
    wecom: wecom.settings,
    dingtalk: dingtalk.settings,
    bots,
    sandboxNow: new Date(settings.SANDBOX_NOW),
    logLevel: settings.LOG_LEVEL,
  });
}
