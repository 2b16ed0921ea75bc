// The web side: health, the sandbox's API and pages, the H5 pages.
import { Hono } from "hono";
import type { Health } from "../services/health.ts";
import type { Runtime } from "../services/runtime.ts";
import { describeError } from "./errors.ts";
import { createSandboxApi, type SandboxControls } from "./sandbox-api.ts";

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
  server.get("/healthz", async (context) => {
    const state = await health();
    return context.json(state, state.status === "ok" ? 200 : 503);
  });
  if (sandbox) server.route("/sandbox", createSandboxApi(runtime, sandbox));
  return server;
}
