// Where the edge hands over what it queued: each callback is decrypted and committed, or named as refused.
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { FORWARD_HEADERS, FORWARD_SKEW_SECONDS, forwardSchema, verifyForward } from "../chat/forward.ts";
import { AppError } from "../errors.ts";
import { acceptArrival } from "../services/inbox.ts";
import type { Runtime } from "../services/runtime.ts";
import type { Callbacks } from "./ingress.ts";

const MOST_BYTES = 16 * 1024 * 1024;

/** What the route needs; `realNow` is the clock by which the edge signs. */
export interface InboxParts {
  runtime: Runtime;
  callbacks: Callbacks;
  secret: string;
  realNow: () => number;
}

/** `POST /inbox`, signed with INBOX_SECRET. What is not accepted stays with the edge. */
export function createInbox({ runtime, callbacks, secret, realNow }: InboxParts): Hono {
  const inbox = new Hono();
  inbox.post("/inbox", bodyLimit({ maxSize: MOST_BYTES }), async (context) => {
    const body = await context.req.text();
    const at = context.req.header(FORWARD_HEADERS.at) ?? "";
    const signature = context.req.header(FORWARD_HEADERS.signature) ?? "";
    if (!(await verifyForward(secret, { at, body, signature })))
      throw new AppError("INVALID_SIGNATURE", "转发的签名不对：请核对两边的 INBOX_SECRET。");
    if (!(Math.abs(realNow() / 1000 - Number(at)) <= FORWARD_SKEW_SECONDS))
      throw new AppError("STALE_REQUEST", "转发的时间相差太大：请核对服务器的时钟。");
    const { envelopes } = forwardSchema.parse(JSON.parse(body));
    const results: ("accepted" | "refused")[] = envelopes.map(() => "refused");
    // In the order in which they came to the edge, whatever the queue made of it.
    const inOrder = envelopes.map((envelope, index) => ({ envelope, index }));
    inOrder.sort((a, b) => a.envelope.receivedAt.localeCompare(b.envelope.receivedAt));
    for (const { envelope, index } of inOrder) {
      const { kind, bot, query, receivedAt } = envelope;
      try {
        const request = { query, headers: new Headers(), body: envelope.body };
        const { arrival } = await callbacks(kind, bot).receive(request);
        if (arrival) await acceptArrival(runtime, arrival, new Date(receivedAt));
        results[index] = "accepted";
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        runtime.log.warn(
          { kind, bot, code: error.code, reason: error.message },
          "forwarded callback refused",
        );
      }
    }
    return context.json({ results });
  });
  return inbox;
}
