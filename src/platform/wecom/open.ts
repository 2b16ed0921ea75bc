// One platform out of all that is configured of WeCom: the app, the 智能机器人 and the group robots.
import type { Address, Callback, Platform } from "../../chat/platform.ts";
import { DEFAULT, type Named, nameOf, titleOf } from "../named.ts";
import type { PlatformParts } from "../parts.ts";
import { AIBOT, type Aibot, createAibot } from "./aibot/aibot.ts";
import type { Timing } from "./aibot/connection.ts";
import { createIdentify } from "./aibot/identity.ts";
import { createApi, createWebhookApi, type WecomApi } from "./api.ts";
import { checkApp } from "./checks.ts";
import { createWecomPlatform } from "./client.ts";
import { errcodeOf, NOT_SPOKEN } from "./errcodes.ts";
import { RATES } from "./limits.ts";
import { createLogin } from "./login.ts";
import { findByMobile, findLeavers, readDirectory } from "./members.ts";
import { createReceiver } from "./receiver.ts";
import type { AppSettings, WecomSettings } from "./settings.ts";

/** What it is opened with. */
interface Parts extends PlatformParts {
  /** How long a bot waits for what, where it is not as the protocol has it. */
  timing?: Timing;
}

/** The app's name where bots are named. */
const APP = "default";

/** WeCom as its settings describe it. Nothing is asked or opened before start(). */
export function openWecom(settings: WecomSettings, parts: Parts): Platform {
  const { apiBase, webhookKeys } = settings;
  const { clock, log, readFile, named = DEFAULT } = parts;
  const name = nameOf("wecom", named);
  const api = settings.app && createApi({ ...settings.app, apiBase, log });
  const client = createWecomPlatform({
    apps: new Map(api ? [[APP, api]] : []),
    webhooks: createWebhookApi({ apiBase, log }),
    webhookKeys,
    readFile,
  });
  const app: Platform = {
    ...client,
    ...named,
    name,
    callbacks: new Map(settings.app ? [["wecom", createCallback(name, settings.app, { clock, log })]] : []),
    groups: [...webhookKeys.keys()],
    rates: ({ userId, chatId }) =>
      userId !== undefined ? RATES.member : webhookKeys.has(chatId ?? "") ? RATES.webhook : [],
    check: async () => (api ? checkApp(api) : []),
    ...(settings.app && api ? describeApp({ ...settings, app: settings.app }, api, named) : {}),
  };
  if (!settings.aibot) return app;
  const identify = api ? createIdentify(api, log) : undefined;
  const bot = createAibot({
    identify,
    named,
    settings: settings.aibot,
    apiBase,
    log,
    readFile,
    timing: parts.timing,
  });
  const isBots = ({ bot: addressed, chatId }: Address) =>
    (addressed === AIBOT || !api) && (chatId === undefined || !webhookKeys.has(chatId));
  return joinBot(app, bot, { isBots, hasApp: api !== null });
}

/** The app and the bot as one: each says what is its own, and the app what the bot may not say to a member. */
function joinBot(
  app: Platform,
  bot: Aibot,
  { isBots, hasApp }: { isBots(address: Address): boolean; hasApp: boolean },
): Platform {
  return {
    ...app,
    callbacks: new Map([...(app.callbacks ?? []), ...bot.callbacks]),
    rates: (address) => (isBots(address) ? bot : app).rates?.(address) ?? [],
    lane: (address) => (isBots(address) ? bot.lane(address) : null),
    async send(dispatch) {
      const { address } = dispatch;
      if (!isBots(address)) return app.send(dispatch);
      try {
        return await bot.send(dispatch);
      } catch (error) {
        if (!hasApp || address.userId === undefined || errcodeOf(error) !== NOT_SPOKEN) throw error;
        return app.send({ ...dispatch, address: { ...address, bot: APP } });
      }
    },
    fetchFile: (name, mediaKey) =>
      name === AIBOT ? bot.fetchFile(name, mediaKey) : app.fetchFile!(name, mediaKey),
    patchCard: (change) => (change.bot === AIBOT ? bot.patchCard(change) : app.patchCard!(change)),
    ...(bot.start ? { start: bot.start } : {}),
    close: bot.close,
  };
}

function describeApp(
  { app: { corpId, agentId }, oauthBase, loginBase }: WecomSettings & { app: AppSettings },
  api: WecomApi,
  named: Named,
): Pick<Platform, "login" | "findByMobile" | "findLeavers" | "readDirectory"> {
  return {
    login: {
      ...createLogin({ corpId, agentId, oauthBase, loginBase }, api),
      title: titleOf("企业微信", named),
    },
    findByMobile: (_bot, mobile) => findByMobile(api, mobile),
    findLeavers: (userIds) => findLeavers(api, userIds),
    readDirectory: () => readDirectory(api),
  };
}

/** The app's callback address. What nobody here waits for is taken and kept nowhere. */
function createCallback(
  platform: string,
  { corpId, token, aesKey }: AppSettings,
  { clock, log }: Pick<PlatformParts, "clock" | "log">,
): Callback {
  const receiver = createReceiver({ corpId, token, aesKey, clock, log });
  return {
    verify: ({ query }) => receiver.verify(query),
    async receive({ query, body }) {
      const received = await receiver.receive(query, body);
      if (received.kind === "event")
        return {
          arrival: { platform, bot: APP, eventKey: received.eventKey, event: received.event },
          answer: "",
        };
      log.debug({ what: received.what }, "wecom callback ignored");
      return { arrival: null, answer: "" };
    },
  };
}
