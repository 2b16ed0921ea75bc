// Sends through WeCom: to members by the app, to groups by their robots or as the app's own chats.
import type { Dispatch, Platform } from "../../chat/platform.ts";
import { AppError } from "../../errors.ts";
import { isFinal } from "../meanings.ts";
import { isUnsure } from "../troubles.ts";
import type { Sendable, WebhookApi, WecomApi } from "./api.ts";
import { errcodeOf } from "./errcodes.ts";
import { MEDIA } from "./limits.ts";
import { createPauses } from "./pause.ts";
import { createProgress, createUploads } from "./progress.ts";
import { type Part, renderForAppchat, renderForMember, renderForWebhook, renderPressed } from "./render.ts";

/** What sending needs. */
export interface WecomParts {
  /** Apps by the name of their bot; `default` where only one is configured. */
  apps: ReadonlyMap<string, WecomApi>;
  webhooks: WebhookApi;
  /** Keys of group robots by the name of their group. */
  webhookKeys: ReadonlyMap<string, string>;
  /** A stored file in clear, or null. */
  readFile(sha256: string): Promise<{ bytes: Uint8Array } | null>;
}

/** What the sending side gives to the platform. */
export type WecomPlatform = Pick<Platform, "idempotent"> &
  Required<Pick<Platform, "send" | "fetchFile" | "patchCard">>;

/** Where the parts of one message go. */
interface Way {
  name: string;
  parts: Part[];
  send(body: Sendable, again: boolean): Promise<string | null>;
  upload(name: string, bytes: Uint8Array): Promise<{ media_id: string }>;
}

const CARD_USED = 42014;
const CODE_USED = 60140;

/**
 * WeCom's sending side. A message may become several; one that failed halfway goes on where it stopped, as long as this
 * process lives. `idempotent` is false: only cards with buttons carry an id that WeCom refuses to take twice.
 */
export function createWecomPlatform(parts: WecomParts): WecomPlatform {
  const pauses = createPauses();
  const progress = createProgress();
  const uploads = createUploads();

  const appOf = (bot: string): WecomApi => {
    const app = parts.apps.get(bot);
    if (!app) throw new AppError("PLATFORM_REJECTED", `没有配置企业微信应用“${bot}”。`);
    return app;
  };

  async function sendable(way: Way, part: Part): Promise<Sendable> {
    if (!("file" in part)) return part;
    const { name, sha256 } = part.file;
    const upload = async () => {
      const file = await parts.readFile(sha256);
      if (!file) throw new AppError("PLATFORM_REJECTED", `文件“${name}”已不在库里。`);
      if (file.bytes.length < MEDIA.least || file.bytes.length > MEDIA.most)
        throw new AppError("PLATFORM_REJECTED", `文件“${name}”太大或是空的，企业微信不收。请在网页下载。`);
      return (await way.upload(name, file.bytes)).media_id;
    };
    const media_id = await uploads.get(`${way.name} ${sha256} ${name}`, upload);
    return { msgtype: "file", file: { media_id } };
  }

  return {
    idempotent: false,
    async send(dispatch) {
      const way = findWay(dispatch, parts, appOf);
      if (way.parts.length === 0) throw new AppError("PLATFORM_REJECTED", "消息没有内容。");
      const state = progress.of(dispatch.deliveryId);
      let externalId: string | null = null;
      for (; state.next < way.parts.length; state.next++, state.tried = false) {
        const again = state.tried;
        try {
          externalId = await pauses.pass(way.name, async () => {
            const body = await sendable(way, way.parts[state.next]!);
            state.tried = true;
            return way.send(body, again);
          });
        } catch (error) {
          const code = error instanceof AppError ? error.code : "INTERNAL";
          // Refused, it did not arrive by this attempt.
          if (code === "RATE_LIMITED" || code === "PLATFORM_REJECTED") state.tried = again;
          if (isFinal(error)) progress.forget(dispatch.deliveryId);
          throw error;
        }
      }
      progress.forget(dispatch.deliveryId);
      return { externalId };
    },
    async fetchFile(bot, mediaKey) {
      return appOf(bot).downloadFile(mediaKey);
    },
    async patchCard({ bot, userId, cardKey, label, deliveryId, left }) {
      const become = renderPressed(label, left, deliveryId);
      if (!become) return false;
      try {
        await appOf(bot).patchCard({ userId, responseCode: cardKey, become });
        return true;
      } catch (error) {
        // Also after an answer that was lost: the card has most probably changed.
        if (errcodeOf(error) === CODE_USED) return false;
        throw error;
      }
    },
  };
}

function findWay(dispatch: Dispatch, parts: WecomParts, appOf: (bot: string) => WecomApi): Way {
  const { address, message, mentionIds, deliveryId } = dispatch;
  const { bot, userId, chatId } = address;
  if (userId !== undefined) {
    const app = appOf(bot);
    return {
      name: `app ${bot}`,
      parts: renderForMember(message, deliveryId),
      send: (body, again) => sendToMember(app, userId, body, again),
      upload: app.uploadFile,
    };
  }
  if (chatId === undefined) throw new AppError("PLATFORM_REJECTED", "消息没有收件人。");
  const key = parts.webhookKeys.get(chatId);
  if (key !== undefined) {
    const { webhooks } = parts;
    return {
      name: `webhook ${chatId}`,
      parts: renderForWebhook(message, mentionIds),
      send: (body) => sendToGroup(() => webhooks.send(key, body)),
      upload: (name, bytes) => webhooks.uploadFile(key, name, bytes),
    };
  }
  const app = appOf(bot);
  return {
    name: `app ${bot}`,
    parts: renderForAppchat(message, mentionIds),
    send: (body) => sendToGroup(() => app.sendToChat(chatId, body)),
    upload: app.uploadFile,
  };
}

/** Groups have no check for repeats: where nobody knows whether it arrived, a person looks instead of us saying it twice. */
async function sendToGroup(send: () => Promise<unknown>): Promise<null> {
  try {
    await send();
    return null;
  } catch (error) {
    if (!isUnsure(error)) throw error;
    throw new AppError(
      "PLATFORM_REJECTED",
      "已交给企业微信，但没有收到回答，不知道是否发出。请到群里看一眼，没有时再发一次。",
    );
  }
}

async function sendToMember(
  app: WecomApi,
  userId: string,
  body: Sendable,
  again: boolean,
): Promise<string | null> {
  try {
    const sent = await app.sendToMember(userId, body, again);
    const missed = [...sent.invaliduser, ...sent.unlicenseduser].map((name) => name.toLowerCase());
    if (!missed.includes(userId.toLowerCase())) return sent.msgid ?? null;
  } catch (error) {
    // An earlier attempt whose answer was lost had arrived after all: this very card is there.
    if (errcodeOf(error) === CARD_USED && body.msgtype === "template_card") return null;
    throw error;
  }
  throw new AppError(
    "PLATFORM_REJECTED",
    "企业微信没有送达：该成员不在应用可见范围内，或没有激活、没有许可。请在管理后台核对，或电话联系。",
  );
}
