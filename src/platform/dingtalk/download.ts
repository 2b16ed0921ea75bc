// A file that somebody sent, from the temporary address that DingTalk names: only from its own hosts, so many bytes at most.
import { setTimeout as sleep } from "node:timers/promises";
import type { FetchedFile } from "../../chat/platform.ts";
import { AppError } from "../../errors.ts";
import { readBytes, reasonOf } from "../troubles.ts";
import { MEDIA } from "./limits.ts";
import { unavailable } from "./transport.ts";

const MOVE_MS = 60_000;
const TRIES = 3;
const FIRST_WAIT_MS = 300;
// Its storage stands at Alibaba's; a private host that can't be reached from here is not worth a try.
const HOSTS = /(^|\.)(dingtalk\.com|dingtalk\.io|aliyuncs\.com|alicdn\.com)$/;

/** True for an address that a file may be fetched from; `ours` are hosts (port included) that are asked anyway. */
export function mayFetch(address: string, ours: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, host, username } = new URL(address);
  if (!/^https?:$/.test(protocol) || username !== "") return false;
  return ours.includes(host) || HOSTS.test(hostname);
}

/** The bytes behind an address. Trouble on the way is tried three times; `ours` as in `mayFetch`. */
export async function download(address: string, ours: readonly string[]): Promise<FetchedFile> {
  if (!mayFetch(address, ours))
    throw new AppError("PLATFORM_REJECTED", "文件不在钉钉的存储里，没有取。请重新发送，或在网页上传。");
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(address);
    } catch (error) {
      const final = attempt === TRIES || (error instanceof AppError && error.code === "PLATFORM_REJECTED");
      if (final) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
    }
  }
}

async function once(address: string): Promise<FetchedFile> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(MOVE_MS), redirect: "error" });
    if (response.status === 403 || response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      throw new AppError("PLATFORM_REJECTED", "文件在钉钉已过期。请重新发送文件。");
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw unavailable(`取文件时回答 ${response.status}`);
    }
    const mime = response.headers.get("content-type") ?? "application/octet-stream";
    // The address ends in `.file` whatever it is; the name stands in the event.
    return { name: null, mime, bytes: await readBytes(response, MEDIA.most, unavailable) };
  } catch (error) {
    throw error instanceof AppError ? error : unavailable(reasonOf(error));
  }
}
