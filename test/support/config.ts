// The configuration of tests: a sandbox on the demo plan's day of issue.
import type { Config } from "../../src/config.ts";

/** Embedded, no port of its own: pages are asked for by their URL. */
export const TEST_CONFIG: Config = {
  mode: "embedded",
  databaseUrl: undefined,
  redisUrl: undefined,
  dataDir: "",
  host: "127.0.0.1",
  port: 0,
  publicUrl: "http://localhost:8787",
  secretKey: "tests-only-0123456789abcdef0123456789abcdef",
  inboxSecret: null,
  sandbox: true,
  sandboxShut: false,
  wecom: null,
  dingtalk: null,
  bots: [],
  sandboxNow: new Date("2023-07-12T09:00:00+08:00"),
  logLevel: "silent",
};
