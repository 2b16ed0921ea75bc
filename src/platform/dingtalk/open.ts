// One platform out of all that is configured of DingTalk: the app with its robot, custom robots, cards and logins.
import type { Platform } from "../../chat/platform.ts";
import { AppError } from "../../errors.ts";
import { DEFAULT, type Named, nameOf, titleOf } from "../named.ts";
import type { PlatformParts } from "../parts.ts";
import { createAgenda } from "./agenda.ts";
import { createApi, type DingtalkApi } from "./api.ts";
import { checkApp } from "./checks.ts";
import { createDingtalkSender, isConversation } from "./client.ts";
import { type Edition, MONTHLY } from "./limits.ts";
import { createLogin } from "./login.ts";
import { findByMobile, findLeavers } from "./members.ts";
import { createMeter } from "./quota.ts";
import { createReceiver } from "./receiver.ts";
import type { DingtalkSettings } from "./settings.ts";
import { createTransport } from "./transport.ts";
import { createWebhookApi } from "./webhooks.ts";

/** What it is opened with. */
interface Parts extends PlatformParts {
  /** Base of our own addresses, where presses are posted to us. */
  publicUrl?: string;
}

/** The app's name where bots are named. */
const APP = "default";

/** DingTalk as its settings describe it. Nothing is asked or opened before start(). */
export function openDingtalk(settings: DingtalkSettings, parts: Parts): Platform {
  const { apiBase, oapiBase, robotCode, mode, webhooks } = settings;
  const { clock, log, readFile, named = DEFAULT } = parts;
  const meter = createMeter();
  const transport = createTransport(log, meter.add);
  const api = createApi({ ...settings, transport });
  const hooks = createWebhookApi({ oapiBase, transport });
  const receiver = createReceiver({ named, settings, hooks, clock, log });
  const sender = createDingtalkSender({
    apps: new Map([[APP, api]]),
    hooks,
    webhooks,
    agentId: settings.agentId === null ? null : Number(settings.agentId),
    card:
      settings.cardTemplateId === null
        ? null
        : { templateId: settings.cardTemplateId, robotCode, mode, route: cardRoute(named) },
    hosts: [apiBase, oapiBase].map((base) => new URL(base).host),
    meter,
    clock,
    readFile,
  });
  return {
    ...sender,
    ...receiver,
    ...named,
    name: nameOf("dingtalk", named),
    async start(surroundings) {
      await receiver.start(surroundings);
      await registerPresses(settings, api, parts);
    },
    groups: [...webhooks.keys()].filter((name) => !isConversation(name)),
    login: { ...createLogin(settings, api), title: titleOf("钉钉", named) },
    monthly: { organisation: settings.corpId, allowances: allowancesOf(settings.edition) },
    findByMobile: (_bot, mobile) => findByMobile(api, mobile),
    findLeavers: (userIds) => findLeavers(api, userIds),
    ...(settings.agenda ? { agenda: createAgenda(api) } : {}),
    check: () => checkApp(api),
  };
}

/** In HTTP mode cards name the address that presses go to by a key, which DingTalk has to be told first. */
async function registerPresses(
  { mode, cardTemplateId, cardApiSecret }: DingtalkSettings,
  api: DingtalkApi,
  { publicUrl, log, named = DEFAULT }: Parts,
): Promise<void> {
  if (mode !== "http" || cardTemplateId === null || cardApiSecret === null || !publicUrl) return;
  try {
    await api.registerCardCallback(
      cardRoute(named),
      `${publicUrl}/callback/dingtalk-card/${named.route}`,
      cardApiSecret,
    );
  } catch (error) {
    // Cards whose address nobody knows are refused, and messages with links take their place.
    if (!(error instanceof AppError)) throw error;
    log.warn({ reason: error.message }, "dingtalk card address not registered");
  }
}

/** The name under which a bot's address for presses is registered. */
const cardRoute = (named: Named) => nameOf("baosong", named);

function allowancesOf(edition: Edition) {
  const { calls, pushes } = MONTHLY[edition];
  return [
    { kind: "calls", label: "接口调用", most: calls, arrivals: false },
    { kind: "pushes", label: "Webhook和Stream", most: pushes, arrivals: true },
  ];
}
