// The simulated REST interface: tokens, messages, cards, files, contacts, logins, group chats.
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { DAY, SECOND } from "../simulated/spans.ts";
import { checkMessage } from "./message-rules.ts";
import { type Answer, keep, mediaExists, sendMessage, updateCard } from "./messaging.ts";
import { mountRobots } from "./robots.ts";
import { findMember, fresh, openIdOf, type World } from "./world.ts";

type Json = Record<string, unknown>;
interface Call {
  query: Record<string, string>;
  body: Json;
  form: FormData | null;
  outgoing: HttpBindings["outgoing"];
}

/** Hono with Node's own request beside it, so that a connection can be cut. */
export type Server = Hono<{ Bindings: HttpBindings }>;

/** Wraps every call: faults first, then the call, then perhaps no answer after all. */
export function answerer(world: World) {
  return async (
    context: Context<{ Bindings: HttpBindings }>,
    path: string,
    call: () => Promise<Answer | Response>,
  ) => {
    const { faults } = world;
    if (faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
    if (faults.status !== null) return context.text("bad gateway", faults.status as 502);
    const fault = faults.refuse.find((one) => one.times > 0 && (one.path ?? path) === path);
    if (fault) fault.times--;
    const answer = fault ? fault.errcode : await call();
    const errcode = typeof answer === "number" ? answer : 0;
    world.calls.push({ path, at: world.now(), errcode });
    if (faults.lostAnswers > 0) {
      faults.lostAnswers--;
      context.env.outgoing.destroy();
      return context.body(null);
    }
    if (answer instanceof Response) return answer;
    if (errcode === 0) return context.json({ errcode: 0, errmsg: "ok", ...(answer as Json) });
    const from = context.env.incoming.socket.remoteAddress ?? "";
    const hint = `hint: [${world.now()}${errcode}], from ip: ${from}`;
    return context.json({
      errcode,
      errmsg: `refused by the simulator, ${hint}, more info at /devtool/query?e=${errcode}`,
    });
  };
}

/** Mounts /cgi-bin. */
export function mountRest(server: Server, world: World): void {
  const answering = answerer(world);
  const rest: Server = new Hono();

  const route = (path: string, call: (parts: Call) => Promise<Answer | Response> | Answer | Response) =>
    rest.all(`/${path}`, (context) =>
      answering(context, path, async () => {
        const refused = refuseCaller(
          world,
          context.env.incoming.socket.remoteAddress ?? "",
          context.req.query(),
        );
        if (refused) return refused;
        const { outgoing } = context.env;
        const query = context.req.query();
        const multipart = (context.req.header("content-type") ?? "").startsWith("multipart/");
        if (multipart) return call({ query, body: {}, form: await context.req.formData(), outgoing });
        const text = context.req.method === "POST" ? await context.req.text() : "{}";
        try {
          return await call({ query, body: JSON.parse(text || "{}"), form: null, outgoing });
        } catch (error) {
          if (error instanceof SyntaxError) return 47001;
          throw error;
        }
      }),
    );

  rest.get("/gettoken", (context) =>
    answering(context, "gettoken", async () => {
      const { corpid, corpsecret } = context.req.query();
      if (corpid !== world.settings.corpId) return 40013;
      if (corpsecret !== world.settings.secret) return 40001;
      const held = [...world.tokens].find(([, token]) => !token.dropped && token.expiresAt > world.now());
      const token = held?.[0] ?? fresh("token");
      if (!held)
        world.tokens.set(token, {
          expiresAt: world.now() + world.faults.tokenSeconds * SECOND,
          dropped: false,
        });
      const left = Math.ceil((world.tokens.get(token)!.expiresAt - world.now()) / SECOND);
      return { access_token: token, expires_in: left };
    }),
  );

  route("message/send", ({ body }) => sendMessage(world, body));
  route("message/update_template_card", ({ body }) => updateCard(world, body));
  route("message/recall", ({ body }) => {
    const message = world.messages.find(({ id }) => id === body.msgid);
    if (!message) return 40058;
    if (world.now() - message.at > DAY) return 42052;
    message.recalled = true;
    return {};
  });
  route("media/upload", ({ query, form }) => upload(world, query.type ?? "", form));
  route("media/get", async ({ query, outgoing }) => {
    const media = world.media.get(query.media_id ?? "");
    if (!media || media.key !== undefined || media.expiresAt <= world.now()) return 40007;
    // UTF-8 bytes where the standard says Latin-1, as the real one; Node's own header writing re-encodes them.
    const head = Buffer.from(
      [
        "HTTP/1.1 200 OK",
        "Content-Type: application/octet-stream",
        `Content-Disposition: attachment; filename="${media.name}"`,
        `Content-Length: ${media.bytes.length}`,
        "Connection: close\r\n\r\n",
      ].join("\r\n"),
    );
    await new Promise<void>((resolve) => {
      outgoing.socket!.end(Buffer.concat([head, media.bytes]), resolve);
    });
    outgoing.destroy();
    return new Response(null);
  });
  route("user/get", ({ query }) => {
    const member = findMember(world, query.userid ?? "");
    if (!member) return 60111;
    if (!member.visible) return 60011;
    const { userid, name, department, status } = member;
    return { userid, name, department, status, order: [0], position: "", main_department: department[0] };
  });
  route("user/simplelist", ({ query }) => {
    const id = Number(query.department_id);
    if (!world.departments.some((one) => one.id === id)) return 60003;
    const own = world.members.filter(({ department, visible }) => visible && department.includes(id));
    return { userlist: own.map(({ userid, name, department }) => ({ userid, name, department })) };
  });
  route("department/simplelist", () => ({
    department_id: world.departments.map(({ id, parentid, order }) => ({ id, parentid, order })),
  }));
  route("department/list", () => ({ department: world.departments }));
  route("batch/openuserid_to_userid", ({ body }) => {
    const ids = body.open_userid_list as string[];
    const meant = ids.flatMap((open_userid) => {
      const member = world.members.find((one) => one.visible && openIdOf(one) === open_userid);
      return member ? [{ open_userid, userid: member.userid }] : [];
    });
    const known = meant.map(({ open_userid }) => open_userid);
    return { userid_list: meant, invalid_open_userid_list: ids.filter((id) => !known.includes(id)) };
  });
  route("user/getuserid", ({ body }) => {
    const member = world.members.find(({ mobile, visible }) => visible && mobile === body.mobile);
    return member ? { userid: member.userid } : 46004;
  });
  route("auth/getuserinfo", ({ query }) => {
    const login = world.logins.get(query.code ?? "");
    if (!login || login.used) return 40029;
    if (login.expiresAt <= world.now()) return 42003;
    login.used = true;
    return login.userid ? { userid: login.userid } : { openid: fresh("openid") };
  });
  route("getcallbackip", () => ({ ip_list: ["127.0.0.*"] }));
  route("appchat/create", ({ body }) => {
    const {
      name = "",
      owner = "",
      userlist,
      chatid,
    } = body as Record<string, string> & { userlist: string[] };
    const id = chatid ?? fresh("chat").replace("-", "");
    if (world.chats.has(id)) return 86215;
    if (!Array.isArray(userlist) || userlist.length < 2 || !userlist.every((one) => findMember(world, one)))
      return 86216;
    world.chats.set(id, { name, owner, userlist });
    return { chatid: id };
  });
  route("appchat/send", ({ body }) => {
    const chat = world.chats.get(String(body.chatid));
    if (!chat) return 86001;
    const errcode = checkMessage(body, {
      markdown: 2048,
      cards: [],
      emptyText: 44004,
      mediaExists: (id) => mediaExists(world, id),
    });
    if (errcode) return errcode;
    keep(world, { to: chat.userlist, chat: chat.name, body });
    return {};
  });
  mountRobots(rest, world, answering);
  rest.all("*", (context) => answering(context, context.req.path, async () => 40035));
  server.route("/cgi-bin", rest);
}

/** Trusted addresses and tokens, which every call but gettoken needs. */
function refuseCaller(world: World, ip: string, { access_token: token }: Record<string, string>): number {
  const { trustedIps } = world.faults;
  if (!token) return 41001;
  const held = world.tokens.get(token);
  if (!held || held.dropped) return 40014;
  if (held.expiresAt <= world.now()) return 42001;
  return trustedIps && !trustedIps.includes(ip) ? 60020 : 0;
}

const MOST: Record<string, number> = {
  image: 10 * 1024 ** 2,
  voice: 2 * 1024 ** 2,
  video: 10 * 1024 ** 2,
  file: 20 * 1024 ** 2,
};

/** Keeps an uploaded file for three days; `key` where it is one robot's own. */
export async function upload(
  world: World,
  type: string,
  form: FormData | null,
  key?: string,
): Promise<Answer> {
  const most = MOST[type];
  if (most === undefined) return 40004;
  const part = form?.get("media");
  if (!(part instanceof File) || part.name === "") return 44001;
  const bytes = new Uint8Array(await part.arrayBuffer());
  if (bytes.length <= 5) return 40006;
  if (bytes.length > most) return 45001;
  const id = fresh("media");
  world.media.set(id, {
    name: part.name,
    type,
    bytes,
    expiresAt: world.now() + 3 * DAY,
    ...(key === undefined ? {} : { key }),
  });
  return { type, media_id: id, created_at: String(Math.floor(world.now() / SECOND)) };
}
