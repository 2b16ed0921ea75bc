// The web side: health, the sandbox's API and pages, the H5 pages.
import { Hono } from "hono";
import { contextStorage } from "hono/context-storage";
import type { Platform } from "../chat/platform.ts";
import { AppError } from "../errors.ts";
import type { Health } from "../services/health.ts";
import type { Runtime } from "../services/runtime.ts";
import { createAssets } from "./assets.ts";
import { createBindPages, resumeSession } from "./bind-pages.tsx";
import { createDeskPages } from "./desk-pages.tsx";
import { describeError, describeMissing } from "./errors.ts";
import { createFiles } from "./files.ts";
import { createFormPages } from "./form-pages.tsx";
import { createInbox } from "./inbox.ts";
import { collectCallbacks, createIngress } from "./ingress.ts";
import { createLedgerPages } from "./ledger-pages.tsx";
import { createLogins, pathOf } from "./login.ts";
import { createPlanPages } from "./plan-pages.tsx";
import { createProblemPages } from "./problem-pages.tsx";
import { createProgressPages } from "./progress-pages.tsx";
import { createReviewPages } from "./review-pages.tsx";
import { createRollUpPages } from "./roll-up-pages.tsx";
import { createSandboxApi, type SandboxControls } from "./sandbox-api.ts";
import { createSandboxPage } from "./sandbox-page.tsx";
import { openSession, type PageVariables, safePath } from "./session.ts";
import { createTypeSize } from "./type-size.ts";

/** What the routes need. `sandbox` is null where it is off, "shut" where it was asked for beside a real platform. */
export interface ServerParts {
  runtime: Runtime;
  health: () => Promise<Health>;
  platforms: readonly Platform[];
  dataDir: string;
  /** INBOX_SECRET, where an edge hands callbacks on. `realNow` is the time by which it signs, in milliseconds. */
  edge: { secret: string; realNow: () => number } | null;
  sandbox: SandboxControls | "shut" | null;
}

/** All routes of one deployment. */
export function createServer({
  runtime,
  health,
  platforms,
  dataDir,
  edge,
  sandbox,
}: ServerParts): Hono<{ Variables: Pick<PageVariables, "loginPath"> }> {
  const server: Hono<{ Variables: Pick<PageVariables, "loginPath"> }> = new Hono();
  const logins = createLogins(runtime, platforms);
  server.use(contextStorage());
  server.onError((error, context) => describeError(runtime, error, context));
  server.notFound(describeMissing);
  server.get("/healthz", async (context) => {
    const state = await health();
    return context.json(state, state.status === "ok" ? 200 : 503);
  });
  const callbacks = collectCallbacks(platforms);
  server.route("/", createIngress({ runtime, callbacks, dataDir }));
  if (edge) server.route("/", createInbox({ runtime, callbacks, ...edge }));
  server.route("/assets", createAssets());
  server.route("/type", createTypeSize());
  server.route("/login", logins.routes);
  server.use(resumeSession(runtime));
  server.route("/bind", createBindPages(runtime));
  server.use(async (context, next) => {
    context.set("loginPath", logins.pathFor(pathOf(context)));
    await next();
  });
  server.route("/files", createFiles(runtime, logins));
  server.route("/form", createFormPages(runtime));
  server.route("/review", createReviewPages(runtime));
  server.route("/desk", createDeskPages(runtime));
  server.route("/plan", createPlanPages(runtime));
  server.route("/problem", createProblemPages(runtime));
  server.route("/ledgers", createLedgerPages(runtime));
  server.route("/progress", createProgressPages(runtime));
  server.route("/roll-up", createRollUpPages(runtime));
  server.get("/go/:token", async (context) => {
    const claims = runtime.cipher.verify(context.req.param("token"), runtime.clock.now());
    if (!claims?.person) throw new AppError("NOT_BOUND", "链接已过期。请回到聊天窗口，重新点开最新的卡片。");
    const elsewhere = await logins.admit(context, claims.person);
    if (elsewhere) return elsewhere;
    openSession(context, runtime, claims.person);
    return context.redirect(safePath(claims.to));
  });
  if (sandbox === "shut") {
    const refuse = () => {
      throw new AppError("FORBIDDEN", "这里已接入真实平台，沙盒不能使用。");
    };
    server.all("/", refuse);
    server.all("/sandbox/*", refuse);
  } else if (sandbox) {
    server.get("/sandbox/login", (context) => {
      const { person, to } = context.req.query();
      if (!person) throw new AppError("INVALID_INPUT", "请在地址里写明 person。");
      openSession(context, runtime, person);
      return context.redirect(safePath(to));
    });
    server.route("/sandbox", createSandboxApi(runtime, sandbox));
    server.route("/", createSandboxPage(runtime));
  }
  return server;
}
