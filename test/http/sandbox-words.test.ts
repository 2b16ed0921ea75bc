// What the sandbox's page suggests is understood by the bot.
import { afterAll, beforeAll, expect, test } from "vitest";
import { GUIDE_STEPS, SUGGESTED_WORDS } from "../../src/http/sandbox-guide.ts";
import { type Harness, openHarness } from "../support/harness.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

test("the bot understands every word that the page suggests", async () => {
  const whoHolds: Record<string, string> = {
    coordinator: "zhou-wen",
    contact: "zhang-lei",
    head: "gu-jianhua",
    deputy: "han-zhiyuan",
    director: "lin-guodong",
    group: "zhang-lei",
    auditor: "zhou-wen",
  };
  const said = [
    ...Object.entries(SUGGESTED_WORDS).flatMap(([role, words]) =>
      words.map((word) => ({ who: whoHolds[role]!, word })),
    ),
    ...GUIDE_STEPS.flatMap(({ who, say }) => (who && say ? [{ who, word: say }] : [])),
  ];
  for (const { who, word } of said) {
    const [answer] = await office.person(who).says(word);
    expect(`${word}: ${answer?.text}`).not.toMatch(/没有看懂|没有这项权限|undefined/);
  }
}, 120_000);
