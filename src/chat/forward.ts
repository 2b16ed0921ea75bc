// What the edge hands on to the core: callbacks still encrypted, in batches whose sender proves who it is.
import { z } from "zod";

/** One callback as it came to the edge. `receivedAt` (ISO) orders what one person did. */
export const envelopeSchema = z.object({
  kind: z.string(),
  bot: z.string(),
  query: z.record(z.string(), z.string()),
  body: z.string(),
  receivedAt: z.iso.datetime(),
});

/** A batch of callbacks. */
export const forwardSchema = z.object({ envelopes: z.array(envelopeSchema).max(100) });

/** What became of each, in the batch's order; only what is accepted is committed. */
export const forwardedSchema = z.object({ results: z.array(z.enum(["accepted", "refused"])) });

export type Envelope = z.infer<typeof envelopeSchema>;

/** Headers of a batch: seconds since 1970, and the lowercase hex HMAC-SHA256 of `{seconds}.{body}`. */
export const FORWARD_HEADERS = { at: "x-inbox-timestamp", signature: "x-inbox-signature" } as const;

/** Seconds by which the edge's clock and the core's may differ. */
export const FORWARD_SKEW_SECONDS = 300;

const encoder = new TextEncoder();
const ALGORITHM = { name: "HMAC", hash: "SHA-256" };

function importKey(secret: string, use: "sign" | "verify") {
  return crypto.subtle.importKey("raw", encoder.encode(secret), ALGORITHM, false, [use]);
}

/** The signature of a batch's body. */
export async function signForward(secret: string, at: string, body: string): Promise<string> {
  const mac = await crypto.subtle.sign(
    "HMAC",
    await importKey(secret, "sign"),
    encoder.encode(`${at}.${body}`),
  );
  return Array.from(new Uint8Array(mac), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** True for the right signature, compared in constant time. */
export async function verifyForward(
  secret: string,
  { at, body, signature }: { at: string; body: string; signature: string },
): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  const mac = Uint8Array.from(signature.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify(
    "HMAC",
    await importKey(secret, "verify"),
    mac,
    encoder.encode(`${at}.${body}`),
  );
}
