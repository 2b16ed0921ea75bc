// What a job is: a name, the queue it runs in, perhaps a schedule, and what it does.

/** When a job runs by itself: every so many milliseconds. */
export interface Schedule {
  everyMs: number;
}

/** A job over an app context; `data` is whatever was enqueued and is parsed by the job itself. */
export interface Job<Context> {
  name: string;
  /** Jobs of one queue share a worker. */
  queue: string;
  schedule?: Schedule;
  /** `lane` where it was rung there instead of in its own queue. */
  run(context: Context, data: unknown, lane?: string): Promise<void>;
}

/** Names a job; the identity function that gives it its type. */
export function defineJob<Context>(job: Job<Context>): Job<Context> {
  return job;
}
