// On which days reminders go out to whom, told as a campaign runs.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";
import { publishMatters } from "../support/factory.ts";

let office: Harness;
beforeEach(async () => {
  office = await openHarness();
});
afterEach(() => office.close());

/** 「07-14 09:05 person: title」 of what one person or the group got. */
function days(messages: SeenMessage[], to: { person?: string; group?: string }): string[] {
  return messages
    .filter((message) => message.to.person === to.person && message.to.group === to.group)
    .map(({ at }) => at.slice(5, 10));
}

async function report(units: string[], when: string): Promise<void> {
  const { db } = office.app.runtime.store;
  await db.assignment.updateMany({
    where: { unit: { code: { in: units } } },
    data: { state: "submitted", firstSubmittedAt: new Date(when), lastSubmittedAt: new Date(when) },
  });
}

describe("days", () => {
  test("due on Saturday 15 July, published on Wednesday: Friday, then workdays after", async () => {
    await publishMatters(office.app, [{ what: "突出问题清单", units: ["weihua"], dueOn: "2023-07-15" }]);
    const all = await office.until("2023-08-31");
    const own = all.filter(({ to }) => to.person === "zhang-lei");
    expect(own.map(({ at }) => at.slice(0, 16))).toEqual([
      "2023-07-14T09:05",
      "2023-07-17T09:05",
      "2023-07-19T09:05",
      "2023-07-25T09:05",
    ]);
    expect(own[0]!.text).toContain("明天(周六)截止");
    expect(own[1]!.text).toContain("已逾期2天(应于7月15日周六报送)");
  });

  test("due on Thursday 27 July, and to both contacts", async () => {
    await publishMatters(office.app, [{ what: "自查情况书面材料", units: ["weihua"], dueOn: "2023-07-27" }]);
    const all = await office.until("2023-07-27");
    for (const person of ["zhang-lei", "tang-jing"]) {
      expect(days(all, { person })).toEqual(["07-20", "07-24", "07-26", "07-27"]);
    }
    const texts = all.filter(({ to }) => to.person === "zhang-lei").map(({ card }) => card!.body);
    expect(texts[0]).toContain("还有7天,7月27日(周四)截止");
    expect(texts[3]).toContain("今天(周四)24时截止");
  });
});
