// A platform that keeps the content back (its month is used up): the sender goes on with pages, and nothing is lost.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChatEvent } from "../../src/chat/event.ts";
import { acceptArrival } from "../../src/services/inbox.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";

const WHY = "本月的额度已用完，您的话没有传到我这里。";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-20" }]);
});
afterAll(() => office.close());

/** Something arrives of which nobody knows what it says; what zhang-lei gets because of it. */
async function withheld(eventKey: string, where: Partial<ChatEvent> = {}): Promise<SeenMessage[]> {
  const zhang = office.person("zhang-lei");
  const before = (await zhang.sees()).length;
  const event = { kind: "text", userId: "zhang-lei", text: "", withheld: WHY, ...where } as const;
  await acceptArrival(office.app.runtime, { platform: "sandbox", bot: "default", eventKey, event });
  await expect.poll(async () => (await zhang.sees()).length, { timeout: 20_000 }).toBeGreaterThan(before);
  return (await zhang.sees()).slice(before);
}

test("the sender hears why, and hands in on a page", async () => {
  const [answer] = await withheld("one");
  expect(answer!.text).toContain(WHY);
  expect(answer!.card!.actions.map(({ label }) => label)).toEqual([
    expect.stringMatching(/^填报 A\d+$/),
    "看进度",
  ]);
  // Words and presses would be kept back like these.
  expect(answer!.card!.actions.every(({ url }) => url !== undefined)).toBe(true);
  for (const [index, shown] of ["自查情况", "执法规范化专项行动"].entries()) {
    const page = await office.person("zhang-lei").opens(answer!.card!.actions[index]!.url!);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(shown)]);
  }
});

test("in a group, what is one person's goes to that person", async () => {
  const { chatId } = await office.app.runtime.store.db.chatGroup.findFirstOrThrow();
  const before = (await office.group()).length;
  const [answer] = await withheld("two", { chatId });
  expect(answer!.text).toContain(WHY);
  await expect.poll(async () => (await office.group()).length, { timeout: 20_000 }).toBe(before + 1);
  expect((await office.group()).at(-1)!.text).toContain("已单独回复您");
});
