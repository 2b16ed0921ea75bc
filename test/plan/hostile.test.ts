// Documents that would harm: each is answered with one sentence, soon, or read where it is harmless.
import { expect, it } from "vitest";
import { readPlan } from "../../src/plan/read.ts";
import { HOSTILE_DOCUMENTS } from "../support/hostile-files.ts";

it.each(HOSTILE_DOCUMENTS.filter(({ heavy }) => !heavy))("$what", async ({ build, name, words }) => {
  const bytes = build();
  const begun = performance.now();
  const reading = await readPlan(bytes, name);
  expect(performance.now() - begun).toBeLessThan(5000);
  if (words === null) expect(reading).toMatchObject({ text: expect.any(String) });
  else expect(reading).toMatchObject({ problem: expect.stringContaining(words) });
});
