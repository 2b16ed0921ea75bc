// A message to the robot, as Stream mode and HTTP mode both tell it (dingtalk.md §2).
import { z } from "zod";
import type { ChatEvent, SentFile } from "../../chat/event.ts";
import { digest, notUnderstood, type Received } from "./event.ts";
import { readSaidPress } from "./press.ts";
import { type Session, writeSession } from "./session.ts";
import { parseJson } from "./stream-frame.ts";

/** What is known of the robot that was written to. */
export interface Robot {
  /** True for an address at DingTalk itself. */
  isOurs(url: string): boolean;
}

const itemSchema = z.looseObject({
  text: z.string().optional(),
  type: z.string().optional(),
  downloadCode: z.string().optional(),
});
const contentSchema = z.looseObject({
  content: z.string().optional(),
  text: z.string().optional(),
  downloadCode: z.string().optional(),
  fileName: z.string().optional(),
  richText: z.array(itemSchema).optional(),
});
type Content = z.infer<typeof contentSchema>;

// Some senders put JSON inside JSON, and one documented sample has words alone.
const contentField = z.preprocess((value) => {
  if (typeof value !== "string") return value ?? undefined;
  const parsed = parseJson(value);
  return typeof parsed === "object" && parsed !== null ? parsed : { content: value };
}, contentSchema.optional());

const repliedSchema = z.looseObject({ msgType: z.string().default(""), content: contentField });
const messageSchema = z.looseObject({
  msgId: z.string().default(""),
  msgtype: z.string().default(""),
  conversationType: z.coerce.string(),
  conversationId: z.string().default(""),
  senderId: z.string().default(""),
  senderStaffId: z.string().nullish(),
  createAt: z.coerce.number(),
  sessionWebhook: z.string().default(""),
  sessionWebhookExpiredTime: z.coerce.number().optional(),
  atUsers: z.array(z.unknown()).default([]),
  text: z
    .looseObject({
      content: z.string().default(""),
      isReplyMsg: z.boolean().optional(),
      repliedMsg: repliedSchema.optional(),
    })
    .optional(),
  content: contentField,
  errorCode: z.coerce.number().optional(),
});
type Message = z.infer<typeof messageSchema>;

const GROUP = "2";
const SESSION_MS = 90 * 60_000;
const SESSION_PATH = "/robot/sendBySession";
const PICTURE = "图片";

// What can be sent and not be used, by its Chinese name.
const UNUSABLE: Record<string, string> = {
  audio: "语音",
  video: "视频",
  location: "位置",
  link: "链接",
  emotion: "表情",
  interactiveCard: "卡片",
  chatRecord: "聊天记录",
};
const QUOTED = "引用的文件，但钉钉没有交来原件(请在单聊里直接发送)";
const WITHHELD = "本月钉钉的调用额度已用完，您的话没有传到我这里。";

/** A message as an event. INVALID_INPUT for a body of another shape. */
export function readMessage(body: unknown, robot: Robot): Received {
  const read = messageSchema.safeParse(body);
  if (!read.success) throw notUnderstood("消息");
  const message = read.data;
  const { msgId, senderStaffId: userId, senderId, conversationType, conversationId } = message;
  const session = sessionOf(message, robot);
  if (!userId) return { kind: "outsider", senderId, session };
  return {
    kind: "event",
    eventKey: msgId ? `message:${msgId}` : `body:${digest(JSON.stringify(body))}`,
    event: {
      userId,
      ...(conversationType === GROUP && conversationId ? { chatId: conversationId } : {}),
      ...(session ? { replyKey: writeSession(session) } : {}),
      ...contentOf(message),
    },
  };
}

/**
 * The way back. None for any other host: the signature of HTTP mode does not cover the body, so that whoever has seen
 * one signed request could otherwise have answers sent to an address of his own.
 */
function sessionOf(message: Message, robot: Robot): Session | null {
  const { sessionWebhook: url, conversationType, conversationId, senderStaffId } = message;
  if (!robot.isOurs(url) || !new URL(url).pathname.endsWith(SESSION_PATH)) return null;
  return {
    url,
    until: message.sessionWebhookExpiredTime ?? message.createAt + SESSION_MS,
    ...(conversationType === GROUP
      ? { chatId: conversationId }
      : senderStaffId
        ? { userId: senderStaffId }
        : {}),
  };
}

type Said = Pick<ChatEvent, "kind" | "text"> & Partial<ChatEvent>;

const words = (text: string): Said => ({ kind: "text", text });
const files = (text: string, found: SentFile[]): Said => ({ kind: "file", text, files: found });

function contentOf(message: Message): Said {
  const { msgtype, text, content, errorCode } = message;
  if (errorCode) return { ...words(""), withheld: WITHHELD };
  switch (msgtype) {
    case "text": {
      const said = spoken(text?.content ?? content?.content ?? "", message);
      const quoted = text?.repliedMsg;
      const found = quoted && filesIn(quoted.content);
      if (found && found.length > 0) return files(said, found);
      // Some documents are quoted without their code.
      if (quoted?.msgType === "file" && !said.startsWith("/")) return { ...words(""), unusable: QUOTED };
      const press = readSaidPress(said);
      return press ? { kind: "action", text: "", ...press } : words(said);
    }
    case "richText": {
      const items = content?.richText ?? [];
      const said = spoken(
        items.map((item) => (item.type === "at" ? " " : (item.text ?? ""))).join(""),
        message,
      );
      const found = filesIn(content);
      return found.length > 0 ? files(said, found) : words(said);
    }
    case "picture":
    case "file": {
      const found = filesIn(content);
      return found.length > 0 ? files("", found) : { ...words(""), unusable: "文件" };
    }
    default:
      return { ...words(""), unusable: UNUSABLE[msgtype] ?? "这种消息" };
  }
}

/** Every file of a content, by the code with which this robot can fetch it. */
function filesIn(content: Content | undefined): SentFile[] {
  if (!content) return [];
  const { downloadCode, fileName, richText = [] } = content;
  if (downloadCode) return [{ name: fileName || `${PICTURE}.jpg`, mediaKey: downloadCode }];
  const codes = richText.flatMap(({ downloadCode: code }) => (code ? [code] : []));
  return codes.map((mediaKey, index) => ({
    name: codes.length > 1 ? `${PICTURE}${index + 1}.jpg` : `${PICTURE}.jpg`,
    mediaKey,
  }));
}

/** The words themselves: in a group without those whom they mention, the robot first of all. */
function spoken(text: string, { conversationType, atUsers }: Message): string {
  const said = text.trim();
  if (conversationType !== GROUP) return said;
  const unled = said.replace(/^(?:[@＠]\S+\s+)+/u, "");
  // Others than the robot: their names may stand anywhere, and nothing says where.
  return atUsers.length > 1 ? unled.replace(/(^|\s)[@＠]\S+(?=\s|$)/gu, "$1").trim() : unled;
}
