// The one error class, with a closed set of codes; HTTP, chat and jobs each map it in one place.

/** What can go wrong, for every edge of the system. */
export type ErrorCode =
  | "INVALID_SIGNATURE"
  | "STALE_REQUEST"
  | "UNKNOWN_BOT"
  | "NOT_BOUND"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "INVALID_INPUT"
  | "CONFLICT"
  | "CLOSED"
  | "RATE_LIMITED"
  | "PLATFORM_REJECTED"
  | "PLATFORM_UNAVAILABLE"
  | "INTERNAL";

/** An expected failure. `message` is a Chinese sentence that may be shown to the person concerned. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  /**
   * Milliseconds after which to try again, for RATE_LIMITED and PLATFORM_UNAVAILABLE; of PLATFORM_REJECTED only what an
   * administrator can mend has any.
   */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}
