// Where people who can't speak to the bot bind their browser by a one-time code, and what they find there afterwards.
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { getCookie, setCookie } from "hono/cookie";
import { AppError } from "../errors.ts";
import { BROWSER_DAYS, bindBrowser, findBrowsersPerson } from "../services/browsers.ts";
import { findPerson } from "../services/people.ts";
import type { Runtime } from "../services/runtime.ts";
import { findOwed } from "../services/submissions/owed.ts";
import { BindPage, OwnPage } from "./pages/bind.tsx";
import { noStore, openSession, readSession, safePath } from "./session.ts";

const COOKIE = "baosong_browser";
const MOST_BYTES = 4096;

/** Routes under /bind. */
export function createBindPages(runtime: Runtime): Hono {
  const pages = new Hono();
  pages.use(noStore);

  pages.get("/", async (context) => {
    const session = readSession(context, runtime);
    const asker = session === null ? null : await findPerson(runtime, session);
    if (!asker) return context.html(<BindPage to={safePath(context.req.query("to") ?? "/bind")} />);
    const owed = await findOwed(runtime.store.db, asker, runtime.clock.now());
    return context.html(<OwnPage person={asker.name} owed={owed} />);
  });

  pages.post("/", bodyLimit({ maxSize: MOST_BYTES }), async (context) => {
    const form = await context.req.formData();
    const field = (name: string) => String(form.get(name) ?? "");
    const typed = { code: field("code"), name: field("name") };
    const to = safePath(field("to"));
    try {
      const { personId, key } = await bindBrowser(runtime, typed);
      setCookie(context, COOKIE, key, {
        httpOnly: true,
        sameSite: "Lax",
        secure: runtime.publicUrl.startsWith("https:"),
        path: "/",
        maxAge: BROWSER_DAYS * 86_400,
      });
      openSession(context, runtime, personId);
      return context.redirect(to);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "INVALID_INPUT") throw error;
      return context.html(<BindPage to={to} {...typed} wrong={error.message} />, 400);
    }
  });
  return pages;
}

/** Opens a session for a bound browser whose last one is over, before a page is asked for. */
export function resumeSession(runtime: Runtime): MiddlewareHandler {
  return async (context, next) => {
    const key = getCookie(context, COOKIE);
    const opensPage = context.req.method === "GET" && context.req.header("accept")?.includes("text/html");
    if (!key || !opensPage || readSession(context, runtime) !== null) return next();
    const personId = await findBrowsersPerson(runtime, key);
    if (personId === null) return next();
    openSession(context, runtime, personId);
    const { pathname, search } = new URL(context.req.url);
    return context.redirect(pathname + search);
  };
}
