// Who is behind a page: a signed cookie, set by a signed link or by the sandbox's login.
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Asker } from "../chat/context.ts";
import { AppError } from "../errors.ts";
import { findPerson } from "../services/people.ts";
import type { Runtime } from "../services/runtime.ts";
import type { Cause } from "../services/unit-of-work.ts";

/** Variables of a route behind `requirePerson`. */
export interface PageVariables {
  asker: Asker;
  /** Where a browser without a session logs in and comes back from; null where no platform can tell who it is. */
  loginPath: string | null;
}

const COOKIE = "baosong";
const SESSION_HOURS = 12;

/** Starts a session for a person. */
export function openSession(context: Context, runtime: Runtime, personId: string): void {
  const until = new Date(runtime.clock.now().getTime() + SESSION_HOURS * 3_600_000);
  setCookie(context, COOKIE, runtime.cipher.sign({ session: personId }, until), {
    httpOnly: true,
    sameSite: "Lax",
    secure: runtime.publicUrl.startsWith("https:"),
    path: "/",
    maxAge: SESSION_HOURS * 3600,
  });
}

/** A path within this site, or the front page: a link never leads elsewhere. */
export function safePath(path: string | undefined): string {
  return path && /^\/(?![/\\])/.test(path) ? path : "/";
}

/** Whose session the browser has; null for none. */
export function readSession(context: Context, runtime: Runtime): string | null {
  const claims = runtime.cipher.verify(getCookie(context, COOKIE) ?? "", runtime.clock.now());
  return claims?.session ?? null;
}

const opensPage = (context: Context) =>
  context.req.method === "GET" && context.req.header("accept")?.includes("text/html");

/**
 * Sets `asker` from the cookie. A browser without a session is sent to log in, where that is possible; anybody else,
 * and somebody who is 停用 by now, gets NOT_BOUND.
 */
export function requirePerson(runtime: Runtime): MiddlewareHandler<{ Variables: PageVariables }> {
  return async (context, next) => {
    const session = readSession(context, runtime);
    const asker = session === null ? null : await findPerson(runtime, session);
    const login = context.get("loginPath");
    if (session === null && login && opensPage(context)) return context.redirect(login);
    if (!asker) throw new AppError("NOT_BOUND", "登录已过期。请回到聊天窗口，重新点开机器人发来的链接。");
    context.set("asker", asker);
    await next();
  };
}

/** The name under which a form carries the person it was opened by. */
export const OPENED_BY = "_as";

/** Refuses a form that was opened as somebody else: another link in the same browser changes who its tabs act as. */
export const samePerson: MiddlewareHandler<{ Variables: PageVariables }> = async (context, next) => {
  const isForm = /form/.test(context.req.header("content-type") ?? "");
  const openedBy = context.req.method === "POST" && isForm && (await context.req.formData()).get(OPENED_BY);
  if (openedBy && openedBy !== context.get("asker").id)
    throw new AppError(
      "CONFLICT",
      `这个页面是以另一个人的身份打开的，没有提交。现在登录的是${context.get("asker").name}，请从机器人发给您的卡片重新打开。`,
    );
  await next();
};

/** Pages with what people filled in stay out of every cache, so that going back shows what is, not what was. */
export const noStore: MiddlewareHandler = async (context, next) => {
  await next();
  context.header("cache-control", "no-store");
};

/** A page's act as the cause of its unit of work. */
export function pageCause(asker: Asker): Cause {
  return {
    orgId: asker.orgId,
    actor: { kind: "person", id: asker.id, name: asker.name },
    label: "page",
  };
}
