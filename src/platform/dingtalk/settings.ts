// DingTalk's settings: read from DINGTALK_* names, whole or not at all, every problem in one Chinese sentence.
import { z } from "zod";
import type { Edition } from "./limits.ts";

/** One DingTalk app and its bot. */
export interface DingtalkSettings {
  readonly corpId: string;
  /** AppKey. */
  readonly clientId: string;
  /** AppSecret. */
  readonly clientSecret: string;
  readonly robotCode: string;
  /** Needed for 工作通知 only. */
  readonly agentId: number | null;
  /** Base addresses, without a slash at the end. */
  readonly apiBase: string;
  readonly oapiBase: string;
  readonly loginBase: string;
  /** How messages come in: over a long connection of ours, or posted to us. */
  readonly mode: "stream" | "http";
  /** Custom robots of groups, by the group's conversationId or name; `secret` where 加签 is on. */
  readonly webhooks: ReadonlyMap<string, { readonly token: string; readonly secret: string | null }>;
  /** The interactive card that was drawn in the console, if any. */
  readonly cardTemplateId: string | null;
  /** Signs presses that are posted to us. */
  readonly cardApiSecret: string | null;
  /** What is owed stands in people's 待办 too: two calls for each. */
  readonly agenda: boolean;
  /** What the organisation has bought: it decides how much a month allows. */
  readonly edition: Edition;
  /** True where every address is this machine's own: a simulator, nobody's duty. */
  readonly loopback: boolean;
}

/** Names and values, from the environment or a file; what is empty is left out. */
export type Sources = Readonly<Record<string, string | undefined>>;

const PREFIX = "DINGTALK_";

// Copied from a page, a credential often has a blank at its end; one in its middle is damage (authFailed).
const credential = (from: string) =>
  z
    .string({ error: `没有设置，在开发者后台的“${from}”` })
    .trim()
    .regex(/^\S+$/, `中间有空格，请从开发者后台的“${from}”重新复制`);

const base = (standard: string) =>
  z
    .string()
    .trim()
    .refine(
      (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
      `不是有效的地址，例如 ${standard}`,
    )
    .transform((text) => text.replace(/\/+$/, ""))
    .default(standard);

const schema = z.object({
  DINGTALK_CORP_ID: credential("首页右上角的 CorpId"),
  DINGTALK_CLIENT_ID: credential("凭证与基础信息 / Client ID"),
  DINGTALK_CLIENT_SECRET: credential("凭证与基础信息 / Client Secret"),
  DINGTALK_ROBOT_CODE: credential("机器人 / RobotCode").optional(),
  DINGTALK_AGENT_ID: z
    .string()
    .trim()
    .regex(/^\d{1,15}$/, "应为一串数字，见“凭证与基础信息 / AgentId”")
    .optional(),
  DINGTALK_API_BASE: base("https://api.dingtalk.com"),
  DINGTALK_OAPI_BASE: base("https://oapi.dingtalk.com"),
  DINGTALK_LOGIN_BASE: base("https://login.dingtalk.com"),
  DINGTALK_MODE: z.enum(["stream", "http"], { error: "应为 stream 或 http" }).default("stream"),
  DINGTALK_EDITION: z.enum(["standard", "pro"], { error: "应为 standard 或 pro" }).default("standard"),
  DINGTALK_TODO: z.enum(["0", "1"], { error: "应为 0 或 1" }).default("0"),
  DINGTALK_WEBHOOK_TOKENS: z.string().default(""),
  DINGTALK_CARD_TEMPLATE_ID: credential("卡片平台 / 模板 ID").optional(),
  DINGTALK_CARD_API_SECRET: credential("注册卡片回调时的 apiSecret").optional(),
});

/** Every name that is read here. */
export const DINGTALK_NAMES: readonly string[] = Object.keys(schema.shape);

/** The settings under `DINGTALK_…`, null where none is set; or every problem, one sentence each, naming the variable. */
export function readDingtalkSettings(sources: Sources): {
  settings: DingtalkSettings | null;
  problems: string[];
} {
  const given = Object.entries(sources).filter(([name, value]) => name.startsWith(PREFIX) && value?.trim());
  if (given.length === 0) return { settings: null, problems: [] };
  const parsed = schema.safeParse(Object.fromEntries(given));
  const problems = parsed.success ? [] : sayIssues(parsed.error);
  const webhooks = readWebhooks(sources.DINGTALK_WEBHOOK_TOKENS ?? "", problems);
  if (parsed.success && parsed.data.DINGTALK_MODE === "http") {
    const { DINGTALK_CARD_TEMPLATE_ID: card, DINGTALK_CARD_API_SECRET: secret } = parsed.data;
    if (card && !secret)
      problems.push(
        "DINGTALK_CARD_API_SECRET：没有设置，DINGTALK_MODE 为 http 时，用卡片模板还要设置注册卡片回调的 apiSecret",
      );
    if (secret && !card)
      problems.push("DINGTALK_CARD_TEMPLATE_ID：没有设置，与 DINGTALK_CARD_API_SECRET 要一起设置");
  }
  if (!parsed.success || problems.length > 0) return { settings: null, problems };
  const { data } = parsed;
  const { DINGTALK_API_BASE: apiBase, DINGTALK_OAPI_BASE: oapiBase, DINGTALK_LOGIN_BASE: loginBase } = data;
  const settings: DingtalkSettings = {
    corpId: data.DINGTALK_CORP_ID,
    clientId: data.DINGTALK_CLIENT_ID,
    clientSecret: data.DINGTALK_CLIENT_SECRET,
    robotCode: data.DINGTALK_ROBOT_CODE ?? data.DINGTALK_CLIENT_ID,
    agentId: data.DINGTALK_AGENT_ID === undefined ? null : Number(data.DINGTALK_AGENT_ID),
    apiBase,
    oapiBase,
    loginBase,
    mode: data.DINGTALK_MODE,
    edition: data.DINGTALK_EDITION,
    agenda: data.DINGTALK_TODO === "1",
    webhooks,
    cardTemplateId: data.DINGTALK_CARD_TEMPLATE_ID ?? null,
    cardApiSecret: data.DINGTALK_CARD_API_SECRET ?? null,
    loopback: [apiBase, oapiBase, loginBase].every(isLoopback),
  };
  return { settings, problems };
}

/** One sentence for each variable: the first that is wrong with it. */
function sayIssues(error: z.ZodError): string[] {
  const said = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const name = String(path[0]);
    if (!said.has(name)) said.set(name, `${name}：${message}`);
  }
  return [...said.values()];
}

/** `group=token[:secret],…`; a conversationId ends in `==`, so the last equals sign parts. Secrets stand in no sentence. */
function readWebhooks(text: string, problems: string[]): DingtalkSettings["webhooks"] {
  const webhooks = new Map<string, { token: string; secret: string | null }>();
  for (const [index, pair] of text.split(/[,，]/).entries()) {
    if (pair.trim() === "") continue;
    const [, group, token, secret] = /^(.+)=([0-9A-Za-z]+)(?::([\w-]+))?$/.exec(pair.trim()) ?? [];
    const why = !group || !token ? "看不懂" : webhooks.has(group.trim()) ? "与前面的群重名" : null;
    if (why)
      problems.push(
        `DINGTALK_WEBHOOK_TOKENS：第${index + 1}项${why}，应写成 群=token 或 群=token:加签密钥，各项用逗号隔开`,
      );
    else webhooks.set(group!.trim(), { token: token!, secret: secret ?? null });
  }
  return webhooks;
}

function isLoopback(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}
