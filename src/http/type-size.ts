// 大字: a browser's own choice of larger type, kept in a cookie, so that it works without a script.
import { Hono } from "hono";
import { tryGetContext } from "hono/context-storage";
import { getCookie, setCookie } from "hono/cookie";
import { safePath } from "./session.ts";

const COOKIE = "type";
const LARGE = "large";
const YEAR_SECONDS = 365 * 24 * 3600;

/** Where the page being drawn stands: whether in large type, and the link that changes it; null outside a request. */
export function readTypeSize(): { large: boolean; href: string } | null {
  const context = tryGetContext();
  if (!context) return null;
  const large = getCookie(context, COOKIE) === LARGE;
  const { pathname, search } = new URL(context.req.url);
  return { large, href: `/type/${large ? "normal" : LARGE}?to=${encodeURIComponent(pathname + search)}` };
}

/** Routes under /type. */
export function createTypeSize(): Hono {
  const routes = new Hono();
  routes.get("/:size", (context) => {
    setCookie(context, COOKIE, context.req.param("size") === LARGE ? LARGE : "", {
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      maxAge: YEAR_SECONDS,
    });
    return context.redirect(safePath(context.req.query("to")));
  });
  return routes;
}
