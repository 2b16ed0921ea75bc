// Errors as HTTP answers: the one place that maps codes to statuses.
import type { Context } from "hono";
import { ZodError } from "zod";
import { AppError, type ErrorCode } from "../errors.ts";
import type { Runtime } from "../services/runtime.ts";

const STATUS = {
  INVALID_SIGNATURE: 401,
  STALE_REQUEST: 401,
  UNKNOWN_BOT: 404,
  NOT_BOUND: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  CONFLICT: 409,
  CLOSED: 410,
  RATE_LIMITED: 429,
  PLATFORM_REJECTED: 502,
  PLATFORM_UNAVAILABLE: 503,
  INTERNAL: 500,
} as const satisfies Record<ErrorCode, number>;

/** Answers an error with its sentence; what is not expected is logged and said in general words. */
export function describeError(runtime: Runtime, error: Error, context: Context): Response {
  if (error instanceof AppError && error.code !== "INTERNAL") {
    return context.json({ error: error.code, message: error.message }, STATUS[error.code]);
  }
  if (error instanceof ZodError) {
    const places = error.issues.map((issue) => issue.path.join(".") || "正文").join("、");
    return context.json({ error: "INVALID_INPUT", message: `请求内容有误,请检查:${places}` }, 400);
  }
  runtime.log.error({ error: error.message, stack: error.stack, path: context.req.path }, "request failed");
  return context.json({ error: "INTERNAL", message: "系统出了问题,已记录。请稍后再试。" }, 500);
}
