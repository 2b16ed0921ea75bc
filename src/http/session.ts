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

/** Sets `asker` from the cookie; FORBIDDEN without a session, or for somebody who is 停用 by now. */
export function requirePerson(runtime: Runtime): MiddlewareHandler<{ Variables: PageVariables }> {
  return async (context, next) => {
    const claims = runtime.cipher.verify(getCookie(context, COOKIE) ?? "", runtime.clock.now());
    const asker = claims?.session ? await findPerson(runtime, claims.session) : null;
    if (!asker) throw new AppError("NOT_BOUND", "登录已过期。请回到聊天窗口,重新点开机器人发来的链接。");
    context.set("asker", asker);
    await next();
  };
}

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
