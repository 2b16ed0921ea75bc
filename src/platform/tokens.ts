// Access tokens: fetched once for all who wait, renewed early, thrown away when the platform no longer knows them.
import { AppError } from "../errors.ts";

/** Runs calls with the current token; a token that the platform refuses is renewed once and the call made once more. */
export type WithToken = <T>(call: (token: string) => Promise<T>) => Promise<T>;

/** A token and for how many seconds to use it, which is less than it lives. */
export interface Issued {
  token: string;
  seconds: number;
}

/** How one platform gives tokens and takes them back. */
export interface Issuer {
  issue(): Promise<Issued>;
  /** True for the error of a call whose token is no longer known. */
  isSpent(error: unknown): boolean;
  /** True for an error of `issue` that asking again at once would only repeat. */
  isFinal(error: AppError): boolean;
}

// Wrong credentials are not asked with again and again: WeCom blocks an address for an hour that does (D:91039).
const QUIET_MS = 60_000;

/** Real time by a clock that nobody sets, in milliseconds. */
const now = () => performance.now();

/** Keeps the token that `issue` gives. */
export function createTokens({ issue, isSpent, isFinal }: Issuer): WithToken {
  let held: { token: string; until: number } | null = null;
  let asking: Promise<string> | null = null;
  let refusal: { error: AppError; until: number } | null = null;

  async function renew(): Promise<string> {
    if (refusal && refusal.until > now()) throw refusal.error;
    try {
      const { token, seconds } = await issue();
      held = { token, until: now() + seconds * 1000 };
      refusal = null;
      return token;
    } catch (error) {
      if (error instanceof AppError && isFinal(error)) refusal = { error, until: now() + QUIET_MS };
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
      if (!isSpent(error)) throw error;
      // Another call may have renewed it already.
      if (held?.token === token) held = null;
      return call(await current());
    }
  };
}
