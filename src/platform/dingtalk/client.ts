// Sends through DingTalk by the cheapest way that will do: a live session, a card, the robot, at last a 工作通知.
import type { Address, Dispatch, FetchedFile, Platform, Sent } from "../../chat/platform.ts";
import type { Clock } from "../../domain/clock.ts";
import { AppError } from "../../errors.ts";
import { isFinal } from "../meanings.ts";
import { isUnsure } from "../troubles.ts";
import type { DingtalkApi, RobotBody } from "./api.ts";
import { createBatches } from "./batch.ts";
import { type CardSettings, cardFor, cardParams, changedParams } from "./cards.ts";
import { download } from "./download.ts";
import { errcodeOf } from "./errcodes.ts";
import { RATES } from "./limits.ts";
import type { Meter } from "./quota.ts";
import { ROOM, type Shape, shapeOf, toNotice, toRobot, toWebhook } from "./render.ts";
import { createSessions } from "./session.ts";
import { createUploads } from "./uploads.ts";
import type { WebhookApi } from "./webhooks.ts";

/** What sending needs. */
export interface DingtalkParts {
  /** Apps by the name of their bot; `default` where only one is configured. */
  apps: ReadonlyMap<string, DingtalkApi>;
  hooks: WebhookApi;
  /** Custom robots by the conversationId or the name of their group. */
  webhooks: ReadonlyMap<string, { readonly token: string; readonly secret: string | null }>;
  /** For 工作通知; null where no AgentId is set. */
  agentId: number | null;
  /** Null where no card is drawn. */
  card: CardSettings | null;
  /** Hosts (port included) that files may be fetched from besides DingTalk's own. */
  hosts: readonly string[];
  meter: Meter;
  /** Real time, by which sessions end and robots sign. */
  clock: Clock;
  /** A stored file in clear, or null. */
  readFile(sha256: string): Promise<{ bytes: Uint8Array } | null>;
}

/** What the sending side gives to the platform. */
export type DingtalkSender = Pick<Platform, "idempotent" | "promisesChange"> &
  Required<Pick<Platform, "send" | "rates" | "fetchFile" | "patchCard">>;

const MOST_REMEMBERED = 1000;
const SESSION_GONE = ["session.notExisted", "session.expired", "300001", "300005"];
const NO_SINGLE_CHAT = ["robot.oto.notExist", "chatbotId.notAllow.sendOTO", "bot.stopped"];
const CARD_EXISTS = "param.cardAlreadyExist";
const CARD_GONE = "param.cardNotExist";
const LOST = "已交给钉钉，但没有收到回答，不知道是否发出。请看一眼，没有时再发一次。";

/**
 * DingTalk's sending side. A message may become several; one that failed halfway goes on where it stopped, as long as
 * this process lives. `idempotent` is false: the robot's interface has no key by which DingTalk would refuse a repeat.
 */
export function createDingtalkSender(parts: DingtalkParts): DingtalkSender {
  const sessions = createSessions(parts.clock, parts.hooks.isOurs);
  const progress = new Map<string, number>();
  const undelivered = new Set<string>();
  const uploads = createUploads(parts.readFile);
  const batches = new Map([...parts.apps].map(([bot, api]) => [bot, createBatches(api)]));

  const appOf = (bot: string): DingtalkApi => {
    const app = parts.apps.get(bot);
    if (!app) throw new AppError("PLATFORM_REJECTED", `没有配置钉钉应用“${bot}”。`);
    return app;
  };

  async function sendWords(dispatch: Dispatch): Promise<string | null> {
    const { address, message, mentionIds, deliveryId } = dispatch;
    const audience = address.chatId === undefined ? { deliveryId } : "group";
    const isAnswer = dispatch.replyKey !== undefined;
    if (isAnswer && (await bySession(dispatch))) return null;
    if (address.chatId !== undefined) {
      if (!isAnswer && (await bySession(dispatch))) return null;
      // The robot's interface can't mention anybody; a custom robot can.
      const robot = parts.webhooks.get(address.chatId);
      if (robot && (mentionIds.length > 0 || !isConversation(address.chatId))) {
        const body = toWebhook(shapeOf(message, audience, ROOM.webhook)!, mentionIds);
        await parts.hooks.sendByRobot(robot, body, deliveryId, parts.clock.now().getTime());
        return null;
      }
      return sendToGroup(address, toRobot(shapeOf(message, audience, ROOM.robot)!));
    }
    if (address.userId === undefined) throw new AppError("PLATFORM_REJECTED", "消息没有收件人。");
    const carded = await byCard(dispatch, address.userId);
    if (carded || (!isAnswer && (await bySession(dispatch)))) return carded;
    return sendToPerson(dispatch, address.userId, toRobot(shapeOf(message, audience, ROOM.robot)!));
  }

  /** True where a session carried it: nothing is counted for that. */
  async function bySession(dispatch: Dispatch): Promise<boolean> {
    const session = sessions.find(dispatch);
    if (!session) return false;
    const { message, mentionIds, address, deliveryId } = dispatch;
    const audience = address.chatId === undefined ? { deliveryId } : "group";
    try {
      const shape = shapeOf(message, audience, ROOM.webhook)!;
      await parts.hooks.sendBySession(session.url, toWebhook(shape, mentionIds));
      return true;
    } catch (error) {
      if (isUnsure(error)) throw new AppError("PLATFORM_REJECTED", LOST, { cause: error });
      // Gone, or too fast for it: the robot's interface has its own way.
      if (error instanceof AppError && error.code === "RATE_LIMITED") return false;
      if (!SESSION_GONE.includes(errcodeOf(error) ?? "")) throw error;
      sessions.forget(dispatch);
      return false;
    }
  }

  /** The card's key where a card carried it, else null. */
  async function byCard({ message, address, deliveryId }: Dispatch, userId: string): Promise<string | null> {
    const params = parts.card && message.card ? cardParams(message.card, message.text) : null;
    // One that was made and reached nobody would look, tried again, like one that is there.
    if (!parts.card || !params || undelivered.has(deliveryId)) return null;
    try {
      const delivered = await appOf(address.bot).createCard(cardFor(parts.card, userId, deliveryId, params));
      if (delivered.length > 0 && delivered.every(({ success }) => success)) return deliveryId;
      if (undelivered.size >= MOST_REMEMBERED) undelivered.clear();
      undelivered.add(deliveryId);
      return null;
    } catch (error) {
      // An earlier attempt whose answer was lost had arrived after all.
      if (errcodeOf(error) === CARD_EXISTS) return deliveryId;
      // A card that can't be drawn is no reason to say nothing: the message with links says the same.
      if (errcodeOf(error)?.startsWith("param.")) return null;
      throw error;
    }
  }

  async function sendToPerson(dispatch: Dispatch, userId: string, body: RobotBody): Promise<string | null> {
    const { bot } = dispatch.address;
    const send = batches.get(bot) ?? createBatches(appOf(bot));
    try {
      return await onlyOnce(() => send(userId, body));
    } catch (error) {
      const shape = shapeOf(dispatch.message, "group", ROOM.notice);
      if (parts.agentId === null || !shape || !NO_SINGLE_CHAT.includes(errcodeOf(error) ?? "")) throw error;
      return sendNotice(appOf(bot), parts.agentId, userId, shape, dispatch);
    }
  }

  async function sendToGroup({ bot, chatId }: Address, body: RobotBody): Promise<string | null> {
    const sent = await onlyOnce(() => appOf(bot).sendToGroup(chatId!, body));
    return sent.processQueryKey ?? null;
  }

  async function sendFile(address: Address, file: { name: string; sha256: string }): Promise<string | null> {
    const { bot, userId, chatId } = address;
    if (chatId !== undefined && !isConversation(chatId))
      throw new AppError("PLATFORM_REJECTED", `文件“${file.name}”不能由群里的自定义机器人发。请在网页下载。`);
    const app = appOf(bot);
    const body = await uploads.bodyFor(app, bot, file);
    if (chatId !== undefined) return sendToGroup(address, body);
    const sent = await onlyOnce(() => (batches.get(bot) ?? createBatches(app))(userId!, body));
    return sent;
  }

  return {
    idempotent: false,
    // 「已收到，处理中」 stands on the card from the press on.
    promisesChange: true,
    async send(dispatch): Promise<Sent> {
      const { address, message, deliveryId } = dispatch;
      sessions.remember(dispatch);
      const steps = [
        ...(message.card || message.text ? [() => sendWords(dispatch)] : []),
        ...message.files.map((file) => () => sendFile(address, file)),
      ];
      if (steps.length === 0) throw new AppError("PLATFORM_REJECTED", "消息没有内容。");
      let externalId: string | null = null;
      for (let next = progress.get(deliveryId) ?? 0; next < steps.length; next++) {
        if (progress.size >= MOST_REMEMBERED) progress.delete(progress.keys().next().value!);
        progress.set(deliveryId, next);
        try {
          externalId = (await steps[next]!()) ?? externalId;
        } catch (error) {
          if (isFinal(error)) progress.delete(deliveryId);
          throw error;
        }
      }
      progress.delete(deliveryId);
      const spent = parts.meter.take();
      return { externalId, ...(spent ? { spent } : {}) };
    },
    rates: ({ chatId }) => (chatId === undefined ? RATES.person : RATES.group),
    async fetchFile(bot, mediaKey): Promise<FetchedFile> {
      return download(await appOf(bot).findDownload(mediaKey), parts.hosts);
    },
    async patchCard({ bot, cardKey, label, left, asItIs }) {
      try {
        await appOf(bot).updateCard(cardKey, asItIs ? { status: label } : changedParams(label, left));
        return true;
      } catch (error) {
        if (errcodeOf(error) === CARD_GONE) return false;
        throw error;
      }
    },
  };
}

/** Where nobody knows whether it arrived, a person looks instead of us saying it twice. */
async function onlyOnce<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isUnsure(error)) throw error;
    throw new AppError("PLATFORM_REJECTED", LOST, { cause: error });
  }
}

/** A 工作通知 in place of a single chat; its success is believed only where nobody is named as not reached. */
async function sendNotice(
  app: DingtalkApi,
  agentId: number,
  userId: string,
  shape: Shape,
  { deliveryId, at }: Dispatch,
): Promise<string> {
  const mark = `${at.toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false })} ${deliveryId.slice(-4)}`;
  const noticeId = await onlyOnce(() => app.sendNotice(agentId, userId, toNotice(shape, mark)));
  const missed = await app.readNotice(agentId, noticeId).catch((): string[] => []);
  if (missed.includes(userId))
    throw new AppError(
      "PLATFORM_REJECTED",
      "钉钉没有送达：该成员不能与机器人单聊，工作通知也没有收到（今天已满或不在可见范围）。请电话联系。",
    );
  return noticeId;
}

/** A conversationId, not the name of a group that only a custom robot can write into. */
export function isConversation(chatId: string): boolean {
  return /^cid\S+$/.test(chatId);
}
