// What every job is given by createApp.
import type { Bot } from "../src/chat/bot.ts";
import type { Platform } from "../src/chat/platform.ts";
import type { Renderers } from "../src/services/deliveries.ts";
import type { Runtime } from "../src/services/runtime.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";

/** The runtime, the bot, the platforms and how deliveries become messages. */
export interface JobContext {
  runtime: Runtime;
  bot: Bot<UnitOfWork, Runtime>;
  platforms: ReadonlyMap<string, Platform>;
  renderers: Renderers;
}
