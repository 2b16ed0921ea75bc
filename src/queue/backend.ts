// BullMQ on Redis where there is one, else on the same Postgres: the one place that knows which.
import { createPostgresBackend, Queue, runMigrations, Worker } from "bullmq";
import { Redis } from "ioredis";
import type pg from "pg";

/** Opens BullMQ queues and workers on one backend. */
export interface QueueBackend {
  openQueue(name: string): Queue;
  /** A worker that is not yet running; `concurrency` jobs at once. */
  openWorker(name: string, concurrency: number, work: (name: string, data: unknown) => Promise<void>): Worker;
  close(): Promise<void>;
}

/** `prefix` keeps deployments and tests apart on one Redis. */
export async function openBackend(options: {
  pool: pg.Pool;
  redisUrl?: string | undefined;
  prefix: string;
}): Promise<QueueBackend> {
  if (options.redisUrl) return openRedis(options.redisUrl, options.prefix);
  const { pool } = options;
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  return {
    openQueue: (name) => new Queue(name, { connection: pool as never }, createPostgresBackend as never),
    openWorker: (name, concurrency, work) =>
      new Worker(
        name,
        (job) => work(job.name, job.data),
        { connection: pool as never, concurrency, autorun: false },
        createPostgresBackend as never,
      ),
    close: async () => {},
  };
}

async function openRedis(url: string, prefix: string): Promise<QueueBackend> {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  return {
    openQueue: (name) => new Queue(name, { connection, prefix }),
    openWorker: (name, concurrency, work) =>
      new Worker(name, (job) => work(job.name, job.data), {
        connection,
        prefix,
        concurrency,
        autorun: false,
      }),
    close: async () => {
      await connection.quit();
    },
  };
}
