// The REST calls of an app, each with the shape of its answer.
import { z } from "zod";
import { createTokens, type Issued } from "../tokens.ts";
import { errcodeOf } from "./errcodes.ts";
import type { Metered, Request, Transport } from "./transport.ts";
import type { WebhookBody } from "./webhooks.ts";

/** An app's credentials and where it is asked. */
export interface AppCredentials {
  /** `DINGTALK_API_BASE`, as https://api.dingtalk.com */
  apiBase: string;
  /** `DINGTALK_OAPI_BASE`, as https://oapi.dingtalk.com */
  oapiBase: string;
  /** AppKey. */
  clientId: string;
  /** AppSecret. */
  clientSecret: string;
  robotCode: string;
  /** One for all that this process asks of DingTalk, since a ban is on its address. */
  transport: Transport;
}

/** A message of the robot's interface: `msgParam` is sent as JSON text. */
export interface RobotBody {
  msgKey: string;
  msgParam: Readonly<Record<string, string>>;
}

const ids = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const okSchema = z.looseObject({});
const sentSchema = z.object({
  processQueryKey: z.string().nullish(),
  invalidStaffIdList: ids,
  flowControlledStaffIdList: ids,
});
const noticedSchema = z.object({ task_id: z.union([z.number(), z.string()]).transform(String) });
const noticeResultSchema = z.object({
  send_result: z.object({
    invalid_user_id_list: ids,
    forbidden_user_id_list: ids,
    failed_user_id_list: ids,
  }),
});
const uploadedSchema = z.object({ media_id: z.string().min(1) });
const downloadSchema = z.object({ downloadUrl: z.url() });
const deliveredSchema = z.object({
  result: z.object({
    outTrackId: z.string().optional(),
    deliverResults: z
      .array(
        z.object({ success: z.boolean(), carrierId: z.string().nullish(), errorMsg: z.string().nullish() }),
      )
      .nullish()
      .transform((list) => list ?? []),
  }),
});
const departmentsSchema = z.object({
  result: z.array(z.object({ dept_id: z.number(), name: z.string(), parent_id: z.number().optional() })),
});
const identitySchema = z.object({ result: z.object({ userid: z.string().min(1) }) });
const foundSchema = z.object({
  result: z.object({ userid: z.string().min(1), contact_type: z.number().default(0) }),
});
const personSchema = z.object({ result: z.object({ userid: z.string(), unionid: z.string().optional() }) });
const exchangedSchema = z.object({ accessToken: z.string().min(1), corpId: z.string().nullish() });
const meSchema = z.object({ unionId: z.string().min(1) });
const MOST_PAGES = 5;
const listedSchema = z.object({
  todoCards: z
    .array(z.object({ taskId: z.string(), sourceId: z.string().nullish() }))
    .nullish()
    .transform((list) => list ?? []),
  nextToken: z.string().nullish(),
});
const agendaSchema = z.object({ id: z.string().min(1) });

const SPENT = ["InvalidAuthentication", "40014", "42001", "40001"];
const SHARE_OF_LIFE = 0.9;

/** Keeps one of the app's two tokens, whose whole life `ask` names. */
const keep = (ask: () => Promise<Issued>) =>
  createTokens({
    async issue() {
      const { token, seconds } = await ask();
      return { token, seconds: seconds * SHARE_OF_LIFE };
    },
    isSpent: (error) => SPENT.includes(errcodeOf(error) ?? ""),
    isFinal: ({ code }) => code === "PLATFORM_REJECTED",
  });

/** The calls of one app. */
export type DingtalkApi = ReturnType<typeof createApi>;

/** Calls of one app. All may throw RATE_LIMITED, PLATFORM_REJECTED or PLATFORM_UNAVAILABLE. */
export function createApi(credentials: AppCredentials) {
  const { clientId, clientSecret, robotCode, transport } = credentials;
  const apiBase = credentials.apiBase.replace(/\/+$/, "");
  const oapiBase = credentials.oapiBase.replace(/\/+$/, "");

  const withToken = keep(async () => {
    const name = "/v1.0/oauth2/accessToken";
    const json = { appKey: clientId, appSecret: clientSecret };
    const schema = z.object({ accessToken: z.string().min(1), expireIn: z.number().positive() });
    const answer = await transport.ask({ url: apiBase + name, name, json, metered: null }, schema);
    return { token: answer.accessToken, seconds: answer.expireIn };
  });
  const withOldToken = keep(async () => {
    const name = "/gettoken";
    const query = new URLSearchParams({ appkey: clientId, appsecret: clientSecret });
    const schema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
    const request: Request = { url: `${oapiBase}${name}?${query}`, name, method: "GET", metered: null };
    const answer = await transport.ask(request, schema);
    return { token: answer.access_token, seconds: answer.expires_in };
  });

  const call = <T>(method: "POST" | "PUT", name: string, json: unknown, schema: z.ZodType<T>, path = name) =>
    withToken((token) =>
      transport.ask(
        {
          url: apiBase + path,
          name,
          method,
          json,
          headers: { "x-acs-dingtalk-access-token": token },
          metered: "calls",
        },
        schema,
      ),
    );
  const post = <T>(name: string, json: unknown, schema: z.ZodType<T>) => call("POST", name, json, schema);
  // Contacts and logins are free; the rest of the old interface is not.
  const old = <T>(name: string, json: unknown, schema: z.ZodType<T>, metered: Metered | null = null) =>
    withOldToken((access_token) =>
      transport.ask(
        { url: `${oapiBase}${name}?${new URLSearchParams({ access_token })}`, name, json, metered },
        schema,
      ),
    );
  const robotBody = ({ msgKey, msgParam }: RobotBody) => ({ msgKey, msgParam: JSON.stringify(msgParam) });

  return {
    /** Sends one message to up to 20 people alone; whoever is in one of the two lists did not get it. */
    sendToPeople: (userIds: readonly string[], body: RobotBody) =>
      post("/v1.0/robot/oToMessages/batchSend", { robotCode, userIds, ...robotBody(body) }, sentSchema),
    /** Sends into a group that the robot is in. Nobody can be mentioned this way. */
    sendToGroup: (openConversationId: string, body: RobotBody) =>
      post(
        "/v1.0/robot/groupMessages/send",
        { robotCode, openConversationId, ...robotBody(body) },
        sentSchema,
      ),
    /** 工作通知 to one person. An answer of success says nothing: see `readNotice`. */
    sendNotice: async (agentId: number, userId: string, msg: WebhookBody) =>
      (
        await old(
          "/topapi/message/corpconversation/asyncsend_v2",
          { agent_id: agentId, userid_list: userId, to_all_user: false, msg },
          noticedSchema,
          "calls",
        )
      ).task_id,
    /** Who did not get a 工作通知, as far as DingTalk knows by now. */
    readNotice: async (agentId: number, taskId: string) => {
      const { send_result } = await old(
        "/topapi/message/corpconversation/getsendresult",
        { agent_id: agentId, task_id: Number(taskId) },
        noticeResultSchema,
        "calls",
      );
      return [
        ...send_result.invalid_user_id_list,
        ...send_result.forbidden_user_id_list,
        ...send_result.failed_user_id_list,
      ];
    },
    /** Uploads for the client to show; the id may be used again. `type` stands in the address too, or some refuse it. */
    async uploadFile(type: "image" | "file", name: string, bytes: Uint8Array): Promise<string> {
      const path = "/media/upload";
      const answer = await withOldToken((access_token) => {
        const form = new FormData();
        form.append("type", type);
        form.append("media", new Blob([Uint8Array.from(bytes)]), name);
        const query = new URLSearchParams({ access_token, type });
        const url = `${oapiBase}${path}?${query}`;
        return transport.ask({ url, name: path, form, metered: "calls" }, uploadedSchema);
      });
      return answer.media_id;
    },
    /** A temporary address of a file that somebody sent to this robot; plain http. */
    findDownload: async (downloadCode: string) =>
      (await post("/v1.0/robot/messageFiles/download", { downloadCode, robotCode }, downloadSchema))
        .downloadUrl,
    /** Creates and delivers an interactive card. HTTP 200 is no success: see `deliverResults`. */
    createCard: async (card: Readonly<Record<string, unknown>>) =>
      (await post("/v1.0/card/instances/createAndDeliver", card, deliveredSchema)).result.deliverResults,
    /** Changes parameters of a card by their keys; the others stay. `param.cardNotExist` for one nobody knows. */
    updateCard: (outTrackId: string, cardParamMap: Readonly<Record<string, string>>) =>
      call(
        "PUT",
        "/v1.0/card/instances",
        { outTrackId, cardData: { cardParamMap }, cardUpdateOptions: { updateCardDataByKey: true } },
        okSchema,
      ),
    /** Says where presses on cards go that were created with this key; for HTTP mode. */
    registerCardCallback: (callbackRouteKey: string, callbackUrl: string, apiSecret: string) =>
      post(
        "/v1.0/card/callbacks/register",
        { callbackRouteKey, callbackUrl, apiSecret, forceUpdate: true },
        okSchema,
      ),
    /** Who is behind a code of 免登. */
    identify: async (code: string) =>
      (await old("/topapi/v2/user/getuserinfo", { code }, identitySchema)).result.userid,
    /** The unionId behind a browser's `authCode`. */
    async exchange(authCode: string): Promise<string> {
      const name = "/v1.0/oauth2/userAccessToken";
      const json = { clientId, clientSecret, code: authCode, grantType: "authorization_code" };
      const { accessToken } = await transport.ask(
        { url: apiBase + name, name, json, metered: null },
        exchangedSchema,
      );
      const me = "/v1.0/contact/users/me";
      const headers = { "x-acs-dingtalk-access-token": accessToken };
      const request: Request = { url: apiBase + me, name: me, method: "GET", headers, metered: null };
      return (await transport.ask(request, meSchema)).unionId;
    },
    /** The userid behind a unionId; `outside` for somebody of another organisation. 60121 for nobody. */
    async findByUnion(unionid: string) {
      const { result } = await old("/topapi/user/getbyunionid", { unionid }, foundSchema);
      return { userId: result.userid, outside: result.contact_type !== 0 };
    },
    /** The userid behind a mobile number; 40104 or 60121 for nobody. Wants a permission of its own. */
    findByMobile: async (mobile: string) =>
      (await old("/topapi/v2/user/getbymobile", { mobile }, identitySchema)).result.userid,
    /** One person's unionId. */
    findUnion: async (userid: string) =>
      (await old("/topapi/v2/user/get", { userid }, personSchema)).result.unionid ?? null,
    /** Departments right below one; the root is 1. */
    listDepartments: async (dept_id: number) =>
      (await old("/topapi/v2/department/listsub", { dept_id }, departmentsSchema)).result,
    /** Creates a 待办; the same `sourceId` again is refused. */
    addToAgenda: async (unionId: string, item: Readonly<Record<string, unknown>>) =>
      (
        await call(
          "POST",
          "/v1.0/todo/users/tasks",
          item,
          agendaSchema,
          `/v1.0/todo/users/${encodeURIComponent(unionId)}/tasks?${new URLSearchParams({ operatorId: unionId })}`,
        )
      ).id,
    /** The id of an open 待办 by its `sourceId`, among the latest few hundred; null for none. */
    async findOnAgenda(unionId: string, sourceId: string): Promise<string | null> {
      const path = `/v1.0/todo/users/${encodeURIComponent(unionId)}/org/tasks/query`;
      let nextToken = "0";
      for (let page = 0; page < MOST_PAGES; page++) {
        const json = { isDone: false, nextToken };
        const list = await call("POST", "/v1.0/todo/users/org/tasks/query", json, listedSchema, path);
        const found = list.todoCards.find((card) => card.sourceId === sourceId);
        if (found) return found.taskId;
        if (!list.nextToken) return null;
        nextToken = list.nextToken;
      }
      return null;
    },
    /** Ticks a 待办 off. */
    tickOff: (unionId: string, itemId: string) =>
      call(
        "PUT",
        "/v1.0/todo/users/tasks/done",
        { done: true },
        okSchema,
        `/v1.0/todo/users/${encodeURIComponent(unionId)}/tasks/${encodeURIComponent(itemId)}?${new URLSearchParams({ operatorId: unionId })}`,
      ),
  };
}
