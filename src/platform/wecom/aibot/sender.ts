// Sends over a bot's connection: as the answer to what it was told, as a welcome within seconds, else as a message of its own.
import { createHash } from "node:crypto";
import { z } from "zod";
import { plainText } from "../../../chat/card.ts";
import type { CardChange, Dispatch, Sent } from "../../../chat/platform.ts";
import { systemClock } from "../../../domain/clock.ts";
import { byteLength, truncateBytes } from "../../../domain/text.ts";
import { AppError } from "../../../errors.ts";
import { isFinal } from "../../meanings.ts";
import { isUnsure } from "../../troubles.ts";
import { errcodeOf } from "../errcodes.ts";
import { BYTES, MEDIA } from "../limits.ts";
import { createPauses } from "../pause.ts";
import { createProgress, createUploads } from "../progress.ts";
import { harmless } from "../text.ts";
import { cardKeySchema, type ReplyKey, readKey, replyKeySchema } from "./keys.ts";
import { type BotBody, type BotPart, renderChanged, renderForBot } from "./render.ts";
import type { Socket } from "./socket.ts";

/** What sending needs. */
export interface SenderParts {
  /** The live connection of this process, or null. */
  live(): Socket | null;
  chunkMs: number;
  /** A stored file in clear, or null. */
  readFile(sha256: string): Promise<{ bytes: Uint8Array } | null>;
}

/** A bot's sending side. */
export interface Sender {
  send(dispatch: Dispatch): Promise<Sent>;
  /** False where the five seconds are over, or the press came to another process. */
  changeCard(change: CardChange): Promise<boolean>;
}

type Ready = BotBody | { msgtype: "file"; file: { media_id: string } };

const CARD_USED = [42014];
// The number is too old, unknown or used: what was to be an answer is a message of its own.
const NO_ANSWER = [846604, 846605, 846606];
const MOST_ANSWERED = 1000;
const CHUNK_BYTES = 512 * 1024;
const CHUNK_TRIES = 3;
const NAME_BYTES = 256;

const uploadSchema = z.looseObject({ upload_id: z.string() });
const uploadedSchema = z.looseObject({ media_id: z.string() });

/** Sends by whatever connection is live. A message is several parts; one that failed halfway goes on where it stopped. */
export function createSender({ live, chunkMs, readFile }: SenderParts): Sender {
  const pauses = createPauses();
  const progress = createProgress();
  const uploads = createUploads();
  const answered = new Set<string>();

  const socket = (): Socket => {
    const now = live();
    if (now) return now;
    throw new AppError("PLATFORM_UNAVAILABLE", "智能机器人的长连接还没有接通。", {
      cause: { unsure: false },
    });
  };

  async function ready(part: BotPart): Promise<Ready> {
    if (!("file" in part)) return part;
    const { name, sha256 } = part.file;
    const media_id = await uploads.get(`${sha256} ${name}`, async () => {
      const file = await readFile(sha256);
      if (!file) throw new AppError("PLATFORM_REJECTED", `文件“${name}”已不在库里。`);
      if (file.bytes.length < MEDIA.least || file.bytes.length > MEDIA.most)
        throw new AppError("PLATFORM_REJECTED", `文件“${name}”太大或是空的，企业微信不收。请在网页下载。`);
      return upload(socket(), name, file.bytes, chunkMs);
    });
    return { msgtype: "file", file: { media_id } };
  }

  /** True where it was taken as the answer to `key`; false where it has to go as a message of its own. */
  async function answer(key: ReplyKey, body: Ready, dispatch: Dispatch): Promise<boolean> {
    if (key.by !== "frame" || answered.has(key.id)) return false;
    const welcome = key.welcomeUntil !== undefined;
    if (welcome && systemClock.now().getTime() > key.welcomeUntil!) return false;
    if (welcome && body.msgtype === "file") return false;
    answered.add(key.id);
    if (answered.size > MOST_ANSWERED) answered.delete(answered.values().next().value!);
    const [cmd, said] = welcome
      ? (["aibot_respond_welcome_msg", body.msgtype === "markdown" ? welcomeText(dispatch) : body] as const)
      : (["aibot_respond_msg", body] as const);
    try {
      await socket().ask(cmd, said, { reqId: key.id });
      return true;
    } catch (error) {
      if (NO_ANSWER.includes(errcodeOf(error) ?? 0)) return false;
      // Surely not said: the way back is still open.
      if (!isUnsure(error)) answered.delete(key.id);
      throw error;
    }
  }

  async function say(body: Ready, dispatch: Dispatch, tried: boolean): Promise<void> {
    const { userId, chatId } = dispatch.address;
    const found = readKey(replyKeySchema, dispatch.replyKey);
    // An answer goes to where it was asked: what is for the asker alone is no answer in a group.
    const key = found && [chatId ?? userId, userId?.toLowerCase()].includes(found.session) ? found : null;
    try {
      if (key && (await answer(key, body, dispatch))) return;
      const known = key?.by === "frame" ? key.to : undefined;
      const to =
        chatId === undefined ? { chatid: known ?? userId, chat_type: 1 } : { chatid: chatId, chat_type: 2 };
      await socket().ask("aibot_send_msg", { ...to, ...body });
    } catch (error) {
      // An earlier attempt whose acknowledgement was lost had arrived: this very card is there.
      if (tried && body.msgtype === "template_card" && CARD_USED.includes(errcodeOf(error) ?? 0)) return;
      // Cards carry an id that is not taken twice; of anything else nobody can tell, and a person has to look.
      if (!isUnsure(error) || (body.msgtype === "template_card" && "task_id" in body.template_card))
        throw error;
      throw new AppError(
        "PLATFORM_REJECTED",
        "已交给企业微信，但没有收到回答，不知道是否发出。请问一下对方，没有收到时再发一次。",
      );
    }
  }

  return {
    async send(dispatch) {
      const { deliveryId, message, address } = dispatch;
      if (address.userId === undefined && address.chatId === undefined)
        throw new AppError("PLATFORM_REJECTED", "消息没有收件人。");
      const parts = renderForBot(message, deliveryId);
      if (parts.length === 0) throw new AppError("PLATFORM_REJECTED", "消息没有内容。");
      const state = progress.of(deliveryId);
      for (; state.next < parts.length; state.next++, state.tried = false) {
        const tried = state.tried;
        try {
          await pauses.pass(address.chatId ?? address.userId!, async () => {
            const body = await ready(parts[state.next]!);
            state.tried = true;
            await say(body, dispatch, tried);
          });
        } catch (error) {
          const code = error instanceof AppError ? error.code : "INTERNAL";
          if (code === "RATE_LIMITED" || !isUnsure(error)) state.tried = tried;
          if (isFinal(error)) progress.forget(deliveryId);
          throw error;
        }
      }
      progress.forget(deliveryId);
      return { externalId: null };
    },
    async changeCard({ cardKey, label, left }) {
      const key = readKey(cardKeySchema, cardKey);
      const now = live();
      if (!key || !left || !now || systemClock.now().getTime() > key.until) return false;
      const body = {
        response_type: "update_template_card",
        userids: [key.userId],
        template_card: renderChanged(label, left, key.taskId),
      };
      try {
        await now.ask("aibot_respond_update_msg", body, { reqId: key.id });
        return true;
      } catch (error) {
        // It is due within seconds and never again: whatever went wrong, the card stays as it is.
        if (error instanceof AppError) return false;
        throw error;
      }
    },
  };
}

const welcomeText = ({ message }: Dispatch) => ({
  msgtype: "text",
  text: {
    content: truncateBytes(harmless(plainText(message)), BYTES.botWelcome, (left) => `……还有 ${left} 字`),
  },
});

/** One chunk after the other: several at once were seen to run out of time (§4.7). A chunk may be sent twice. */
async function upload(socket: Socket, name: string, bytes: Uint8Array, chunkMs: number): Promise<string> {
  const chunks = Math.ceil(bytes.length / CHUNK_BYTES);
  const begun = await socket.ask("aibot_upload_media_init", {
    type: "file",
    filename: shorten(name),
    total_size: bytes.length,
    total_chunks: chunks,
    md5: createHash("md5").update(bytes).digest("hex"),
  });
  const { upload_id } = uploadSchema.parse(begun);
  for (let index = 0; index < chunks; index++) {
    const chunk = Buffer.from(bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES));
    const body = { upload_id, chunk_index: index, base64_data: chunk.toString("base64") };
    for (let attempt = 1; ; attempt++) {
      try {
        await socket.ask("aibot_upload_media_chunk", body, { timeoutMs: chunkMs });
        break;
      } catch (error) {
        const again = error instanceof AppError && error.code === "PLATFORM_UNAVAILABLE";
        if (!again || attempt >= CHUNK_TRIES) throw sure(error);
      }
    }
  }
  const finished = await socket
    .ask("aibot_upload_media_finish", { upload_id }, { timeoutMs: chunkMs })
    .catch((error) => {
      throw sure(error);
    });
  return uploadedSchema.parse(finished).media_id;
}

function shorten(name: string): string {
  const [kind = ""] = /\.[^.]{1,10}$/.exec(name) ?? [];
  return (
    truncateBytes(name.slice(0, name.length - kind.length), NAME_BYTES - byteLength(kind), () => "…") + kind
  );
}

/** Nobody has seen a file that is not sent yet: going up twice does no harm. */
function sure(error: unknown): unknown {
  if (!(error instanceof AppError) || !isUnsure(error)) return error;
  return new AppError(error.code, error.message, { cause: { unsure: false } });
}
