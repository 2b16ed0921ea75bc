// Errors as HTTP answers: the one place that maps codes to statuses.
import type { Context } from "hono";
import { ZodError } from "zod";
import { AppError, type ErrorCode } from "../errors.ts";
import type { Runtime } from "../services/runtime.ts";
import { ErrorPage } from "./pages/error.tsx";

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

// A browser that opens a page wants one; everything else reads JSON.
function answer(context: Context, code: ErrorCode, message: string): Response | Promise<Response> {
  return context.req.header("accept")?.includes("text/html")
    ? context.html(ErrorPage({ message }), STATUS[code])
    : context.json({ error: code, message }, STATUS[code]);
}

/** Answers an error with its sentence; what is not expected is logged and said in general words. */
export function describeError(
  runtime: Runtime,
  error: Error,
  context: Context,
): Response | Promise<Response> {
  if (error instanceof AppError && error.code !== "INTERNAL") {
    return answer(context, error.code, error.message);
  }
  if (error instanceof ZodError) {
    const places = error.issues.map((issue) => issue.path.join(".") || "正文").join("、");
    return answer(context, "INVALID_INPUT", `请求内容有误，请检查：${places}`);
  }
  runtime.log.error({ error: error.message, stack: error.stack, path: context.req.path }, "request failed");
  return answer(context, "INTERNAL", "系统出了问题，已记录。请稍后再试。");
}

/** Answers an error with its code alone, to whom the reason is nobody's business. */
export function answerPlainly(error: Error, context: Context): Response {
  const code = error instanceof AppError ? error.code : "INTERNAL";
  return context.json({ error: code }, STATUS[code]);
}

/** Answers a path that leads nowhere. */
export function describeMissing(context: Context): Response | Promise<Response> {
  return answer(context, "NOT_FOUND", "没有这个页面。请回到聊天窗口，从卡片里打开。");
}
