// Access tokens of one app, one for each of the two interfaces: fetched once for all who wait, renewed early.
import { AppError } from "../../errors.ts";
import { type Errcode, errcodeOf } from "./errcodes.ts";

/** Runs calls with the current token; a token that DingTalk refuses is renewed once and the call made once more. */
export type WithToken = <T>(call: (token: string) => Promise<T>) => Promise<T>;

/** A token and how many seconds it lives. */
export interface Issued {
  token: string;
  seconds: number;
}

const SHARE_OF_LIFE = 0.9;
// Wrong credentials are not asked with again and again.
const QUIET_MS = 60_000;
const SPENT: (Errcode | null)[] = ["InvalidAuthentication", "40014", "42001", "40001"];

/** Real time by a clock that nobody sets, in milliseconds. */
const now = () => performance.now();

/** Keeps the token that `issue` gives. */
export function createTokens(issue: () => Promise<Issued>): WithToken {
  let held: { token: string; until: number } | null = null;
  let asking: Promise<string> | null = null;
  let refusal: { error: AppError; until: number } | null = null;

  async function renew(): Promise<string> {
    if (refusal && refusal.until > now()) throw refusal.error;
    try {
      const { token, seconds } = await issue();
      held = { token, until: now() + seconds * SHARE_OF_LIFE * 1000 };
      refusal = null;
      return token;
    } catch (error) {
      if (error instanceof AppError && error.code === "PLATFORM_REJECTED")
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
      if (!SPENT.includes(errcodeOf(error))) throw error;
      // Another call may have renewed it already.
      if (held?.token === token) held = null;
      return call(await current());
    }
  };
}
