// Where platforms speak to us: callback addresses, and the file by which one of them sees that a domain is ours.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Callback, CallbackRequest, Platform } from "../chat/platform.ts";
import { AppError } from "../errors.ts";
import { acceptArrival } from "../services/inbox.ts";
import type { Runtime } from "../services/runtime.ts";
import { answerPlainly } from "./errors.ts";

// Callbacks carry words and keys of files, never files.
const MOST_BYTES = 512 * 1024;
const MOST_PROOF_BYTES = 1024;

/** What the routes need. The proof of a domain is a file in `dataDir`, as it was downloaded from the console. */
export interface IngressParts {
  runtime: Runtime;
  callbacks: Callbacks;
  dataDir: string;
}

/** The callback addresses of all platforms. */
export type Callbacks = (kind: string, route: string) => Callback;

/** Finds the callback behind an address; UNKNOWN_BOT where there is none. */
export function collectCallbacks(platforms: Iterable<Platform>): Callbacks {
  const callbacks = new Map<string, Callback>();
  for (const { callbacks: own = new Map<string, Callback>(), route = "default" } of platforms)
    for (const [kind, callback] of own) {
      const path = `${kind}/${route}`;
      if (callbacks.has(path)) throw new Error(`two callbacks at ${path}`);
      callbacks.set(path, callback);
    }
  return (kind, route) => {
    const callback = callbacks.get(`${kind}/${route}`);
    if (!callback) throw new AppError("UNKNOWN_BOT", "没有这个回调地址。");
    return callback;
  };
}

/** `GET|POST /callback/{kind}/{bot}` of all platforms, and `GET /WW_verify_*.txt`. */
export function createIngress({ runtime, callbacks, dataDir }: IngressParts): Hono {
  const find = (context: Context): Callback =>
    callbacks(context.req.param("kind") ?? "", context.req.param("bot") ?? "");
  const read = (context: Context, body: string): CallbackRequest => ({
    query: context.req.query(),
    headers: context.req.raw.headers,
    body,
  });

  const ingress = new Hono();
  ingress.onError((error, context) => {
    const { kind = "", bot = "" } = context.req.param() as Record<string, string>;
    const about = { kind: kind.slice(0, 40), bot: bot.slice(0, 40) };
    if (error instanceof AppError && error.code !== "INTERNAL")
      runtime.log.warn({ ...about, code: error.code, reason: error.message }, "callback refused");
    else runtime.log.error({ ...about, error: error.message, stack: error.stack }, "callback failed");
    // Whoever forged it learns nothing from the answer; why it was refused stands in the log.
    return answerPlainly(error, context);
  });
  ingress.get("/callback/:kind/:bot", async (context) => {
    const { verify } = find(context);
    if (!verify) throw new AppError("NOT_FOUND", "这个回调地址只接收 POST。");
    return context.text(await verify(read(context, "")));
  });
  ingress.post(
    "/callback/:kind/:bot",
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (context) => {
        runtime.log.warn({ kind: context.req.param("kind")?.slice(0, 40) }, "callback too large");
        return context.json({ error: "INVALID_INPUT" }, 413);
      },
    }),
    async (context) => {
      const { arrival, answer } = await find(context).receive(read(context, await context.req.text()));
      if (arrival) await acceptArrival(runtime, arrival);
      return typeof answer === "string" ? context.text(answer) : context.json(answer);
    },
  );
  ingress.get("/:name{WW_verify_[0-9A-Za-z]{1,64}\\.txt}", (context) => {
    const proof = readProof(join(dataDir, context.req.param("name")));
    if (proof === null)
      throw new AppError("NOT_FOUND", "没有这个校验文件。请把从管理后台下载的文件放进 DATA_DIR。");
    return context.text(proof);
  });
  return ingress;
}

function readProof(path: string): string | null {
  try {
    const proof = readFileSync(path, "utf8");
    return proof.length <= MOST_PROOF_BYTES ? proof.trim() : null;
  } catch {
    return null;
  }
}
