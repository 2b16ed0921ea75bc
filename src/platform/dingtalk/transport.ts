// One HTTP request to DingTalk and its answer: time limits, JSON, both models of errors; secrets stay out of errors.
import { z } from "zod";
import { AppError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { isUnsure, mayHaveArrived, nameTrouble, reasonOf } from "../troubles.ts";
import { errorFor, isTurnedAway } from "./errcodes.ts";
import { createPauses } from "./pause.ts";

/** What a month's allowance is counted in: calls of the interfaces, and messages to and from webhooks. */
export type Metered = "calls" | "pushes";

/** What goes out. `url` and `headers` may hold secrets and are neither logged nor named in errors. */
export interface Request {
  url: string;
  /** What stands for the call in the log, as `/v1.0/robot/groupMessages/send`. */
  name: string;
  /** Calls on one way are paced and paused together; the name where none is given. */
  way?: string;
  method?: "GET" | "POST" | "PUT";
  headers?: Record<string, string>;
  json?: unknown;
  form?: FormData;
  /** Null for what no allowance counts. */
  metered: Metered | null;
}

/** Sends requests to DingTalk. */
export interface Transport {
  /** The checked JSON of a good answer; any other is an AppError by the table. */
  ask<T>(request: Request, schema: z.ZodType<T>): Promise<T>;
}

const ASK_MS = 10_000;
const MOVE_MS = 60_000;
const MOST_ANSWER = 1_000_000;

// Both models in one: the new interface has `code` beside a status, the old one `errcode` on 200, at times as text.
const troubleSchema = z.looseObject({
  errcode: z.union([z.string(), z.number()]).optional(),
  sub_code: z.union([z.string(), z.number()]).optional(),
  code: z.union([z.string(), z.number()]).optional(),
  status: z.unknown().optional(),
  punish: z.unknown().optional(),
  requestid: z.string().optional(),
  requestId: z.string().optional(),
  request_id: z.string().optional(),
});

// A gateway that got no answer does not know what became of the call.
const UNSURE_STATUS = [502, 504];

/** What could not be reached; `unsure` where the request may have been done all the same. */
export const unavailable = nameTrouble("钉钉");

/** The trouble that an answer tells of, or null. `status` is HTTP's, which alone says little: 403 may be a throttle. */
function troubleOf(answer: unknown, status: number): AppError | null {
  const read = troubleSchema.safeParse(answer);
  if (!read.success) return status < 400 ? null : unavailable(`回答 ${status}`);
  const { errcode, sub_code, code, punish, requestid, requestId, request_id } = read.data;
  const id = requestid ?? requestId ?? request_id ?? "";
  if (punish !== undefined || Number(read.data.status) === 1111) return errorFor("1111", id);
  if (errcode !== undefined && String(errcode) !== "0")
    return errorFor(String(errcode) === "88" && sub_code ? String(sub_code) : String(errcode), id);
  if (status < 400) return null;
  if (code === undefined) return status === 429 ? errorFor("system.busy", id) : unavailable(`回答 ${status}`);
  return errorFor(String(code), id);
}

/** `meter` is called for each request that an allowance counts. */
export function createTransport(log: Pick<Log, "warn">, meter: (kind: Metered) => void): Transport {
  const pauses = createPauses();

  async function send({ url, method = "POST", headers, json, form }: Request): Promise<[number, string]> {
    const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
    const type: Record<string, string> = json === undefined ? {} : { "content-type": "application/json" };
    try {
      const response = await fetch(url, {
        method,
        // Without it some answers are XML.
        headers: { accept: "application/json", ...type, ...headers },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(form ? MOVE_MS : ASK_MS),
        redirect: "error",
      });
      const text = await response.text();
      if (text.length > MOST_ANSWER) throw unavailable("回答过长", true);
      return [response.status, text];
    } catch (error) {
      if (error instanceof AppError) throw error;
      const reason = reasonOf(error);
      throw unavailable(reason, mayHaveArrived(reason));
    }
  }

  async function once<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    const [status, text] = await send(request);
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch {
      // An HTML page of a proxy, or the one that bans an address.
      if (/"?status"?\s*[:=]\s*"?1111\b/.test(text)) throw errorFor("1111");
      if (status >= 400) throw unavailable(`回答 ${status}`, UNSURE_STATUS.includes(status));
      throw unavailable("回答不是 JSON", true);
    }
    const trouble = troubleOf(answer, status);
    if (trouble) {
      log.warn({ call: request.name, status, cause: trouble.cause }, "dingtalk refused");
      throw trouble;
    }
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    const places = read.error.issues.map(({ path }) => path.join("."));
    log.warn({ call: request.name, places }, "dingtalk answered in another shape");
    throw unavailable("回答的格式不对", true);
  }

  return {
    ask: (request, schema) =>
      pauses.pass(request.way ?? request.name, async () => {
        const count = () => request.metered && meter(request.metered);
        try {
          const answer = await once(request, schema);
          count();
          return answer;
        } catch (error) {
          // What was answered or may have been done is counted; what never arrived or was turned away is not.
          const reached =
            !(error instanceof AppError && error.code === "PLATFORM_UNAVAILABLE") || isUnsure(error);
          if (reached && !isTurnedAway(error)) count();
          throw error;
        }
      }),
  };
}
