// Files that somebody sent to a bot: they lie encrypted at an address that lives five minutes.
import { isIP } from "node:net";
import type { FetchedFile } from "../../../chat/platform.ts";
import { AppError } from "../../../errors.ts";
import { readBytes } from "../../troubles.ts";
import { fileNameOf } from "../api.ts";
import { decryptBytes, readAesKey } from "../crypto.ts";
import { MEDIA } from "../limits.ts";
import { unavailable } from "../transport.ts";
import { mediaKeySchema, readKey } from "./keys.ts";

const FETCH_MS = 60_000;
const PADDING = 32;

const gone = () => new AppError("PLATFORM_REJECTED", "文件链接已过期，企业微信只保留5分钟。请重新发送一次。");

/**
 * The file behind a media key; `aesKey` is the bot's own, for callbacks, `host` (with port) our configured WeCom's.
 * PLATFORM_REJECTED once it is gone, or where the address is none that a platform would give.
 */
export async function fetchMedia(
  mediaKey: string,
  { aesKey, host }: { aesKey: string | null; host: string },
): Promise<FetchedFile> {
  const key = readKey(mediaKeySchema, mediaKey);
  if (!key || !isOutside(key.url, host)) throw gone();
  const secret = key.aeskey ? readFileKey(key.aeskey) : aesKey && readAesKey(aesKey);
  if (!secret) throw new AppError("PLATFORM_REJECTED", "文件没有附带密钥，打不开。请重新发送一次。");
  const response = await get(key.url);
  // Its own answer for an address that has run out, whatever the store calls it.
  if (response.status >= 400 && response.status < 500) {
    await response.body?.cancel();
    throw gone();
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new AppError("PLATFORM_UNAVAILABLE", `企业微信的文件暂时取不到：回答 ${response.status}。`);
  }
  const sealed = await readBytes(response, MEDIA.most + PADDING, unavailable);
  return {
    name: fileNameOf(response.headers.get("content-disposition") ?? ""),
    mime: response.headers.get("content-type") ?? "application/octet-stream",
    bytes: open(sealed, secret),
  };
}

/** Over TLS to a named host, which nothing inside this network is; or at the configured platform itself. */
function isOutside(url: string, host: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, host: there } = new URL(url);
  if (there === host) return true;
  return protocol === "https:" && isIP(hostname.replace(/^\[|\]$/g, "")) === 0 && hostname.includes(".");
}

function readFileKey(text: string): Buffer | null {
  const key = Buffer.from(text, "base64");
  return key.length === 32 ? key : null;
}

function open(sealed: Uint8Array, secret: Buffer): Buffer {
  try {
    return decryptBytes(sealed, secret);
  } catch {
    throw new AppError("PLATFORM_REJECTED", "文件解不开，可能没有传完整。请重新发送一次。");
  }
}

async function get(url: string): Promise<Response> {
  try {
    return await fetch(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_MS) });
  } catch {
    // Not its message, which holds the address.
    throw new AppError("PLATFORM_UNAVAILABLE", "企业微信的文件暂时取不到。");
  }
}
