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
  callbacks: ReadonlyMap<string, Callback>;
  dataDir: string;
}

/** The callback addresses of all platforms by their kind. */
export function collectCallbacks(platforms: Iterable<Platform>): ReadonlyMap<string, Callback> {
  const callbacks = new Map<string, Callback>();
  for (const platform of platforms)
    for (const [kind, callback] of platform.callbacks ?? []) {
      if (callbacks.has(kind)) throw new Error(`two callbacks of the kind ${kind}`);
      callbacks.set(kind, callback);
    }
  return callbacks;
}

/** `GET|POST /callback/{kind}/{bot}` of all platforms, and `GET /WW_verify_*.txt`. */
export function createIngress({ runtime, callbacks, dataDir }: IngressParts): Hono {
  const find = (context: Context): Callback => {
    const callback = callbacks.get(context.req.param("kind") ?? "");
    if (!callback) throw new AppError("UNKNOWN_BOT", "没有这个回调地址。");
    return callback;
  };
  const read = (context: Context, body: string): CallbackRequest => ({
    bot: context.req.param("bot") ?? "",
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
