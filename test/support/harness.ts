// A whole deployment in memory with the demo bureau in it, and people who talk to its bot as in a transcript.
import { type App, createApp, type Overrides } from "../../src/app.ts";
import { openSandbox, type Sandbox } from "../../src/cli/sandbox-client.ts";
import type { Config } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { TEST_CONFIG } from "./config.ts";
import { openSeeded } from "./databases.ts";

export type { SeenMessage, Talker } from "../../src/cli/sandbox-client.ts";

/** The deployment under test. */
export interface Harness extends Sandbox {
  app: App;
  close(): Promise<void>;
}

/** Opens a deployment on the migrated and seeded snapshot; `source` puts it on a Postgres or Redis instead. */
export async function openHarness(
  options: { config?: Partial<Config>; overrides?: Overrides } = {},
): Promise<Harness> {
  const config: Config = { ...TEST_CONFIG, ...options.config };
  const store = options.overrides?.store ?? (config.databaseUrl ? undefined : await openSeeded());
  const app = await createApp(config, {
    log: createLog("error"),
    ...options.overrides,
    ...(store ? { store } : {}),
  });
  await app.start();
  return talkTo(app, config.publicUrl);
}

/** People, groups and clock of an app that runs. */
export function talkTo(app: App, publicUrl: string): Harness {
  return { app, ...openSandbox(app.fetch, publicUrl), close: () => app.close() };
}
