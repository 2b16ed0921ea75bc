// One platform out of all that is configured of DingTalk: the app with its robot, custom robots, cards and logins.
import type { Platform } from "../../chat/platform.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Log } from "../../log.ts";
import { createApi, createWebhookApi } from "./api.ts";
import { checkApp } from "./checks.ts";
import { createDingtalkSender } from "./client.ts";
import { type Edition, MONTHLY } from "./limits.ts";
import { createLogin } from "./login.ts";
import { findByMobile, findLeavers } from "./members.ts";
import { createMeter } from "./quota.ts";
import type { DingtalkSettings } from "./settings.ts";

/** What a platform is opened with. */
export interface PlatformParts {
  clock: Clock;
  log: Log;
  /** A stored file in clear, or null. */
  readFile(sha256: string): Promise<{ bytes: Uint8Array } | null>;
}

/** The app's name where bots are named. */
const APP = "default";

/** DingTalk as its settings describe it. Nothing is asked or opened before start(). */
export function openDingtalk(settings: DingtalkSettings, parts: PlatformParts): Platform {
  const { apiBase, oapiBase, robotCode, mode, webhooks } = settings;
  const { clock, log, readFile } = parts;
  const meter = createMeter();
  const api = createApi({ ...settings, log, meter: meter.add });
  const sender = createDingtalkSender({
    apps: new Map([[APP, api]]),
    hooks: createWebhookApi({ oapiBase, log, meter: meter.add }),
    webhooks,
    agentId: settings.agentId === null ? null : Number(settings.agentId),
    card: settings.cardTemplateId === null ? null : { templateId: settings.cardTemplateId, robotCode, mode },
    hosts: [apiBase, oapiBase].map((base) => new URL(base).host),
    meter,
    clock,
    readFile,
  });
  return {
    ...sender,
    groups: [...webhooks.keys()],
    login: createLogin(settings, api),
    monthly: { organisation: settings.corpId, allowances: allowancesOf("standard") },
    findByMobile: (_bot, mobile) => findByMobile(api, mobile),
    findLeavers: (userIds) => findLeavers(api, userIds),
    check: () => checkApp(api),
  };
}

function allowancesOf(edition: Edition) {
  const { calls, pushes } = MONTHLY[edition];
  return [
    { kind: "calls", label: "接口调用", most: calls, arrivals: false },
    { kind: "pushes", label: "Webhook和Stream", most: pushes, arrivals: true },
  ];
}
