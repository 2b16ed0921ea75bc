// How the tests run: real databases take a moment to open, so files run side by side and each has time.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Modules of ours hold no state, so files of one worker may share them: loading them anew costs a third of the time.
    isolate: false,
  },
});
