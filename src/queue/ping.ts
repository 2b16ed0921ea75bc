// Asks a Redis whether BullMQ can rely on it.
import { Redis } from "ioredis";

/** What a Redis says of itself; BullMQ loses jobs where `evicts`. */
export interface RedisState {
  version: string;
  evicts: boolean;
}

const PATIENCE_MS = 3000;

/** Connects once and asks; throws where there is no answer within three seconds. */
export async function pingRedis(url: string): Promise<RedisState> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  redis.on("error", (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    const info = await redis.info();
    const read = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim() ?? "";
    return { version: read("redis_version"), evicts: read("maxmemory_policy") !== "noeviction" };
  } catch (error) {
    // The rejected call only says that the connection is closed.
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
