// What anybody can ask at any time.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness } from "../support/harness.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

test("an unknown word gets the nearest commands, never silence", async () => {
  const [answer] = await office.person("zhang-lei").says("/帮住");
  expect(answer!.to).toEqual({ person: "zhang-lei" });
  expect(answer!.text).toContain("/帮助");
});

test("full-width slash, spaces and no slash at all are accepted", async () => {
  for (const words of ["/帮助", "/帮助", " / 帮助 ", "帮助"]) {
    const [answer] = await office.person("zhang-lei").says(words);
    expect(answer!.card?.title).toBe("您可以发送");
  }
});

test("the same id said twice is one event with one answer", async () => {
  const first = await office.person("wu-xia").says("/帮助", { id: "once" });
  const again = await office.person("wu-xia").says("/帮助", { id: "once" });
  expect(again).toEqual(first);
  expect((await office.person("wu-xia").sees()).length).toBe(1);
});
