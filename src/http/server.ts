// The web side: health, the sandbox's API and pages, the H5 pages.
import { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { Health } from "../services/health.ts";
import type { Runtime } from "../services/runtime.ts";
import { createAssets } from "./assets.ts";
import { createDeskPages } from "./desk-pages.tsx";
import { describeError, describeMissing } from "./errors.ts";
import { createFiles } from "./files.ts";
import { createFormPages } from "./form-pages.tsx";
import { createPlanPages } from "./plan-pages.tsx";
import { createProblemPages } from "./problem-pages.tsx";
import { createProgressPages } from "./progress-pages.tsx";
import { createReviewPages } from "./review-pages.tsx";
import { createSandboxApi, type SandboxControls } from "./sandbox-api.ts";
import { createSandboxPage } from "./sandbox-page.tsx";
import { openSession, safePath } from "./session.ts";

/** What the routes need. `sandbox` is null where the sandbox is off. */
export interface ServerParts {
  runtime: Runtime;
  health: () => Promise<Health>;
  sandbox: SandboxControls | null;
}

/** All routes of one deployment. */
export function createServer({ runtime, health, sandbox }: ServerParts): Hono {
  const server = new Hono();
  server.onError((error, context) => describeError(runtime, error, context));
  server.notFound(describeMissing);
  server.get("/healthz", async (context) => {
    const state = await health();
    return context.json(state, state.status === "ok" ? 200 : 503);
  });
  server.route("/assets", createAssets());
  server.route("/files", createFiles(runtime));
  server.route("/form", createFormPages(runtime));
  server.route("/review", createReviewPages(runtime));
  server.route("/desk", createDeskPages(runtime));
  server.route("/plan", createPlanPages(runtime));
  server.route("/problem", createProblemPages(runtime));
  server.route("/progress", createProgressPages(runtime));
  server.get("/go/:token", (context) => {
    const claims = runtime.cipher.verify(context.req.param("token"), runtime.clock.now());
    if (!claims?.person) throw new AppError("NOT_BOUND", "链接已过期。请回到聊天窗口,重新点开最新的卡片。");
    openSession(context, runtime, claims.person);
    return context.redirect(safePath(claims.to));
  });
  if (sandbox) {
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
