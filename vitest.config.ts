// How the tests run: real databases take a moment to open, so files run side by side and each has time.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// These start processes and wait for them: begun last, they would keep one core idle at the end.
const LONG =
  /\/test\/(cli\/(demo|setup|backup|doctor)|edge\/|start\/|walks\/crash|platform\/wecom\/aibot-processes)/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

// A sequencer of ours would keep vitest's own from shuffling where that is asked for.
const shuffles = process.argv.some((word) => word.includes("shuffle"));

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than there are cores: suites about processes and long connections spend half their time waiting.
    maxWorkers: availableParallelism() + 1,
    // Modules of ours hold no state, so files of one worker may share them: loading them anew costs a third of the time.
    isolate: false,
    // What was compiled for an earlier run serves again while it is the same: `npx vitest --clearCache` forgets it.
    experimental: { fsModuleCache: true },
    ...(shuffles ? {} : { sequence: { sequencer: LongFirst } }),
  },
});
