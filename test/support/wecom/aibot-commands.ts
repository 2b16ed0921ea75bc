// What the simulated 智能机器人 does with each command of its program: answers, pushes, card changes, uploads.
import { createHash } from "node:crypto";
import { DAY, HOUR, MINUTE, SECOND } from "../simulated/spans.ts";
import { BOT_MEDIA, checkBody, checkCard, checkStream, UPLOADS } from "./aibot-rules.ts";
import type { Asked } from "./aibot-world.ts";
import { keep } from "./messaging.ts";
import { findMember, fresh, type Member, openIdOf, type World } from "./world.ts";

type Json = Record<string, unknown>;

/** The body beside `errcode: 0`, or the code that refuses. */
export type Answer = Json | number;

const MOST_CHUNK = 512 * 1024;
const text = (value: unknown) => (typeof value === "string" ? value : "");

/** Each command that follows a subscription. */
export const COMMANDS: Record<string, (world: World, reqId: string, body: Json) => Answer> = {
  ping: () => ({}),
  aibot_respond_msg: respond,
  aibot_respond_welcome_msg: welcome,
  aibot_respond_update_msg: updateCard,
  aibot_send_msg: push,
  aibot_upload_media_init: beginUpload,
  aibot_upload_media_chunk: takeChunk,
  aibot_upload_media_finish: endUpload,
};

/** 0 after counting, or 846607: 30 a minute and 1000 an hour to one session. */
function count(world: World, session: string): number {
  const now = world.now();
  const times = (world.aibot.sessions.get(session) ?? []).filter((at) => now - at < HOUR);
  if (times.length >= 1000 || times.filter((at) => now - at < MINUTE).length >= 30) return 846607;
  world.aibot.sessions.set(session, [...times, now]);
  return 0;
}

const sessionOf = ({ userid, chatid }: { userid: string; chatid?: string }) => chatid ?? userid.toLowerCase();

/** Shows a body to a session. */
export function show(world: World, to: { userid: string; chatid?: string }, body: Json): string {
  const group = to.chatid === undefined ? undefined : world.aibot.groups.get(to.chatid);
  const { template_card: card } = body as { template_card?: Json };
  if (typeof card?.task_id === "string") world.aibot.takenTaskIds.add(card.task_id);
  const media = world.media.get(String((body[String(body.msgtype)] as Json | undefined)?.media_id));
  const message = keep(world, {
    to: group ? group.members : [to.userid],
    ...(group ? { chat: group.name } : {}),
    body: media ? { ...body, [String(body.msgtype)]: { media_id: "", name: media.name } } : body,
  });
  message.by = "aibot";
  return message.id;
}

function respond(world: World, reqId: string, body: Json): Answer {
  const asked = world.aibot.asked.get(reqId);
  if (!asked || asked.kind === "template_card_event" || asked.kind === "other") return 846605;
  if (world.now() - asked.at > DAY) return 846604;
  if (body.msgtype === "stream" || body.msgtype === "stream_with_template_card")
    return stream(world, asked, body);
  if (asked.answered) return 846606;
  const errcode = checkBody(world, body) || count(world, sessionOf(asked));
  if (errcode) return errcode;
  asked.answered = true;
  show(world, asked, body);
  return {};
}

/** Each frame replaces the whole text. */
function stream(world: World, asked: Asked, body: Json): Answer {
  const given = body.stream as Json | undefined;
  const errcode = checkStream(given) || (body.template_card ? checkCard(world, body) : 0);
  if (errcode) return errcode;
  const { id, content, finish } = given as { id: string; content?: string; finish?: boolean };
  const running = asked.stream;
  if (running?.id === id) {
    if (running.finished) return 846606;
    if (world.now() - running.startedAt > 10 * MINUTE) return 846608;
    world.messages.find((message) => message.id === running.messageId)!.body = { content };
    running.finished = finish === true;
  } else {
    const refused = count(world, sessionOf(asked));
    if (refused) return refused;
    const messageId = show(world, asked, { msgtype: "markdown", markdown: { content } });
    asked.stream = { id, finished: finish === true, startedAt: world.now(), messageId };
  }
  if (body.template_card) show(world, asked, { ...body, msgtype: "template_card" });
  return {};
}

function welcome(world: World, reqId: string, body: Json): Answer {
  const asked = world.aibot.asked.get(reqId);
  if (asked?.kind !== "enter_chat") return 846605;
  if (world.now() - asked.at > 5 * SECOND) return 846604;
  if (asked.answered) return 846606;
  if (body.msgtype === "text") {
    if (text((body.text as Json | undefined)?.content) === "") return 40058;
  } else if (body.msgtype !== "template_card") return 40008;
  else {
    const errcode = checkCard(world, body);
    if (errcode) return errcode;
  }
  asked.answered = true;
  show(world, asked, body);
  return {};
}

function updateCard(world: World, reqId: string, body: Json): Answer {
  const asked = world.aibot.asked.get(reqId);
  if (asked?.kind !== "template_card_event") return 846605;
  if (world.now() - asked.at > 5 * SECOND) return 846604;
  if (asked.answered) return 846606;
  if (body.response_type !== "update_template_card") return 93050;
  const card = (body.template_card ?? {}) as Json;
  const message = world.messages.find(({ id }) => id === asked.messageId)!;
  if (card.task_id !== message.body.task_id) return 846625;
  const { task_id, ...rest } = card;
  const errcode = checkCard(world, { template_card: { ...rest, task_id: fresh("changed") } });
  if (errcode) return errcode;
  asked.answered = true;
  const named = (body.userids ?? []) as string[];
  const whose = named.length > 0 ? named.map((one) => findTold(world, one)?.userid ?? one) : message.to;
  for (const userid of whose) message.patched.set(userid, card);
  return {};
}

/** Whoever the bot knows by this id. */
function findTold(world: World, id: string): Member | undefined {
  return world.aibot.encrypted
    ? world.members.find((member) => openIdOf(member) === id)
    : findMember(world, id);
}

function push(world: World, _reqId: string, body: Json): Answer {
  const chatid = text(body.chatid);
  const group = body.chat_type !== 1 && world.aibot.groups.has(chatid);
  const member = group || body.chat_type === 2 ? undefined : findTold(world, chatid);
  if (!group && !member) return 93006;
  const to = group ? { userid: "", chatid } : { userid: member!.userid };
  const errcode = checkBody(world, body);
  if (errcode) return errcode;
  if (!world.aibot.sessions.has(sessionOf(to))) return 846607;
  const refused = count(world, sessionOf(to));
  if (refused) return refused;
  show(world, to, body);
  return {};
}

function beginUpload(world: World, _reqId: string, body: Json): Answer {
  const { type, filename, total_size: total, total_chunks: chunks, md5 } = body;
  const rule = UPLOADS[text(type)];
  if (!rule || (rule.names && !rule.names.test(text(filename)))) return 846697;
  if (text(filename) === "" || Buffer.byteLength(text(filename)) > 256) return 40058;
  if (!(Number(total) > 5 && Number(total) <= rule.most)) return 40058;
  if (!(Number(chunks) >= 1 && Number(chunks) <= 100)) return 40058;
  const id = fresh("upload");
  world.aibot.uploads.set(id, {
    type: text(type),
    filename: text(filename),
    total: Number(total),
    chunks: Number(chunks),
    ...(typeof md5 === "string" ? { md5 } : {}),
    parts: new Map(),
    startedAt: world.now(),
  });
  return { upload_id: id };
}

const findUpload = (world: World, body: Json) => {
  const upload = world.aibot.uploads.get(text(body.upload_id));
  return upload && world.now() - upload.startedAt <= 30 * MINUTE ? upload : null;
};

function takeChunk(world: World, _reqId: string, body: Json): Answer {
  const upload = findUpload(world, body);
  if (!upload) return 846611;
  const index = Number(body.chunk_index);
  if (!Number.isInteger(index) || index < 0 || index >= upload.chunks) return 846612;
  const bytes = Buffer.from(text(body.base64_data), "base64");
  if (bytes.length < 1 || bytes.length > MOST_CHUNK) return 846613;
  // A second one of the same number is taken and means nothing.
  if (!upload.parts.has(index)) upload.parts.set(index, bytes);
  return {};
}

function endUpload(world: World, _reqId: string, body: Json): Answer {
  const upload = findUpload(world, body);
  if (!upload) return 846611;
  const parts = Array.from({ length: upload.chunks }, (_, index) => upload.parts.get(index));
  const whole = Buffer.concat(parts.filter((part) => part !== undefined));
  if (parts.includes(undefined) || whole.length !== upload.total) return 846616;
  if (upload.md5 && createHash("md5").update(whole).digest("hex") !== upload.md5) return 846616;
  world.aibot.uploads.delete(text(body.upload_id));
  const id = fresh("botmedia");
  const { type, filename: name } = upload;
  world.media.set(id, { name, type, bytes: whole, expiresAt: world.now() + 3 * DAY, key: BOT_MEDIA });
  return { type, media_id: id, created_at: String(Math.floor(world.now() / SECOND)) };
}
