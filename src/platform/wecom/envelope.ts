// The outside of a callback, still encrypted: all that the edge reads of it.
import { AppError } from "../../errors.ts";
import { verifySignature } from "./signature.ts";
import { parseXml, textOf } from "./xml.ts";

/** A callback's query: `msg_signature`, `timestamp`, `nonce` and, when the address is verified, `echostr`. */
export type CallbackQuery = Readonly<Record<string, string | undefined>>;

/** The still encrypted value of a callback whose signature is right. INVALID_SIGNATURE, or INVALID_INPUT for bad XML. */
export async function openEnvelope(token: string, query: CallbackQuery, body: string): Promise<string> {
  const encrypt = textOf(parseXml(body), "Encrypt");
  await checkSignature(token, query, encrypt);
  return encrypt;
}

/** Refuses a query that does not sign this value. */
export async function checkSignature(token: string, query: CallbackQuery, encrypt: string): Promise<void> {
  const { msg_signature: signature = "", timestamp = "", nonce = "" } = query;
  if (await verifySignature(token, { timestamp, nonce, encrypt }, signature)) return;
  // D:90930: a literal plus arrives as %2B; whoever decodes twice turns it into a space.
  const why = encrypt.includes(" ")
    ? "echostr 中的加号变成了空格，请检查反向代理是否把地址解码了两次"
    : "请核对 Token";
  throw new AppError("INVALID_SIGNATURE", `企业微信回调的签名不对：${why}`);
}
