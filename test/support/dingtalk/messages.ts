// What the robot is told when people write to it: the JSON of a message, the same over a connection and by HTTP.
import { HOUR } from "../simulated/spans.ts";
import { type ChatFile, findGroup, findPerson, fresh, SESSION_MS, type World } from "./world.ts";

type Json = Record<string, unknown>;

/** Where something is said: alone with the robot by default, or in a group with the robot mentioned. */
export interface Where {
  /** Title or conversationId. */
  group?: string;
  /** People mentioned besides the robot, by userid. */
  mentions?: string[];
}

/** What is said, by its msgtype. */
export interface Content extends Json {
  msgtype: string;
}

const CORP_OF_OTHERS = "dingsomebodyelse01";
const QUOTA_USED = 20001;

/** A file as it lies in a chat; its downloadCode. */
export function putFile(world: World, file: Pick<ChatFile, "name" | "bytes">): string {
  const code = fresh("download/+");
  const { robotCode } = world.settings;
  world.files.set(code, { ...file, robotCode, expiresAt: world.now() + 2 * HOUR });
  return code;
}

/** A message to the robot, with a session to answer it; what a group cannot carry is refused. */
export function composeMessage(world: World, userid: string, content: Content, where: Where = {}): Json {
  const { settings } = world;
  const sender = findPerson(world, userid);
  if (!sender) throw new Error(`nobody is ${userid}`);
  const group = where.group === undefined ? null : findGroup(world, where.group);
  if (group === undefined || group?.disbanded) throw new Error(`no group is ${where.group}`);
  if (group && !group.hasRobot) throw new Error("the robot is not in this group");
  if (group && ["file", "audio", "video", "picture"].includes(content.msgtype))
    throw new Error(`nobody can mention a robot with a ${content.msgtype}`);
  const session = fresh("session");
  const at = world.now();
  world.sessions.set(session, {
    ...(group ? { chat: group.conversationId } : { userid }),
    expiresAt: at + SESSION_MS,
    sentAt: [],
  });
  const conversationId = group?.conversationId ?? `cidsingle${Buffer.from(userid).toString("base64url")}==`;
  const robotId = `$:LWCP_v1:$${settings.robotCode}`;
  const told = sender.inside && settings.published;
  return {
    senderPlatform: "Mac",
    conversationId,
    conversationType: group ? "2" : "1",
    ...(group
      ? {
          conversationTitle: group.title,
          isInAtList: true,
          atUsers: [{ dingtalkId: robotId }, ...(where.mentions ?? []).map((id) => mentioned(world, id))],
        }
      : {}),
    chatbotCorpId: settings.corpId,
    chatbotUserId: robotId,
    robotCode: settings.robotCode,
    msgId: `${fresh("msg")}==`,
    createAt: at,
    senderNick: sender.name,
    ...(told ? { isAdmin: false, senderStaffId: userid, senderUnionId: sender.unionid } : {}),
    senderCorpId: sender.inside ? settings.corpId : CORP_OF_OTHERS,
    senderId: `$:LWCP_v1:$${userid}`,
    sessionWebhook: `${world.url}/robot/sendBySession?session=${session}`,
    sessionWebhookExpiredTime: at + SESSION_MS,
    ...content,
  };
}

function mentioned(world: World, userid: string): Json {
  const person = findPerson(world, userid);
  return {
    dingtalkId: `$:LWCP_v1:$${userid}`,
    ...(person?.inside ? { staffId: userid, unionId: person.unionid } : {}),
  };
}

/** Words; in a group the mention of the robot is gone and leaves its blank. */
export function words(text: string, where: Where = {}): Content {
  return { msgtype: "text", text: { content: where.group === undefined ? text : ` ${text}` } };
}

/** Counts a push against the month; once that is used up, its content is kept back and an error stands instead. */
export function meter(world: World, data: Json, kind: "message" | "event"): Json {
  const { webhookAndStream } = world.quota;
  webhookAndStream.used++;
  if (webhookAndStream.used <= webhookAndStream.most) return data;
  const why = "Webhook&Stream 调用量已达当月上限";
  if (kind === "event") return { errCode: QUOTA_USED, errMsg: why };
  const { text, content, ...rest } = data;
  return { ...rest, errorCode: QUOTA_USED, errorMessage: why };
}
