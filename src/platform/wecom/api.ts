// The REST calls of an app, each with the shape of its answer; vendor pages are named by their number.
import { z } from "zod";
import type { Log } from "../../log.ts";
import { createTokens } from "../tokens.ts";
import { errcodeOf } from "./errcodes.ts";
import { MEDIA } from "./limits.ts";
import type { Body } from "./render.ts";
import type { PressedCard } from "./template-card.ts";
import { createTransport, type Transport } from "./transport.ts";

/** An app's credentials. */
export interface AppCredentials {
  /** `WECOM_API_BASE`, with `/cgi-bin`. */
  apiBase: string;
  corpId: string;
  secret: string;
  agentId: number;
  log: Pick<Log, "warn">;
}

/** What a card becomes for whoever pressed it. */
export interface CardPatch {
  userId: string;
  responseCode: string;
  become: PressedCard;
}

/** A message's body, or a file that has been uploaded. */
export type Sendable = Body | { msgtype: "file"; file: { media_id: string } };

const okSchema = z.looseObject({});
// D:90236: separated by bars, and in lower case whatever was sent.
const namesSchema = z
  .string()
  .default("")
  .transform((names) => names.split("|").filter(Boolean));
const sentSchema = z.object({
  invaliduser: namesSchema,
  unlicenseduser: namesSchema,
  msgid: z.string().optional(),
  response_code: z.string().optional(),
});
// D:94888: here it is a list.
const patchedSchema = z.object({ invaliduser: z.array(z.string()).default([]) });
const uploadedSchema = z.object({ media_id: z.string().min(1) });
const memberSchema = z.object({
  userid: z.string(),
  name: z.string().default(""),
  department: z.array(z.number()).default([]),
  status: z.number().optional(),
});
const membersSchema = z.object({
  userlist: z.array(z.object({ userid: z.string(), name: z.string().default("") })),
});
const departmentsSchema = z.object({
  department_id: z.array(z.object({ id: z.number(), parentid: z.number().default(0) })),
});
const namedSchema = z.object({
  department: z.array(z.object({ id: z.number(), name: z.string().default("") })),
});
const openedSchema = z.object({
  userid_list: z.array(z.object({ open_userid: z.string(), userid: z.string() })).default([]),
});
const identitySchema = z.object({ userid: z.string().optional(), openid: z.string().optional() });
const foundSchema = z.object({ userid: z.string() });
const addressesSchema = z.object({ ip_list: z.array(z.string()).default([]) });

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const EARLY_SECONDS = 300;
// 40001 on a call that is not gettoken means the same as 40014: somebody renewed the token elsewhere.
const SPENT = [40014, 42001, 40001];

/** Keeps the token of one app (D:91039). */
const keepToken = (transport: Transport, corpid: string, corpsecret: string) =>
  createTokens({
    async issue() {
      const answer = await transport.ask({ path: "gettoken", query: { corpid, corpsecret } }, tokenSchema);
      const life = answer.expires_in;
      return { token: answer.access_token, seconds: Math.max(life - EARLY_SECONDS, life / 2) };
    },
    isSpent: (error) => SPENT.includes(errcodeOf(error) ?? 0),
    isFinal: ({ code }) => code !== "PLATFORM_UNAVAILABLE",
  });

/** The calls of one app, over one token. */
export type WecomApi = ReturnType<typeof createApi>;

/** Calls of one app. All may throw RATE_LIMITED, PLATFORM_REJECTED or PLATFORM_UNAVAILABLE. */
export function createApi({ apiBase, corpId, secret, agentId, log }: AppCredentials) {
  const transport = createTransport(apiBase.replace(/\/+$/, ""), log);
  const withToken = keepToken(transport, corpId, secret);

  const get = <T>(path: string, schema: z.ZodType<T>, query: Record<string, string> = {}) =>
    withToken((access_token) => transport.ask({ path, query: { access_token, ...query } }, schema));
  const post = <T>(path: string, json: unknown, schema: z.ZodType<T>) =>
    withToken((access_token) => transport.ask({ path, query: { access_token }, json }, schema));

  return {
    /** message/send (D:90236) to one member. `again` asks WeCom to drop it where the same was sent in the last half hour. */
    sendToMember: (userId: string, body: Sendable, again: boolean) =>
      post(
        "message/send",
        {
          touser: userId,
          agentid: agentId,
          ...body,
          ...(again ? { enable_duplicate_check: 1, duplicate_check_interval: 1800 } : {}),
        },
        sentSchema,
      ),
    /** appchat/send (D:90248) into a group that the app made. */
    sendToChat: (chatId: string, body: Sendable) =>
      post("appchat/send", { chatid: chatId, ...body }, okSchema),
    /** message/update_template_card (D:94888); 60140 for a code that is used or older than 72 hours. */
    patchCard: ({ userId, responseCode, become }: CardPatch) =>
      post(
        "message/update_template_card",
        {
          userids: [userId],
          agentid: agentId,
          response_code: responseCode,
          ...become,
        },
        patchedSchema,
      ),
    /** media/upload (D:90253): an id that lasts three days, for every app of the organisation. */
    uploadFile: (name: string, bytes: Uint8Array) =>
      withToken((access_token) =>
        transport.ask(
          { path: "media/upload", query: { access_token, type: "file" }, form: fileForm(name, bytes) },
          uploadedSchema,
        ),
      ),
    /** media/get (D:90254): what a member sent, and the name it has there, if any. */
    async downloadFile(mediaId: string) {
      const query = { media_id: mediaId };
      const file = await withToken((access_token) =>
        transport.download({ path: "media/get", query: { access_token, ...query } }, MEDIA.most),
      );
      return { bytes: file.bytes, mime: file.mime, name: fileNameOf(file.disposition) };
    },
    /** auth/getuserinfo (D:91023): who came back from a login; no userid for somebody from outside. */
    identify: (code: string) => get("auth/getuserinfo", identitySchema, { code }),
    /** user/get (D:90196). `status`: 1 active, 2 disabled, 4 not activated, 5 left. */
    readMember: (userId: string) => get("user/get", memberSchema, { userid: userId }),
    /** batch/openuserid_to_userid (D:101521): what encrypted ids mean, of members within the app's sight. */
    async openUserIds(ids: readonly string[]) {
      const { userid_list } = await post(
        "batch/openuserid_to_userid",
        { open_userid_list: ids },
        openedSchema,
      );
      return new Map(userid_list.map(({ open_userid, userid }) => [open_userid, userid]));
    },
    /** user/getuserid (D:95402). Too many numbers that nobody has get the call blocked for a day. */
    findByMobile: (mobile: string) => post("user/getuserid", { mobile }, foundSchema),
    /** department/simplelist (D:95350), all within the app's sight. */
    listDepartments: async () => (await get("department/simplelist", departmentsSchema)).department_id,
    /** department/list (D:90208), the same with their names, which may be empty where the app may not see them. */
    listNamedDepartments: async () => (await get("department/list", namedSchema)).department,
    /** user/simplelist (D:90200) of one department, not of those below it. */
    listMembers: async (departmentId: number) =>
      (await get("user/simplelist", membersSchema, { department_id: String(departmentId) })).userlist,
    /** getcallbackip (D:90930): where callbacks come from, as `1.2.3.*`. */
    listCallbackAddresses: async () => (await get("getcallbackip", addressesSchema)).ip_list,
  };
}

/** A group robot (D:99110): its key is its only secret. */
export type WebhookApi = ReturnType<typeof createWebhookApi>;

/** Calls of group robots, each by its key. */
export function createWebhookApi({ apiBase, log }: Pick<AppCredentials, "apiBase" | "log">) {
  const transport = createTransport(apiBase.replace(/\/+$/, ""), log);
  return {
    /** webhook/send: no id comes back, nothing can be taken back. */
    send: (key: string, body: Sendable) =>
      transport.ask({ path: "webhook/send", query: { key }, json: body }, okSchema),
    /** webhook/upload_media: an id for the same robot only. */
    uploadFile: (key: string, name: string, bytes: Uint8Array) =>
      transport.ask(
        { path: "webhook/upload_media", query: { key, type: "file" }, form: fileForm(name, bytes) },
        uploadedSchema,
      ),
  };
}

function fileForm(name: string, bytes: Uint8Array): FormData {
  const form = new FormData();
  form.append("media", new Blob([Uint8Array.from(bytes)]), name);
  return form;
}

/** The name in a Content-Disposition, whose bytes are UTF-8 although headers are read as Latin-1; null where none is. */
export function fileNameOf(disposition: string): string | null {
  const encoded = /filename\*=UTF-8''((?:[^;%\s]|%[0-9a-f]{2})+)/i.exec(disposition)?.[1];
  if (encoded) return new URLSearchParams(`name=${encoded.replaceAll("+", "%2B")}`).get("name");
  const plain = /filename="([^"]*)"/i.exec(disposition)?.[1] ?? /filename=([^;]+)/i.exec(disposition)?.[1];
  return plain ? Buffer.from(plain, "latin1").toString("utf8").trim() : null;
}
