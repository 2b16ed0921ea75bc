// The simulated robot's interface: single chats, groups, read states, recalls; 工作通知, files and 待办.

import { DAY } from "../simulated/spans.ts";
import { type Json, type Mounting, Refusal } from "./open-api.ts";
import { findPerson, fresh, keep, type World } from "./world.ts";

const MOST_PARAM = 15_000;
const MOST_NOTICE = 2048;
const MOST_NOTICES_A_DAY = 500;

const FIELDS: Record<string, readonly string[]> = {
  sampleText: ["content"],
  sampleMarkdown: ["title", "text"],
  sampleImageMsg: ["photoURL"],
  sampleLink: ["text", "title", "picUrl", "messageUrl"],
  sampleActionCard: ["title", "text", "singleTitle", "singleURL"],
  ...Object.fromEntries(
    [2, 3, 4, 5].map((count) => [
      `sampleActionCard${count}`,
      [
        "title",
        "text",
        ...Array.from({ length: count }, (_, at) => [`actionTitle${at + 1}`, `actionURL${at + 1}`]).flat(),
      ],
    ]),
  ),
  sampleFile: ["mediaId", "fileName", "fileType"],
};
const FILE_TYPES = ["xlsx", "pdf", "zip", "rar", "doc", "docx"];

/** The parsed msgParam of a message that the robot may send. */
function readMessage(world: World, body: Json): Json {
  if (body.robotCode !== world.settings.robotCode) throw new Refusal("invalidParameter.robotCode.notExsit");
  const fields = FIELDS[String(body.msgKey ?? "")];
  if (!fields)
    throw new Refusal(body.msgKey ? "invalidParameter.msgKey.invalid" : "invalidParameter.msgKey.empty");
  if (typeof body.msgParam !== "string") throw new Refusal("invalidParameter.msgParam.invalid");
  if (Buffer.byteLength(body.msgParam) > MOST_PARAM) throw new Refusal("invalidParameter.msgParam.tooLong");
  let param: Json;
  try {
    param = JSON.parse(body.msgParam) as Json;
  } catch {
    throw new Refusal("invalidParameter.msgParam.invalid");
  }
  const wrong = fields.some((field) => typeof param[field] !== "string" || param[field] === "");
  if (wrong || Object.keys(param).some((field) => !fields.includes(field)))
    throw new Refusal("invalidParameter.msgParam.invalid");
  const media = param.mediaId ?? (String(param.photoURL ?? "").startsWith("@") ? param.photoURL : undefined);
  if (media !== undefined && !world.media.has(String(media)))
    throw new Refusal("invalidParameter.msgParam.invalid");
  if (body.msgKey === "sampleFile" && !FILE_TYPES.includes(String(param.fileType)))
    throw new Refusal("invalidParameter.msgParam.invalid");
  return param;
}

/** Mounts what the robot says. */
export function mountMessages({ world, api, oapi }: Mounting): void {
  const { settings } = world;

  api("POST", "/v1.0/robot/oToMessages/batchSend", ({ body }) => {
    const userIds = body.userIds as unknown;
    if (body.robotCode !== settings.robotCode) throw new Refusal("invalidParameter.robotCode.notExsit");
    if (!Array.isArray(userIds) || userIds.length === 0) throw new Refusal("invalidParameter.userIds.empty");
    if (userIds.length > 20) throw new Refusal("invalidParameter.userIds.overMax");
    const param = readMessage(world, body);
    const reached = userIds.filter((id) => {
      const person = findPerson(world, String(id));
      return person?.inside && person.visible;
    });
    const { id } = keep(world, {
      id: `query/${fresh("")}+=`,
      way: "single",
      to: reached.map(String),
      msgtype: String(body.msgKey),
      body: param,
    });
    return {
      processQueryKey: id,
      invalidStaffIdList: userIds.filter((one) => !reached.includes(one)),
      flowControlledStaffIdList: [],
    };
  });

  api("POST", "/v1.0/robot/groupMessages/send", ({ body }) => {
    const param = readMessage(world, body);
    const group = world.groups.find(({ conversationId }) => conversationId === body.openConversationId);
    if (!group) throw new Refusal("invalid.openConversationId");
    if (group.disbanded) throw new Refusal("group.disbanded");
    if (!group.hasRobot) throw new Refusal("resource.not.found");
    const { id } = keep(world, {
      id: `query/${fresh("")}+=`,
      way: "group",
      to: [],
      chat: group.conversationId,
      msgtype: String(body.msgKey),
      body: param,
    });
    return { processQueryKey: id };
  });

  const findSent = (key: unknown) => {
    const message = world.messages.find(({ id }) => id === key);
    if (!message || world.now() - message.at > DAY) throw new Refusal("invalidParameter.processQueryKey");
    return message;
  };
  api("GET", "/v1.0/robot/oToMessages/readStatus", ({ query }) => {
    const message = findSent(query.processQueryKey);
    return {
      sendStatus: message.recalled ? "RECALLED" : "SUCCESS",
      messageReadInfoList: message.to.map((userId) => ({
        name: findPerson(world, userId)?.name,
        userId,
        readStatus: message.readBy.has(userId) ? "READ" : "UNREAD",
      })),
    };
  });
  api("POST", "/v1.0/robot/otoMessages/batchRecall", ({ body }) => {
    const keys = body.processQueryKeys as string[];
    for (const key of keys) findSent(key).recalled = true;
    return { successResult: keys, failedResult: {} };
  });

  api("POST", "/v1.0/robot/messageFiles/download", ({ body }) => {
    const file = world.files.get(String(body.downloadCode));
    if (body.robotCode !== settings.robotCode) throw new Refusal("invalidParameter.robotCode.auth");
    if (!file || file.robotCode !== body.robotCode || file.expiresAt <= world.now())
      throw new Refusal("invalidParameter.robotCode.downloadCode");
    const code = encodeURIComponent(String(body.downloadCode));
    return { downloadUrl: `${world.url}/storage/${code}.file?Expires=1` };
  });

  oapi("POST", "/media/upload", async ({ query, form }) => {
    const type = query.type ?? "";
    if (!["image", "voice", "video", "file"].includes(type)) throw new Refusal(40004);
    const part = form?.get("media");
    if (!(part instanceof File) || part.name === "") throw new Refusal(41005);
    const bytes = new Uint8Array(await part.arrayBuffer());
    if (bytes.length === 0 || bytes.length > 20 * 1024 ** 2) throw new Refusal(40009);
    const allowed = type === "image" ? /\.(jpe?g|gif|png|bmp)$/i : /\.(docx?|xlsx?|pptx?|zip|pdf|rar)$/i;
    if (["image", "file"].includes(type) && !allowed.test(part.name)) throw new Refusal(40005);
    const id = `@${fresh("media")}`;
    world.media.set(id, { name: part.name, type, bytes });
    return { media_id: id, created_at: world.now(), type };
  });

  mountNotices({ world, oapi });
  mountTodos({ world, api });
}

/** 工作通知: whatever goes over a limit is answered as a success, and nobody gets anything. */
function mountNotices({ world, oapi }: Pick<Mounting, "world" | "oapi">): void {
  const results = new Map<number, { agentId: unknown; invalid: string[]; forbidden: string[]; at: number }>();
  let last = 25_600_000;
  const sentToday = (userid: string) =>
    world.messages.filter(
      ({ way, to, at }) => way === "notice" && to.includes(userid) && world.now() - at < DAY,
    );

  oapi("POST", "/topapi/message/corpconversation/asyncsend_v2", ({ body }) => {
    const msg = (body.msg ?? {}) as Json;
    const msgtype = String(msg.msgtype);
    if (Number(body.agent_id) !== world.settings.agentId) throw new Refusal(70001);
    if (typeof msg[msgtype] !== "object") throw new Refusal(40035);
    if (Buffer.byteLength(JSON.stringify(msg)) > MOST_NOTICE) throw new Refusal(40035);
    const userIds = String(body.userid_list ?? "")
      .split(",")
      .filter(Boolean);
    if (userIds.length === 0 || userIds.length > 100) throw new Refusal(33012);
    const invalid = userIds.filter((id) => {
      const person = findPerson(world, id);
      return !person?.inside || !person.visible;
    });
    const forbidden = userIds.filter((id) => {
      const today = sentToday(id);
      const same = JSON.stringify(msg[msgtype]);
      return today.length >= MOST_NOTICES_A_DAY || today.some((one) => JSON.stringify(one.body) === same);
    });
    const to = userIds.filter((id) => !invalid.includes(id) && !forbidden.includes(id));
    if (to.length > 0)
      keep(world, { id: fresh("notice"), way: "notice", to, msgtype, body: msg[msgtype] as Json });
    results.set(++last, { agentId: body.agent_id, invalid, forbidden, at: world.now() });
    return { task_id: last };
  });
  oapi("POST", "/topapi/message/corpconversation/getsendresult", ({ body }) => {
    const result = results.get(Number(body.task_id));
    if (!result || world.now() - result.at > DAY) throw new Refusal(33012);
    const { invalid, forbidden } = result;
    return {
      send_result: {
        invalid_user_id_list: invalid,
        forbidden_user_id_list: forbidden,
        failed_user_id_list: [],
        read_user_id_list: [],
        unread_user_id_list: [],
      },
    };
  });
}

function mountTodos({ world, api }: Pick<Mounting, "world" | "api">): void {
  const byUnion = (unionid: unknown) => world.people.find((person) => person.unionid === unionid);
  api("POST", "/v1.0/todo/users/:unionId/tasks", ({ params, query, body }) => {
    const executors = body.executorIds as unknown;
    const detail = body.detailUrl as Json | undefined;
    const wrong =
      !byUnion(params.unionId) ||
      query.operatorId !== params.unionId ||
      typeof body.subject !== "string" ||
      !Array.isArray(executors) ||
      !executors.every(byUnion) ||
      !detail?.appUrl ||
      !detail.pcUrl;
    if (wrong) throw new Refusal("todo.taskCreate.paramError");
    if (typeof body.sourceId === "string" && world.todos.has(body.sourceId))
      throw new Refusal("todo.taskCreate.paramError");
    const id = fresh("todo");
    world.todos.set(String(body.sourceId ?? id), { ...body, id, done: false });
    return { id, done: false };
  });
  api("POST", "/v1.0/todo/users/:unionId/org/tasks/query", ({ params, body }) => ({
    todoCards: [...world.todos.values()]
      .filter(({ creatorId, done }) => creatorId === params.unionId && done === (body.isDone ?? false))
      .map(({ id, sourceId, subject, done }) => ({ taskId: id, sourceId, subject, isDone: done })),
  }));
  api("PUT", "/v1.0/todo/users/:unionId/tasks/:id", ({ params, body }) => {
    const found = [...world.todos.values()].find(({ id }) => id === params.id);
    if (!found) throw new Refusal("todo.taskUpdate.notExist");
    if (typeof body.done === "boolean") found.done = body.done;
    return { result: true };
  });
}
