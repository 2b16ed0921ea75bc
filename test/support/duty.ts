// A deployment on duty: the demo bureau on a platform's simulator, over real HTTP, with a clock that can be moved.
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { tick } from "../../jobs/tick.ts";
import { type App, createApp } from "../../src/app.ts";
import type { Config } from "../../src/config.ts";
import type { Log } from "../../src/log.ts";
import { issueBindingCode } from "../../src/services/people.ts";
import { inUnitOfWork } from "../../src/services/unit-of-work.ts";
import { TEST_CONFIG } from "./config.ts";
import { openSeeded } from "./databases.ts";

/** A page as a browser got it, and where it ended after all redirects. */
export interface Opened {
  status: number;
  text: string;
  url: URL;
}

/** The deployment under test. */
export interface Duty {
  app: App;
  url: string;
  /** Lines of the log, as JSON, from warnings upward. */
  logged: string[];
  /** A one-time 绑定码 for somebody of the demo bureau, by name. */
  codeFor(name: string): Promise<string>;
  /** Moves business time and does what is due then. */
  turnTo(instant: string): Promise<void>;
  /** Waits until nothing is unhandled and nothing can be sent that is not sent or waiting for its platform. */
  settle(): Promise<void>;
  /** A browser with cookies of its own. `through` may rewrite where a redirect leads, as a person would who logs in there. */
  browser(agent?: string): (path: string, through?: (url: URL) => URL) => Promise<Opened>;
  close(): Promise<void>;
}

const MOST_HOPS = 8;
const SETTLE_MS = 40_000;

/** Opens it on a free port; `describe` is given the address where platforms call back, and says the rest of the config. */
export async function openDuty(describe: (url: string) => Partial<Config>): Promise<Duty> {
  // Listening first: the address stands in links and in the platform's console.
  let app: App | undefined;
  const server = serve({
    fetch: async (request) => (await app?.fetch(request)) ?? new Response(null, { status: 503 }),
    hostname: "127.0.0.1",
    port: 0,
  }) as Server;
  if (!server.listening) await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store = await openSeeded();
  // On duty nobody is in a sandbox.
  await store.db.binding.deleteMany();
  await store.db.chatGroup.deleteMany();
  let offset = new Date("2023-07-12T09:00:00+08:00").getTime() - Date.now();
  const clock = { now: () => new Date(Date.now() + offset) };
  const logged: string[] = [];
  const line = (...parts: unknown[]) => void logged.push(JSON.stringify(parts));
  const quiet = { debug: () => {}, info: () => {}, warn: line, error: line };
  const log = { ...quiet, child: () => log } as unknown as Log;
  app = await createApp(
    { ...TEST_CONFIG, sandbox: false, publicUrl: url, ...describe(url) },
    { store, clock, log },
  );
  await app.start();
  const { runtime, context } = app;
  const { db } = store;

  const settle: Duty["settle"] = async () => {
    for (let waited = 0; ; waited += 10) {
      const [row] = await db.$queryRaw<{ busy: boolean }[]>`
        SELECT EXISTS (SELECT 1 FROM "InboundEvent" WHERE "state" = 'received')
          OR EXISTS (SELECT 1 FROM "Delivery" WHERE "state" = 'sending' OR ("state" = 'pending'
            AND "notBeforeAt" <= ${clock.now()} AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= now()))) AS "busy"`;
      if (!row?.busy) return;
      if (waited > SETTLE_MS) throw new Error(`did not settle: ${logged.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  return {
    app,
    url,
    logged,
    settle,
    async codeFor(name) {
      const person = await db.person.findFirstOrThrow({ where: { name } });
      const cause = { orgId: person.orgId, actor: { kind: "system", name: "test" } as const, label: "test" };
      return inUnitOfWork(runtime, cause, (work) => issueBindingCode(work, person.id));
    },
    async turnTo(instant) {
      offset = new Date(instant).getTime() - Date.now();
      await tick(context);
      await settle();
    },
    browser(agent = "Mozilla/5.0") {
      const jars = new Map<string, Map<string, string>>();
      return async (path, through = (at) => at) => {
        let at = new URL(path, url);
        for (let hops = 0; hops < MOST_HOPS; hops++) {
          const jar = jars.get(at.host) ?? new Map<string, string>();
          jars.set(at.host, jar);
          const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
          const headers = { cookie, accept: "text/html", "user-agent": agent };
          const response = await fetch(at, { headers, redirect: "manual" });
          for (const set of response.headers.getSetCookie()) {
            const [pair = ""] = set.split(";");
            jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
          }
          const next = response.headers.get("location");
          if (!next) return { status: response.status, text: await response.text(), url: at };
          at = through(new URL(next, at));
        }
        throw new Error(`too many redirects from ${path}`);
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await app.close();
    },
  };
}
