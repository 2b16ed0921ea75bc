// One HTTP request to WeCom and its answer: time limits, JSON, error codes; addresses and secrets stay out of errors.
import { z } from "zod";
import { AppError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { mayHaveArrived, nameTrouble, readBytes, reasonOf } from "../troubles.ts";
import { errorFor, hintOf } from "./errcodes.ts";

/** What goes out. `query` may hold secrets and is neither logged nor named in errors. */
interface Request {
  /** Behind the base, as `message/send`. */
  path: string;
  query?: Record<string, string>;
  json?: unknown;
  form?: FormData;
}

/** Sends requests to one base URL. */
export interface Transport {
  /** The checked JSON of an answer with errcode 0; any other errcode is an AppError by the table. */
  ask<T>(request: Request, schema: z.ZodType<T>): Promise<T>;
  /** The bytes of a download, at most `maxBytes`; an answer in JSON is an error. */
  download(
    request: Request,
    maxBytes: number,
  ): Promise<{ bytes: Uint8Array; mime: string; disposition: string }>;
}

const ASK_MS = 10_000;
const MOVE_MS = 60_000;

const statusSchema = z.looseObject({
  errcode: z.coerce.number().default(0),
  errmsg: z.string().default(""),
});

/** What could not be reached; `unsure` where the request may have been done all the same. */
export const unavailable = nameTrouble("企业微信");

/** `base` without a trailing slash, `/cgi-bin` included. */
export function createTransport(base: string, log: Pick<Log, "warn">): Transport {
  async function send({ path, query, json, form }: Request, timeoutMs: number): Promise<Response> {
    const url = `${base}/${path}${query ? `?${new URLSearchParams(query)}` : ""}`;
    const signal = AbortSignal.timeout(timeoutMs);
    const posted: RequestInit = form
      ? { method: "POST", body: form }
      : json === undefined
        ? {}
        : { method: "POST", body: JSON.stringify(json), headers: { "content-type": "application/json" } };
    try {
      const response = await fetch(url, { ...posted, signal, redirect: "error" });
      if (response.ok) return response;
      await response.body?.cancel();
      throw unavailable(`回答 ${response.status}`);
    } catch (error) {
      if (error instanceof AppError) throw error;
      const reason = reasonOf(error);
      throw unavailable(reason, mayHaveArrived(reason));
    }
  }

  async function readJson(response: Response, path: string): Promise<unknown> {
    let answer: unknown;
    try {
      answer = JSON.parse(await response.text());
    } catch (error) {
      throw unavailable(error instanceof SyntaxError ? "回答不是 JSON" : reasonOf(error), true);
    }
    const status = statusSchema.safeParse(answer);
    if (!status.success) throw unavailable("回答的格式不对");
    const { errcode, errmsg } = status.data;
    if (errcode === 0) return answer;
    log.warn({ path, errcode, hint: hintOf(errmsg) }, "wecom refused");
    throw errorFor(errcode, errmsg);
  }

  return {
    async ask(request, schema) {
      const answer = await readJson(await send(request, request.form ? MOVE_MS : ASK_MS), request.path);
      const read = schema.safeParse(answer);
      if (read.success) return read.data;
      const places = read.error.issues.map(({ path }) => path.join("."));
      log.warn({ path: request.path, places }, "wecom answered in another shape");
      throw unavailable("回答的格式不对");
    },
    async download(request, maxBytes) {
      const response = await send(request, MOVE_MS);
      const mime = response.headers.get("content-type") ?? "";
      if (/json|text\/plain/.test(mime)) {
        await readJson(response, request.path);
        throw unavailable("没有给出文件");
      }
      const disposition = response.headers.get("content-disposition") ?? "";
      return { bytes: await readBytes(response, maxBytes, unavailable), mime, disposition };
    },
  };
}
