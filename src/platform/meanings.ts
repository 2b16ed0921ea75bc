// What a platform's error code means: an error of ours, whether to try again, and how to mend it.
import { AppError, type ErrorCode } from "../errors.ts";

/** The meaning of one code, or of a family of them. */
export interface Meaning {
  code: ErrorCode;
  /** What is wrong and how to mend it, in Chinese, without the full stop. */
  sentence: string;
  retryAfterMs?: number;
}

/** For good: asking again would only repeat it. */
export const rejected = (sentence: string): Meaning => ({ code: "PLATFORM_REJECTED", sentence });

const MEND_MS = 10 * 60_000;

/** Until an administrator mends it: by then what waits can go out. */
export const misconfigured = (sentence: string): Meaning => ({
  code: "PLATFORM_REJECTED",
  sentence,
  retryAfterMs: MEND_MS,
});

/** The platform's own trouble, which passes. */
export const later = (sentence: string, retryAfterMs: number): Meaning => ({
  code: "PLATFORM_UNAVAILABLE",
  sentence,
  retryAfterMs,
});

/** Too fast. */
export const slower = (sentence: string, retryAfterMs: number): Meaning => ({
  code: "RATE_LIMITED",
  sentence,
  retryAfterMs,
});

/** True for an error after which the same message will never go out. */
export function isFinal(error: unknown): boolean {
  return error instanceof AppError && error.code === "PLATFORM_REJECTED" && error.retryAfterMs === undefined;
}

/** The error that carries a code; `note` stands behind the sentence, brackets included. */
export function errorOf(meaning: Meaning, errcode: string | number, note: string): AppError {
  return new AppError(meaning.code, `${meaning.sentence}${note}。`, {
    cause: { errcode },
    ...(meaning.retryAfterMs ? { retryAfterMs: meaning.retryAfterMs } : {}),
  });
}

/** The code that an error carries, or null. */
export function codeOf(error: unknown): unknown {
  const cause = error instanceof AppError ? error.cause : null;
  return cause && typeof cause === "object" && "errcode" in cause ? cause.errcode : null;
}
