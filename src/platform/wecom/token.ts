// The app's access token: fetched once for all who wait, renewed early, thrown away when WeCom no longer knows it.
import { z } from "zod";
import { AppError } from "../../errors.ts";
import { errcodeOf } from "./errcodes.ts";
import type { Transport } from "./transport.ts";

/** Runs calls with the current token; a token that WeCom refuses is renewed once and the call made once more. */
export type WithToken = <T>(call: (token: string) => Promise<T>) => Promise<T>;

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const EARLY_SECONDS = 300;
// A wrong secret asked with again and again gets the address blocked for an hour (D:91039).
const QUIET_MS = 60_000;
// 40001 on a call that is not gettoken means the same as 40014: somebody renewed the token elsewhere.
const SPENT = [40014, 42001, 40001];

/** Real time by a clock that nobody sets, in milliseconds. */
const now = () => performance.now();

/** Keeps the token of one app (D:91039). */
export function createTokens(transport: Transport, corpId: string, secret: string): WithToken {
  let held: { token: string; until: number } | null = null;
  let asking: Promise<string> | null = null;
  let refusal: { error: AppError; until: number } | null = null;

  async function renew(): Promise<string> {
    if (refusal && refusal.until > now()) throw refusal.error;
    try {
      const query = { corpid: corpId, corpsecret: secret };
      const answer = await transport.ask({ path: "gettoken", query }, answerSchema);
      const seconds = Math.max(answer.expires_in - EARLY_SECONDS, answer.expires_in / 2);
      held = { token: answer.access_token, until: now() + seconds * 1000 };
      refusal = null;
      return held.token;
    } catch (error) {
      if (error instanceof AppError && error.code !== "PLATFORM_UNAVAILABLE")
        refusal = { error, until: now() + QUIET_MS };
      throw error;
    }
  }

  function current(): Promise<string> {
    if (held && held.until > now()) return Promise.resolve(held.token);
    asking ??= renew().finally(() => {
      asking = null;
    });
    return asking;
  }

  return async (call) => {
    const token = await current();
    try {
      return await call(token);
    } catch (error) {
      if (!SPENT.includes(errcodeOf(error) ?? 0)) throw error;
      // Another call may have renewed it already.
      if (held?.token === token) held = null;
      return call(await current());
    }
  };
}
