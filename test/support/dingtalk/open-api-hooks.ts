// The simulated webhooks: sessions that answer a message for a while, and custom robots with their security settings.
import { createHmac } from "node:crypto";
import { DAY, HOUR, MINUTE } from "../simulated/spans.ts";
import { type Json, type Mounting, Refusal } from "./open-api.ts";
import { fresh, keep, type World } from "./world.ts";

const MOST_BYTES = 20_000;
const MOST_A_MINUTE = 20;
const MOST_MENTIONS = 50;
const KINDS = ["text", "markdown", "actionCard", "link", "feedCard"];
const FREE = { token: false, metered: false };

/** The part under its msgtype, looked over; who is really mentioned: named under `at` and, by id, in the text. */
function readMessage(body: Json): { msgtype: string; part: Json; mentioned: string[] } {
  const msgtype = String(body.msgtype);
  const part = body[msgtype] as Json | undefined;
  if (!KINDS.includes(msgtype)) throw new Refusal(400105);
  if (!part || typeof part !== "object") throw new Refusal(40035);
  if (Buffer.byteLength(JSON.stringify(body)) > MOST_BYTES) throw new Refusal(460101);
  const words = String(part.content ?? part.text ?? "");
  if (msgtype !== "feedCard" && words === "") throw new Refusal(40035);
  const at = (body.at ?? {}) as { atUserIds?: string[]; isAtAll?: boolean };
  const mentioned = (at.atUserIds ?? []).filter((id) => new RegExp(`@${id}(?![\\w.-])`).test(words));
  return { msgtype, part, mentioned: mentioned.slice(0, MOST_MENTIONS) };
}

/** True where one more may be sent within the minute. */
function withinRate(world: World, sentAt: number[]): boolean {
  const since = world.now() - MINUTE;
  return sentAt.filter((at) => at > since).length < MOST_A_MINUTE;
}

/** Mounts `/robot`. */
export function mountHooks({ world, oapi }: Mounting): void {
  oapi(
    "POST",
    "/robot/sendBySession",
    ({ query, body }) => {
      const session = world.sessions.get(query.session ?? "");
      if (!session || session.expiresAt <= world.now()) throw new Refusal(300001);
      if (!withinRate(world, session.sentAt)) throw new Refusal(130101);
      const { msgtype, part, mentioned } = readMessage(body);
      session.sentAt.push(world.now());
      keep(world, {
        id: fresh("session"),
        way: "session",
        to: session.userid === undefined ? [] : [session.userid],
        ...(session.chat === undefined ? {} : { chat: session.chat }),
        msgtype,
        body: part,
        at_userids: session.chat === undefined ? [] : mentioned,
      });
      return {};
    },
    FREE,
  );

  oapi(
    "POST",
    "/robot/send",
    ({ query, body }) => {
      const robot = world.webhooks.get(query.access_token ?? "");
      const month = world.quota.webhookAndStream;
      if (!robot) throw new Refusal(300005);
      if (robot.blockedUntil > world.now()) throw new Refusal(130101);
      if (month.used >= month.most) throw new Refusal(90030);
      const { msgtype, part, mentioned } = readMessage(body);
      if (robot.secret !== null) {
        const { timestamp = "", sign = "" } = query;
        const right = createHmac("sha256", robot.secret)
          .update(`${timestamp}\n${robot.secret}`)
          .digest("base64");
        if (sign !== right || Math.abs(world.now() - Number(timestamp)) > HOUR) throw new Refusal(310000);
      }
      const { keywords } = robot;
      if (keywords.length > 0 && !keywords.some((word) => JSON.stringify(part).includes(word)))
        throw new Refusal(310000);
      if (!withinRate(world, robot.sentAt)) {
        robot.blockedUntil = world.now() + 10 * MINUTE;
        throw new Refusal(130101);
      }
      robot.sentAt = [...robot.sentAt.filter((at) => at > world.now() - DAY), world.now()];
      month.used++;
      const uuid = body.msgUuid as string | undefined;
      if (uuid && robot.taken.has(uuid)) return {};
      if (uuid) robot.taken.add(uuid);
      keep(world, {
        id: fresh("webhook"),
        way: "webhook",
        to: [],
        chat: robot.chat,
        msgtype,
        body: part,
        at_userids: mentioned,
      });
      return {};
    },
    FREE,
  );
}
