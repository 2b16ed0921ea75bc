// S3 over three levels: what the province asks for comes down, is confirmed on each level, and goes up unchanged.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SeenMessage } from "../../src/cli/sandbox-client.ts";
import type { Harness } from "../support/harness.ts";
import { EAST, openLevels, PLANS, PROVINCE, RIVER } from "./story.ts";

let levels: Harness;
const says = async (id: string, text: string): Promise<SeenMessage[]> => levels.person(id).says(text);
const pageOf = (message: SeenMessage, label: string): string => {
  const action = message.card?.actions.find((one) => one.label === label);
  if (!action?.url) throw new Error(`no link ${label} on ${message.text}`);
  return new URL(action.url).pathname;
};

beforeAll(async () => {
  levels = await openLevels("2024-03-15T09:00:00+08:00");
}, 120_000);
afterAll(() => levels.close());

test("the province imports, settles and publishes", async () => {
  const [draft] = await says("p-lead", PLANS[0]!);
  console.log(draft!.text);
  const page = await levels.person("p-lead").opens(pageOf(draft!, "去确认"));
  const revision = /name="revision" value="(\d+)"/.exec(page.text)![1]!;
  const saved = await levels.person("p-lead").opens(page.path, { revision, "head.issuedOn": "2024-03-15" });
  const revision2 = /name="revision" value="(\d+)"/.exec(saved.text)![1]!;
  const saved2 = await levels
    .person("p-lead")
    .opens(page.path, { revision: revision2, "3.windowFrom": "2024-10-01", "3.windowTo": "2024-11-30" });
  expect(saved2.status).toBe(200);
  const messages = await says("p-lead", "/发布");
  for (const one of messages) console.log(JSON.stringify(one.to), one.text, "\n---");
}, 120_000);
