// The product as a process of its own: started, asked over real HTTP, stopped or killed.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { inject } from "vitest";
import { ROOT } from "./made.ts";

// A start takes a second or two of work, which a machine that runs all suites at once stretches.
const START_MS = 100_000;

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}

/** A process of ours. `output` grows as it speaks. */
export interface Running {
  child: ChildProcess;
  url: string;
  output: () => string;
  /** Sends a signal and waits for the end; the exit code, or null when the signal ended it. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** As it was compiled once for all suites, or from its source as `npm start` does, which takes two seconds longer. */
export type From = "compiled" | "source";

/** What Node is given to run a TypeScript file of the project; what is not among the compiled runs from its source. */
export function programOf(file: string, from: From): string[] {
  const compiled = join(inject("compiled"), file.replace(/^src\/(.*)\.ts$/, "$1.js"));
  return from === "compiled" && existsSync(compiled) ? [compiled] : ["--import", "tsx", file];
}

/** Runs a TypeScript file of the project with these settings and nothing else of the environment's. */
export function run(
  file: string,
  args: string[],
  env: Record<string, string>,
  from: From = "compiled",
): Omit<Running, "url"> {
  const child = spawn(process.execPath, [...programOf(file, from), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  child.stderr.on("data", (chunk) => {
    text += chunk;
  });
  const ended = once(child, "exit");
  return {
    child,
    output: () => text,
    async stop(signal) {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

/** Starts the server and waits for its ready line. */
export async function startServer(env: Record<string, string>, from: From = "compiled"): Promise<Running> {
  const port = env.PORT ?? String(await findFreePort());
  const running = run("src/main.ts", [], { ...env, PORT: port }, from);
  const limit = Date.now() + START_MS;
  while (!running.output().includes("ready ")) {
    if (running.child.exitCode !== null || Date.now() > limit) {
      running.child.kill("SIGKILL");
      throw new Error(`no start: ${running.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { ...running, url: `http://localhost:${port}` };
}

/** Waits for a process to end by itself. */
export async function waitForEnd(running: Omit<Running, "url">): Promise<number | null> {
  if (running.child.exitCode === null) await once(running.child, "exit");
  return running.child.exitCode;
}
