// Files that people sent through a platform which keeps the bytes: fetched and stored before their event is handled.
import { type ChatEvent, chatEventSchema, type SentFile } from "../chat/event.ts";
import type { FetchedFile, Platform } from "../chat/platform.ts";
import { AppError } from "../errors.ts";
import { openKey } from "./event-keys.ts";
import { MAX_FILE_BYTES } from "./files.ts";
import { type InboundEvent, sha256 } from "./inbox.ts";
import type { Runtime } from "./runtime.ts";

const MOST_ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;

/** True for a file whose bytes are still with the platform. */
export function isAwaited(file: SentFile): boolean {
  return file.mediaKey !== undefined && file.sha256 === undefined && file.gone === undefined;
}

/** Rings for an event's files, ahead of everything else: some platforms keep them for five minutes. */
export function ringForFiles(
  runtime: Runtime,
  { id: eventId, senderKey }: Pick<InboundEvent, "id" | "senderKey">,
  options: { attempt?: number; delayMs?: number } = {},
): Promise<void> {
  const { attempt = 0, delayMs } = options;
  const key = attempt === 0 ? eventId : `${eventId}-${attempt}`;
  const data = { eventId, senderKey };
  return runtime.ring("fetch", [{ key, data, urgent: true, ...(delayMs === undefined ? {} : { delayMs }) }]);
}

/**
 * Fetches the files of an event that waits to be handled; true where it may be handled now. A file that can't be had is
 * marked with why, for its sender; while the platform can't be reached it is tried again.
 */
export async function fetchFiles(
  runtime: Runtime,
  platforms: ReadonlyMap<string, Platform>,
  eventId: string,
): Promise<boolean> {
  const { db } = runtime.store;
  const [row] = await db.$queryRaw<{ ready: boolean }[]>`
    SELECT ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= now()) AS "ready" FROM "InboundEvent"
    WHERE "id" = ${eventId} AND "state" = 'received'`;
  if (!row?.ready) return false;
  const event = await db.inboundEvent.findUniqueOrThrow({ where: { id: eventId } });
  const payload = chatEventSchema.parse(event.payload);
  const platform = platforms.get(event.platform);
  const files: ChatEvent["files"] = [];
  for (const file of payload.files) {
    if (!isAwaited(file)) {
      files.push(file);
      continue;
    }
    try {
      files.push(await keep(runtime, file, await fetchOne(runtime, platform, event.bot, file)));
    } catch (error) {
      const gone = whyGone(error, event.attempts);
      if (gone === null) return retry(runtime, event, error);
      runtime.log.warn({ event: eventId, reason: String((error as Error).message) }, "file not fetched");
      const { mediaKey: _, ...rest } = file;
      files.push({ ...rest, gone });
    }
  }
  const { count } = await db.inboundEvent.updateMany({
    where: { id: eventId, state: "received" },
    data: { payload: { ...payload, files }, attempts: 0, nextAttemptAt: null, error: null },
  });
  return count === 1;
}

async function fetchOne(
  runtime: Runtime,
  platform: Platform | undefined,
  bot: string,
  file: SentFile,
): Promise<FetchedFile> {
  if (!platform?.fetchFile) throw new AppError("PLATFORM_REJECTED", "这个平台上的文件取不到");
  const fetched = await platform.fetchFile(bot, openKey(runtime.cipher, file.mediaKey!));
  if (fetched.bytes.length > MAX_FILE_BYTES)
    throw new AppError("PLATFORM_REJECTED", "文件超过20MB，请压缩或拆分");
  if (fetched.bytes.length === 0) throw new AppError("PLATFORM_REJECTED", "文件是空的");
  return fetched;
}

async function keep(runtime: Runtime, file: SentFile, fetched: FetchedFile): Promise<SentFile> {
  const { mediaKey: _, ...rest } = file;
  const hash = sha256(fetched.bytes);
  const name = fetched.name ?? file.name;
  const size = fetched.bytes.length;
  await runtime.store.db.fileObject.createMany({
    data: [
      {
        sha256: hash,
        name,
        mime: fetched.mime,
        size,
        bytes: runtime.cipher.seal(fetched.bytes),
        createdAt: runtime.clock.now(),
      },
    ],
    skipDuplicates: true,
  });
  return { ...rest, name, size, sha256: hash };
}

/** Why a file can't be had at all, as its sender may read it; null where trying again makes sense. */
function whyGone(error: unknown, attempts: number): string | null {
  if (error instanceof AppError && error.code === "PLATFORM_REJECTED")
    // Its first sentence; what to do about it is said once, and codes are for the log.
    return error.message.replace(/（[^）]*）|\([^)]*\)/g, "").split("。")[0]!;
  return attempts + 1 >= MOST_ATTEMPTS ? "平台暂时连不上" : null;
}

async function retry(runtime: Runtime, event: InboundEvent, error: unknown): Promise<false> {
  const attempts = event.attempts + 1;
  const asked = error instanceof AppError ? error.retryAfterMs : undefined;
  const waitMs = asked ?? FIRST_WAIT_MS * 2 ** attempts;
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  runtime.log.warn({ event: event.id, attempts, error: text }, "file waits");
  await runtime.store.db.$executeRaw`
    UPDATE "InboundEvent" SET "attempts" = ${attempts}, "error" = ${text},
      "nextAttemptAt" = now() + ${`${waitMs} milliseconds`}::interval
    WHERE "id" = ${event.id} AND "state" = 'received' AND "attempts" = ${event.attempts}`;
  await ringForFiles(runtime, event, { attempt: attempts, delayMs: waitMs + 10 });
  return false;
}
