// What the simulated WeCom does with messages: who gets them, what is dropped, and how a card is changed afterwards.

import { HOUR, MINUTE, SECOND } from "../simulated/spans.ts";
import { APP_CARDS, callsBack, checkMessage } from "./message-rules.ts";
import { findMember, fresh, type Message, type World } from "./world.ts";

type Json = Record<string, unknown>;

/** A call's answer beside `errcode: 0`, or the code that refuses it. */
export type Answer = Json | number;

/** Puts a message where its receivers find it. */
export function keep(world: World, { to, chat, body }: { to: string[]; chat?: string; body: Json }): Message {
  const message: Message = {
    id: fresh("msg"),
    at: world.now(),
    to,
    ...(chat === undefined ? {} : { chat }),
    msgtype: String(body.msgtype),
    body: body[String(body.msgtype)] as Json,
    recalled: false,
    patched: new Map(),
  };
  world.messages.push(message);
  return message;
}

/** True for a file that is with WeCom, not too old, and not some robot's own. */
export function mediaExists(world: World, id: string): boolean {
  const media = world.media.get(id);
  return media !== undefined && media.key === undefined && media.expiresAt > world.now();
}

/** message/send. */
export function sendMessage(world: World, body: Json): Answer {
  const { settings, members } = world;
  if (Number(body.agentid) !== settings.agentId) return 301002;
  if (!body.touser && !body.toparty && !body.totag) return 82001;
  const asked = String(body.touser ?? "").split("|");
  if (asked.length > 1000) return 40058;
  const all = body.touser === "@all" ? members.map(({ userid }) => userid) : asked.filter(Boolean);
  const reached = all.flatMap((id) => {
    const found = findMember(world, id);
    return found?.visible && found.status === 1 ? [found.userid] : [];
  });
  const inParties = members.filter(
    ({ department, visible, status }) =>
      visible &&
      status === 1 &&
      String(body.toparty ?? "")
        .split("|")
        .some((id) => department.includes(Number(id))),
  );
  const receivers = [...new Set([...reached, ...inParties.map(({ userid }) => userid)])];
  const invalid = all.filter((id) => !reached.some((one) => one.toLowerCase() === id.toLowerCase()));
  const errcode = checkMessage(body, {
    markdown: 2048,
    cards: APP_CARDS,
    emptyText: 44004,
    mediaExists: (id) => mediaExists(world, id),
  });
  if (errcode) return errcode;
  const card = body.msgtype === "template_card" ? (body.template_card as Json) : null;
  if (card && callsBack(card)) {
    if (!settings.callbackUrl) return 43012;
    if (world.takenTaskIds.has(String(card.task_id))) return 42014;
  }
  if (receivers.length === 0) return 81013;
  const answer: Json = {
    invaliduser: invalid.join("|").toLowerCase(),
    invalidparty: "",
    invalidtag: "",
    unlicenseduser: "",
    msgid: fresh("msg"),
  };
  if (isRepeat(world, body)) return answer;
  if (card && callsBack(card)) world.takenTaskIds.add(String(card.task_id));
  const message = keep(world, { to: receivers.filter((one) => withinRate(world, one)), body });
  answer.msgid = message.id;
  return card && callsBack(card) ? { ...answer, response_code: issueCode(world, message) } : answer;
}

/** The duplicate check: the same content for the same people within the interval is dropped, and the answer is 0. */
function isRepeat(world: World, body: Json): boolean {
  const { enable_duplicate_check: enabled, duplicate_check_interval: seconds, ...content } = body;
  const fingerprint = JSON.stringify(content);
  const since = world.now() - Number(seconds ?? 1800) * SECOND;
  const repeated = world.sent.some((one) => one.fingerprint === fingerprint && one.at >= since);
  if (enabled === 1 && repeated) return true;
  world.sent.push({ fingerprint, at: world.now() });
  return false;
}

/** More than 30 a minute or 1000 an hour to one member are dropped, and nobody is told. */
function withinRate(world: World, userid: string): boolean {
  const now = world.now();
  const times = (world.sentAt.get(userid) ?? []).filter((at) => now - at < HOUR);
  world.sentAt.set(userid, times);
  if (times.length >= 1000 || times.filter((at) => now - at < MINUTE).length >= 30) return false;
  times.push(now);
  return true;
}

/** A code by which a card may be changed once within 72 hours. */
export function issueCode(world: World, message: Message): string {
  const code = fresh("rc");
  world.codes.set(code, { messageId: message.id, expiresAt: world.now() + 72 * HOUR, used: false });
  return code;
}

/** message/update_template_card. */
export function updateCard(world: World, body: Json): Answer {
  if (Number(body.agentid) !== world.settings.agentId) return 42015;
  const code = world.codes.get(String(body.response_code));
  if (!code || code.used || code.expiresAt <= world.now()) return 60140;
  const { button, template_card: card } = body as {
    button?: { replace_name?: string };
    template_card?: Json;
  };
  if ((button === undefined) === (card === undefined)) return 40058;
  if (button && !button.replace_name) return 40058;
  const asked = (body.userids ?? []) as string[];
  const message = world.messages.find(({ id }) => id === code.messageId)!;
  const targets = body.atall === 1 ? message.to : asked;
  if (targets.length === 0) return 82101;
  code.used = true;
  const reached = message.to.filter((one) => targets.some((id) => id.toLowerCase() === one.toLowerCase()));
  const patched = card ?? { ...message.body, replaced: button!.replace_name };
  for (const userid of reached) message.patched.set(userid, patched);
  const missed = targets.filter((id) => !reached.some((one) => one.toLowerCase() === id.toLowerCase()));
  return { invaliduser: missed };
}
