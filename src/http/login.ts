// Logging in by a chat platform: a browser goes there and comes back, and whoever it is gets a session of ours.
import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Login, Platform } from "../chat/platform.ts";
import { AppError } from "../errors.ts";
import { findAsker, listBoundPlatforms } from "../services/people.ts";
import type { Runtime } from "../services/runtime.ts";
import { LoginPage } from "./pages/login.tsx";
import { LoginScript } from "./pages/login-script.tsx";
import { openSession, readSession, safePath } from "./session.ts";

/** The logins of one deployment. */
export interface Logins {
  /** GET /login and /login/{platform}. */
  readonly routes: Hono;
  /** The address that logs a browser in and brings it back to `to`; null where no platform can tell who it is. */
  pathFor(to: string): string | null;
  /**
   * Lets only this person on, where the person's platform can tell who that is: null to go on, a redirect to the login,
   * or FORBIDDEN for somebody else.
   */
  admit(context: Context, personId: string): Promise<Response | null>;
}

const COOKIE = "baosong_login";
const MINUTES = 10;

const NOT_YOURS = "这个链接是发给别人的，您不能打开。请从机器人发给您的消息里打开。";

/** Logins by the platforms that have one. */
export function createLogins(runtime: Runtime, platforms: Iterable<Platform>): Logins {
  const logins = new Map<string, Login>();
  for (const { name, login } of platforms) if (login) logins.set(name, login);

  /** Sends the browser away; what it has to bring back is bound to it by a cookie. */
  const leave = (
    context: Context,
    name: string,
    to: string,
    again: boolean,
  ): Response | Promise<Response> => {
    const state = randomBytes(16).toString("hex");
    const until = new Date(runtime.clock.now().getTime() + MINUTES * 60_000);
    const claims = { login: name, state, to, ...(again ? { again: "1" } : {}) };
    setCookie(context, COOKIE, runtime.cipher.sign(claims, until), {
      httpOnly: true,
      // The platform's page leads back to us.
      sameSite: "Lax",
      secure: runtime.publicUrl.startsWith("https:"),
      path: "/login",
      maxAge: MINUTES * 60,
    });
    const agent = context.req.header("user-agent") ?? "";
    const returnTo = `${runtime.publicUrl}/login/${name}`;
    const login = logins.get(name)!;
    const script = login.script?.({ agent, returnTo, state });
    if (script) return context.html(LoginScript({ ...script, nonce: randomBytes(16).toString("base64") }));
    return context.redirect(login.url({ agent, returnTo, state }));
  };

  const comeBack = async (context: Context, name: string): Promise<Response> => {
    const query = context.req.query();
    const claims = runtime.cipher.verify(getCookie(context, COOKIE) ?? "", runtime.clock.now());
    deleteCookie(context, COOKIE, { path: "/login" });
    if (!claims || claims.login !== name || claims.state !== query.state)
      throw new AppError("NOT_BOUND", "登录没有完成或已过期。请回到聊天窗口，重新点开链接。");
    let userId: string | null;
    try {
      userId = await logins.get(name)!.read(query);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "PLATFORM_REJECTED") throw error;
      // A code works once, and a browser that asked ahead may have used it up.
      if (claims.again === undefined) return leave(context, name, safePath(claims.to), true);
      runtime.log.warn({ platform: name, reason: error.message }, "login refused");
      throw new AppError("PLATFORM_REJECTED", "登录没有成功，请稍后再试；仍不行时，请告知牵头科室。");
    }
    if (userId === null)
      throw new AppError(
        "FORBIDDEN",
        `您不是本单位的成员，不能这样打开。外单位的联系人请向牵头科室索取绑定码，在浏览器打开 ${runtime.publicUrl}/bind 。`,
      );
    const asker = await findAsker(runtime, name, userId);
    if (!asker)
      throw new AppError(
        "NOT_BOUND",
        "您还没有绑定身份。请向牵头科室索取绑定码，在聊天中发给机器人：/绑定 绑定码。",
      );
    openSession(context, runtime, asker.id);
    return context.redirect(safePath(claims.to));
  };

  const wayBy = (name: string, to: string) => `/login/${name}?${new URLSearchParams({ to })}`;
  const pathFor = (to: string, names: readonly string[] = [...logins.keys()]): string | null => {
    const [name, ...others] = names.filter((each) => logins.has(each));
    if (name === undefined) return null;
    return others.length === 0 ? wayBy(name, to) : `/login?${new URLSearchParams({ to })}`;
  };

  const routes = new Hono();
  routes.get("/", (context) => {
    const to = safePath(context.req.query("to"));
    const ways = [...logins].map(([name, { title }]) => ({ title: title ?? name, href: wayBy(name, to) }));
    const bindPath = `/bind?${new URLSearchParams({ to })}`;
    return context.html(LoginPage({ ways, bindPath }));
  });
  routes.get("/:platform", (context) => {
    const name = context.req.param("platform");
    if (!logins.has(name)) throw new AppError("NOT_FOUND", "没有这种登录方式。请从聊天窗口打开链接。");
    const { state, to } = context.req.query();
    return state === undefined ? leave(context, name, safePath(to), false) : comeBack(context, name);
  });

  return {
    routes,
    pathFor: (to) => pathFor(to),
    async admit(context, personId) {
      const bound = await listBoundPlatforms(runtime, personId);
      const login = pathFor(pathOf(context), bound);
      if (login === null) return null;
      const session = readSession(context, runtime);
      if (session === null) return context.redirect(login);
      if (session !== personId) throw new AppError("FORBIDDEN", NOT_YOURS);
      return null;
    },
  };
}

/** A request's path with its query. */
export function pathOf(context: Context): string {
  const { pathname, search } = new URL(context.req.url);
  return pathname + search;
}
