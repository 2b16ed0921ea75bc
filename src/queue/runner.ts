// Runs jobs on BullMQ: the queue is an alarm clock, so nothing here holds anything that rows do not.
import type { Queue, Worker } from "bullmq";
import type { Log } from "../log.ts";
import type { QueueBackend } from "./backend.ts";
import type { Job } from "./job.ts";

/** One call of a job; the same `key` is not queued twice at once, nor while it runs. */
export interface Call {
  key: string;
  data: unknown;
  /** Ahead of everything that is not. */
  urgent?: boolean;
  delayMs?: number;
  /** A lane instead of the job's own queue: worked through wherever it is served, and only there. */
  lane?: string;
}

/** Rings for a job, once for each call. Never throws: what is not rung is swept up. */
export type Ring = (name: string, calls: readonly Call[]) => Promise<void>;

/** A started or startable set of workers. */
export interface Runner {
  ring: Ring;
  start(): Promise<void>;
  /** Works through a lane as well, `atOnce` jobs at a time, until closed. */
  serve(lane: string, atOnce: number): { close(): Promise<void> };
  /** Forgets everything queued. Rows bring it back. */
  wipe(): Promise<void>;
  /** Waits for running jobs. */
  close(): Promise<void>;
}

const ONCE = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** `concurrency` by queue, 1 where it says nothing. */
export function createRunner<Context>(options: {
  backend: QueueBackend;
  jobs: readonly Job<Context>[];
  context: Context;
  log: Log;
  concurrency: Record<string, number>;
  /** Called each minute, whatever became of the queue. */
  eachMinute?: () => void;
}): Runner {
  const { backend, jobs, context, log } = options;
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const queues = new Map<string, Queue>();
  const workers = new Set<Worker>();
  let timer: NodeJS.Timeout | undefined;

  const queueOf = (name: string): Queue => {
    const known = queues.get(name);
    if (known) return known;
    const queue = backend.openQueue(name);
    queue.on("error", (error) => log.warn({ queue: name, error: error.message }, "queue error"));
    queues.set(name, queue);
    return queue;
  };

  const work = async (queue: string, name: string, data: unknown): Promise<void> => {
    const job = byName.get(name);
    // Schedules outlive code: a job that no longer exists is done, not failed.
    if (!job) return log.warn({ job: name }, "unknown job");
    try {
      await job.run(context, data, ...(queue === job.queue ? [] : [queue]));
    } catch (error) {
      log.error({ job: name, error: String(error), stack: (error as Error).stack }, "job failed");
      throw error;
    }
  };

  const open = (queue: string, atOnce: number): Worker => {
    const worker = backend.openWorker(queue, atOnce, (name, data) => work(queue, name, data));
    worker.on("error", (error) => log.warn({ queue, error: error.message }, "worker error"));
    workers.add(worker);
    worker.run().catch((error) => log.error({ queue, error: String(error) }, "worker stopped"));
    return worker;
  };

  // Redis may have been flushed: BullMQ then forgets its schedulers without a word.
  const assertSchedules = async (): Promise<void> => {
    for (const job of jobs) {
      if (!job.schedule) continue;
      await queueOf(job.queue).upsertJobScheduler(
        job.name,
        { every: job.schedule.everyMs },
        { name: job.name, data: {}, opts: ONCE },
      );
    }
  };

  return {
    async ring(name, calls) {
      const job = byName.get(name);
      if (!job) throw new Error(`no job named ${name}`);
      if (calls.length === 0) return;
      try {
        for (const queue of new Set(calls.map(({ lane }) => lane ?? job.queue))) {
          const rung = calls
            .filter(({ lane }) => (lane ?? job.queue) === queue)
            .map(({ key, data, urgent, delayMs }) => ({
              name,
              data,
              opts: {
                ...ONCE,
                jobId: `${name}-${key}`,
                ...(urgent ? {} : { priority: 10 }),
                ...(delayMs ? { delay: delayMs } : {}),
              },
            }));
          // On Postgres a bulk of one costs seven times what one job costs.
          const [only, ...more] = rung;
          if (more.length > 0) await queueOf(queue).addBulk(rung);
          else await queueOf(queue).add(name, only!.data, only!.opts);
        }
      } catch (error) {
        log.warn({ job: name, error: String(error) }, "could not ring; the sweep will find the rows");
      }
    },
    async start() {
      for (const queue of new Set(jobs.map((job) => job.queue))) {
        open(queue, options.concurrency[queue] ?? 1);
      }
      await assertSchedules();
      timer = setInterval(() => {
        options.eachMinute?.();
        assertSchedules().catch((error) => log.warn({ error: String(error) }, "schedules not asserted"));
      }, 60_000);
      timer.unref();
    },
    serve(lane, atOnce) {
      const worker = open(lane, atOnce);
      return {
        async close() {
          workers.delete(worker);
          await worker.close();
        },
      };
    },
    async wipe() {
      const names = [...jobs.map(({ queue }) => queue), ...queues.keys()];
      for (const name of new Set(names)) await queueOf(name).obliterate({ force: true });
    },
    async close() {
      if (timer) clearInterval(timer);
      await Promise.all([...workers].map((worker) => worker.close()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
