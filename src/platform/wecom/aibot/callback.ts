// A bot in callback mode: its address answers empty, and what it has to say goes back once by response_url.
import { z } from "zod";
import type { Callback, Dispatch, Sent } from "../../../chat/platform.ts";
import { AppError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import { isUnsure } from "../../troubles.ts";
import { decryptMessage } from "../crypto.ts";
import { checkSignature } from "../envelope.ts";
import { errcodeOf, NOT_SPOKEN } from "../errcodes.ts";
import { createTransport } from "../transport.ts";
import { type Identify, whoseWords } from "./identity.ts";
import { readKey, replyKeySchema } from "./keys.ts";
import { readTold, toldSchema } from "./receiver.ts";
import { renderForOne } from "./render.ts";

/** One bot's callback settings. */
export interface CallbackParts {
  /** The platform's name, and the bot's in addresses. */
  platform: string;
  bot: string;
  token: string;
  /** EncodingAESKey, 43 characters. */
  aesKey: string;
  log: Log;
  identify?: Identify | undefined;
}

// D:101033: a bot's receiveid is empty.
const RECEIVE_ID = "";

const envelopeSchema = z.looseObject({ encrypt: z.string() });

/** Receives at the bot's callback address. */
export function createBotCallback({ platform, bot, token, aesKey, log, identify }: CallbackParts): Callback {
  return {
    async verify(request) {
      const { echostr = "" } = request.query;
      await checkSignature(token, request.query, echostr);
      return decryptMessage(echostr, aesKey, RECEIVE_ID);
    },
    async receive(request) {
      const { encrypt } = parse(envelopeSchema, request.body);
      await checkSignature(token, request.query, encrypt);
      const told = parse(toldSchema, decryptMessage(encrypt, aesKey, RECEIVE_ID));
      const received = readTold(told, "callback", await whoseWords(told, identify));
      if (received.kind === "event") {
        const { eventKey, event } = received;
        return { arrival: { platform, bot, eventKey, event }, answer: "" };
      }
      log.debug({ what: received.what }, "wecom bot callback ignored");
      return { arrival: null, answer: "" };
    },
  };
}

function parse<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new AppError("INVALID_INPUT", "智能机器人回调的内容读不懂。");
  }
}

const okSchema = z.looseObject({});
const URL_USED = 60140;

// The same as 846607 says over a long connection: there is no way to speak in this chat now.
const cannotPush = () =>
  new AppError(
    "PLATFORM_REJECTED",
    "智能机器人用的是回调方式，每句话只能回答一次，不能主动发送。请改用长连接，或同时配置企业微信应用。",
    { cause: { errcode: NOT_SPOKEN } },
  );

/**
 * Answers once by the response_url that came with what was said, to `hosts` only (with port). PLATFORM_REJECTED where
 * there is no way back: a bot in callback mode can speak only when spoken to.
 */
export async function answerOnce(
  dispatch: Dispatch,
  { hosts, log }: { hosts: readonly string[]; log: Pick<Log, "warn"> },
): Promise<Sent> {
  const key = readKey(replyKeySchema, dispatch.replyKey);
  const { chatId, userId } = dispatch.address;
  const sessions = chatId === undefined ? [userId, userId?.toLowerCase()] : [chatId];
  if (key?.by !== "url" || !sessions.includes(key.session)) throw cannotPush();
  const { protocol, host, origin, pathname, searchParams } = new URL(key.url);
  if (!hosts.includes(host) || (protocol !== "https:" && host !== hosts[0]))
    throw new AppError("PLATFORM_REJECTED", "智能机器人的回复地址不是企业微信的，没有回复。");
  const body = renderForOne(dispatch.message, dispatch.deliveryId);
  if (!body) throw new AppError("PLATFORM_REJECTED", "消息没有内容。");
  try {
    await createTransport(origin, log).ask(
      { path: pathname.slice(1), query: Object.fromEntries(searchParams), json: body },
      okSchema,
    );
    return { externalId: null };
  } catch (error) {
    if (errcodeOf(error) === URL_USED) throw cannotPush();
    if (!isUnsure(error)) throw error;
    throw new AppError(
      "PLATFORM_REJECTED",
      "已交给企业微信，但没有收到回答，不知道是否发出。没有收到时请重新问一次。",
    );
  }
}
