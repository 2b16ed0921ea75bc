// Trouble on the way to a platform: what it is called, and whether the request may have been done all the same.
import { AppError } from "../errors.ts";

// Troubles that come before anything is sent.
const NOT_REACHED = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

/** PLATFORM_UNAVAILABLE for one platform by its Chinese name; `unsure` where the request may have been done. */
export function nameTrouble(platform: string): (why: string, unsure?: boolean) => AppError {
  return (why, unsure = false) =>
    new AppError("PLATFORM_UNAVAILABLE", `连不上${platform}：${why}。`, { cause: { unsure } });
}

/** True where the request may have been done although no answer came. */
export function isUnsure(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : null;
  return Boolean(cause && typeof cause === "object" && "unsure" in cause && cause.unsure);
}

/** Only the kind of trouble: messages of fetch may hold the whole address, and with it a token. */
export function reasonOf(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: unknown } };
  if (name === "TimeoutError") return "超时";
  return typeof cause?.code === "string" ? cause.code : "网络故障";
}

/** True where a request with this trouble (as `reasonOf` names it) may have arrived. */
export function mayHaveArrived(reason: string): boolean {
  return !NOT_REACHED.includes(reason);
}

/** The bytes of an answer, at most so many: PLATFORM_REJECTED beyond, what `unavailable` names where it breaks off. */
export async function readBytes(
  response: Response,
  maxBytes: number,
  unavailable: (why: string) => AppError,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) throw new AppError("PLATFORM_REJECTED", "文件超过上限（20MB）。");
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof AppError ? error : unavailable(reasonOf(error));
  }
  return Buffer.concat(chunks);
}
