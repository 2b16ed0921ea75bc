// WeCom's settings as an administrator writes them, checked whole: half a configuration is a list of what is missing.
import { z } from "zod";

/** One self-built app (自建应用), as its page in the console shows it. */
export interface AppSettings {
  corpId: string;
  agentId: number;
  secret: string;
  /** Token and EncodingAESKey of 接收消息. */
  token: string;
  aesKey: string;
}

/** One 智能机器人, over a long connection or over a callback address. */
export type AibotSettings =
  | { mode: "ws"; id: string; secret: string; wsUrl: string }
  | { mode: "callback"; id: string | null; token: string; aesKey: string };

/** What is configured of WeCom: an app, a 智能机器人 or both, and group robots beside them. */
export interface WecomSettings {
  app: AppSettings | null;
  aibot: AibotSettings | null;
  /** Keys of group robots by the name of their group. */
  webhookKeys: ReadonlyMap<string, string>;
  /** With `/cgi-bin`. */
  apiBase: string;
  oauthBase: string;
  loginBase: string;
  /** True where every address is this machine's own: a simulator, nobody's duty. */
  loopback: boolean;
}

/** Names and values, from the environment or a file; what is empty is left out. */
export type Sources = Readonly<Record<string, string | undefined>>;

const AES_KEY = "应为43位字母和数字，请从管理后台原样复制";
const required = (sentence: string) => z.string({ error: "没有设置" }).regex(/^\S+$/, sentence);
const address = (protocols: string[], fallback: string) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `不是有效的地址，例如 ${fallback}`,
    )
    .default(fallback)
    .transform((text) => text.replace(/\/+$/, ""));
const web = (fallback: string) => address(["http:", "https:"], fallback);

const appSchema = z.object({
  WECOM_CORP_ID: required("应为企业 ID，在管理后台“我的企业”页底部"),
  WECOM_AGENT_ID: required("不能有空格").regex(/^\d{1,12}$/, "应为数字，是应用详情页的 AgentId"),
  WECOM_SECRET: required("不能有空格"),
  WECOM_TOKEN: required("不能有空格").regex(/^[0-9A-Za-z]{1,32}$/, "应为32位以内的字母和数字"),
  WECOM_AES_KEY: required(AES_KEY).regex(/^[0-9A-Za-z]{43}$/, AES_KEY),
});
const WS_URL = "wss://openws.work.weixin.qq.com";
const aibotSchema = z.discriminatedUnion(
  "WECOM_AIBOT_MODE",
  [
    z.object({
      WECOM_AIBOT_MODE: z.literal("ws"),
      WECOM_AIBOT_ID: required("不能有空格"),
      WECOM_AIBOT_SECRET: required("不能有空格"),
      WECOM_AIBOT_WS_URL: address(["ws:", "wss:"], WS_URL),
    }),
    z.object({
      WECOM_AIBOT_MODE: z.literal("callback"),
      WECOM_AIBOT_ID: z.string().optional(),
      WECOM_AIBOT_TOKEN: required("不能有空格").regex(/^[0-9A-Za-z]{1,32}$/, "应为32位以内的字母和数字"),
      WECOM_AIBOT_AES_KEY: required(AES_KEY).regex(/^[0-9A-Za-z]{43}$/, AES_KEY),
    }),
  ],
  { error: "应为 ws 或 callback" },
);
const basesSchema = z.object({
  WECOM_API_BASE: web("https://qyapi.weixin.qq.com/cgi-bin"),
  WECOM_OAUTH_BASE: web("https://open.weixin.qq.com"),
  WECOM_LOGIN_BASE: web("https://login.work.weixin.qq.com"),
});

/** Every name that is read here. */
export const WECOM_NAMES: readonly string[] = [
  ...[appSchema, basesSchema, ...aibotSchema.options].flatMap(({ shape }) => Object.keys(shape)),
  "WECOM_WEBHOOK_KEYS",
];

/** The settings under `WECOM_…`, null where none is set; or every problem, one sentence each, naming the variable. */
export function readWecomSettings(sources: Sources): { settings: WecomSettings | null; problems: string[] } {
  const problems: string[] = [];
  const read = <T>(schema: z.ZodType<T>, given: Sources, hint = ""): T | null => {
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    problems.push(...sayIssues(parsed.error, hint));
    return null;
  };
  const named = (prefix: RegExp) => Object.keys(sources).some((name) => prefix.test(name) && sources[name]);

  const hasApp = named(/^WECOM_(CORP_ID|AGENT_ID|SECRET|TOKEN|AES_KEY)$/);
  const hasAibot = named(/^WECOM_AIBOT_/);
  const app = hasApp ? read(appSchema, sources, "，企业微信应用的五项要一起设置") : null;
  const aibot = hasAibot
    ? read(aibotSchema, { ...sources, WECOM_AIBOT_MODE: sources.WECOM_AIBOT_MODE ?? "ws" })
    : null;
  const bases = read(basesSchema, sources);
  const webhookKeys = readWebhookKeys(sources.WECOM_WEBHOOK_KEYS ?? "", problems);
  if (webhookKeys.size > 0 && !hasApp && !hasAibot)
    problems.push("WECOM_WEBHOOK_KEYS：群机器人收不到消息，还要设置企业微信应用（WECOM_CORP_ID 等五项）");
  if (problems.length > 0 || (!app && !aibot) || !bases) return { settings: null, problems };
  const { WECOM_API_BASE: apiBase, WECOM_OAUTH_BASE: oauthBase, WECOM_LOGIN_BASE: loginBase } = bases;
  const bot = aibot && toAibot(aibot);
  const addresses = [apiBase, oauthBase, loginBase, ...(bot?.mode === "ws" ? [bot.wsUrl] : [])];
  const settings: WecomSettings = {
    app: app && {
      corpId: app.WECOM_CORP_ID,
      agentId: Number(app.WECOM_AGENT_ID),
      secret: app.WECOM_SECRET,
      token: app.WECOM_TOKEN,
      aesKey: app.WECOM_AES_KEY,
    },
    aibot: bot,
    webhookKeys,
    apiBase,
    oauthBase,
    loginBase,
    loopback: addresses.every(isLoopback),
  };
  return { settings, problems };
}

function toAibot(read: z.infer<typeof aibotSchema>): AibotSettings {
  return read.WECOM_AIBOT_MODE === "ws"
    ? {
        mode: "ws",
        id: read.WECOM_AIBOT_ID,
        secret: read.WECOM_AIBOT_SECRET,
        wsUrl: read.WECOM_AIBOT_WS_URL,
      }
    : {
        mode: "callback",
        id: read.WECOM_AIBOT_ID ?? null,
        token: read.WECOM_AIBOT_TOKEN,
        aesKey: read.WECOM_AIBOT_AES_KEY,
      };
}

/** One sentence for each variable: the first that is wrong with it. */
function sayIssues(error: z.ZodError, hint: string): string[] {
  const said = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const name = String(path[0]);
    if (!said.has(name)) said.set(name, `${name}：${message}${message === "没有设置" ? hint : ""}`);
  }
  return [...said.values()];
}

/** `group=key,…`; a key is a secret and stands in no sentence. */
function readWebhookKeys(text: string, problems: string[]): Map<string, string> {
  const keys = new Map<string, string>();
  const wrong = (index: number, why: string) =>
    problems.push(`WECOM_WEBHOOK_KEYS：第${index + 1}项${why}，应写成 群名=key，各项用逗号隔开`);
  const pairs = text.split(/[,，]/).map((pair) => pair.trim());
  for (const [index, pair] of pairs.entries()) {
    if (pair === "") continue;
    const at = pair.lastIndexOf("=");
    const [group, key] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
    if (at < 1 || group === "" || !/^[\w-]+$/.test(key)) wrong(index, "看不懂");
    else if (keys.has(group)) wrong(index, `与前面的群“${group}”重名`);
    else keys.set(group, key);
  }
  return keys;
}

function isLoopback(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}
