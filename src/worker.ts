// Composition root of the edge (Cloudflare Workers): callbacks are checked, queued as they came and handed to the core.
import { type Envelope, FORWARD_HEADERS, forwardedSchema, signForward } from "./chat/forward.ts";
import { AppError } from "./errors.ts";
import { EDGE_CHECKS } from "./platform/wecom/edge.ts";

interface InboxQueue {
  send(envelope: Envelope): Promise<void>;
}

interface Held {
  readonly body: Envelope;
  readonly attempts: number;
  ack(): void;
  retry(options: { delaySeconds: number }): void;
}

/** Bindings of wrangler.toml; tokens and INBOX_SECRET are secrets. */
interface Bindings {
  INBOX: InboxQueue;
  /** Base address of the core, without a trailing slash. */
  CORE_URL: string;
  INBOX_SECRET: string;
  /** WECOM_TOKEN, WECOM_AIBOT_TOKEN; with `_JIA` at its end for the bot that the core's config file names `jia`. */
  [token: `WECOM_${string}`]: string | undefined;
  /** Longest wait between two attempts, in seconds. */
  LONGEST_WAIT_SECONDS?: string;
}

// A queue's message holds 128 KB; callbacks are a few.
const MOST_LENGTH = 96 * 1024;
const LONGEST_WAIT_SECONDS = 600;

function tokenOf(env: Bindings, kind: string, bot: string): string | undefined {
  const mark = bot === "default" ? "" : `_${bot.toUpperCase().replaceAll("-", "_")}`;
  return kind === "wecom" ? env[`WECOM_TOKEN${mark}`] : env[`WECOM_AIBOT_TOKEN${mark}`];
}

const refuse = (status: number, code: string) => Response.json({ error: code }, { status });

async function receive(request: Request, env: Bindings): Promise<Response> {
  const url = new URL(request.url);
  const [, kind = "", bot = ""] = /^\/callback\/([\w-]{1,40})\/([\w-]{1,40})$/.exec(url.pathname) ?? [];
  const check = EDGE_CHECKS[kind];
  const token = tokenOf(env, kind, bot);
  if (!check || !token) return refuse(404, "UNKNOWN_BOT");
  // Proving the address takes the AES key, which only the core has.
  if (request.method === "GET") return fetch(`${env.CORE_URL}${url.pathname}${url.search}`);
  if (request.method !== "POST") return refuse(405, "INVALID_INPUT");
  const body = await request.text();
  if (body.length > MOST_LENGTH) return refuse(413, "INVALID_INPUT");
  const query = Object.fromEntries(url.searchParams);
  try {
    await check(token, query, body);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "INVALID_SIGNATURE" ? refuse(401, error.code) : refuse(400, error.code);
  }
  // Only when the queue has it is it answered: until then the platform sends it again.
  await env.INBOX.send({ kind, bot, query, body, receivedAt: new Date().toISOString() });
  return new Response("");
}

async function forward(messages: readonly Held[], env: Bindings): Promise<void> {
  const body = JSON.stringify({ envelopes: messages.map((message) => message.body) });
  const at = String(Math.floor(Date.now() / 1000));
  const wait = ({ attempts }: Held) =>
    Math.min(2 ** attempts, Number(env.LONGEST_WAIT_SECONDS ?? LONGEST_WAIT_SECONDS));
  try {
    const response = await fetch(`${env.CORE_URL}/inbox`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        [FORWARD_HEADERS.at]: at,
        [FORWARD_HEADERS.signature]: await signForward(env.INBOX_SECRET, at, body),
      },
      body,
    });
    if (!response.ok) throw new Error(`core answered ${response.status}`);
    const { results } = forwardedSchema.parse(await response.json());
    messages.forEach((message, index) => {
      if (results[index] === "accepted") message.ack();
      else message.retry({ delaySeconds: wait(message) });
    });
  } catch (error) {
    console.warn(`${messages.length} callbacks wait: ${error instanceof Error ? error.message : error}`);
    for (const message of messages) message.retry({ delaySeconds: wait(message) });
  }
}

export default {
  fetch: receive,
  queue: (batch: { messages: readonly Held[] }, env: Bindings) => forward(batch.messages, env),
};
