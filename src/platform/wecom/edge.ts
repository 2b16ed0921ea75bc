// What the edge may know of a callback: whether WeCom signed it. The AES key never comes here.
import { AppError } from "../../errors.ts";
import { type CallbackQuery, checkSignature, openEnvelope } from "./envelope.ts";

/** Refuses a callback that WeCom did not sign with this token. INVALID_SIGNATURE or INVALID_INPUT. */
export type SignatureCheck = (token: string, query: CallbackQuery, body: string) => Promise<void>;

/** Checks by the kind of callback: an app's XML, a 智能机器人's JSON. */
export const EDGE_CHECKS: Readonly<Record<string, SignatureCheck>> = {
  wecom: async (token, query, body) => {
    await openEnvelope(token, query, body);
  },
  "wecom-aibot": (token, query, body) => checkSignature(token, query, readEncrypt(body)),
};

function readEncrypt(body: string): string {
  try {
    const { encrypt } = JSON.parse(body) as { encrypt?: unknown };
    if (typeof encrypt === "string") return encrypt;
  } catch {
    // Told below.
  }
  throw new AppError("INVALID_INPUT", "智能机器人的回调不是约定的格式。");
}
