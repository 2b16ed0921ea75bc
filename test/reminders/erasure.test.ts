// After the bureau's days what messages said is gone, and that they were sent is not.
import { afterAll, beforeAll, expect, test } from "vitest";
import { eraseJob } from "../../jobs/erase.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { standStillUntil } from "./support.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

test("contents older than 90 days are erased, records and newer contents stay", async () => {
  const { db } = office.app.runtime.store;
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-27" }]);
  await office.until("2023-07-20");
  await office.person("zhang-lei").says("/收到");
  const before = { deliveries: await db.delivery.count(), events: await db.inboundEvent.count() };
  await db.inboundEvent.create({
    data: {
      platform: "sandbox",
      bot: "default",
      eventKey: "waits",
      senderKey: "nobody",
      payload: { kind: "text", userId: "nobody", text: "等待处理" },
      nextAttemptAt: new Date("2999-01-01"),
      receivedAt: new Date("2023-07-20T09:00:00+08:00"),
    },
  });

  await standStillUntil(office, "2023-10-18T09:00:00+08:00");
  await eraseJob.run(office.app.context, {});
  expect(await db.delivery.count({ where: { kind: "digest", payload: { not: {} } } })).toBeGreaterThan(0);

  await standStillUntil(office, "2023-10-20T09:00:00+08:00");
  await eraseJob.run(office.app.context, {});
  const deliveries = await db.delivery.findMany();
  expect(deliveries).toHaveLength(before.deliveries);
  expect(deliveries.map(({ payload }) => payload)).toEqual(deliveries.map(() => null));
  expect(deliveries.every(({ state, sentAt }) => state === "sent" && sentAt !== null)).toBe(true);
  const events = await db.inboundEvent.findMany({ orderBy: { sequence: "asc" } });
  expect(events).toHaveLength(before.events + 1);
  expect(events.map(({ payload }) => payload)).toEqual([
    {},
    { kind: "text", userId: "nobody", text: "等待处理" },
  ]);
  await db.inboundEvent.delete({ where: { id: events[1]!.id } });
  expect(await db.receipt.count()).toBe(1);
  const seen = await office.person("zhang-lei").sees();
  expect(seen.map(({ text }) => text)).toEqual(seen.map(() => "(内容已过保存期限)"));
  expect(seen.length).toBeGreaterThan(1);
});

test("a file that nothing names any more goes with the messages; a report's own stays", async () => {
  const { db } = office.app.runtime.store;
  await publishMatters(
    office.app,
    [{ what: "工作总结", units: ["weihua"], dueOn: "2023-10-27" }],
    "另一行动",
  );
  const { number } = await db.assignment.findFirstOrThrow({ where: { dueOn: "2023-10-27" } });
  const zhang = office.person("zhang-lei");
  await zhang.sends("总结.pdf", pdf("报送的"), `A${number}`);
  await zhang.sends("别的.pdf", pdf("没有确认的"));
  const names = async () => (await db.fileObject.findMany()).map(({ name }) => name).sort();
  expect(await names()).toEqual(["别的.pdf", "总结.pdf"]);
  await standStillUntil(office, "2024-03-01T09:00:00+08:00");
  await eraseJob.run(office.app.context, {});
  expect(await names()).toEqual(["总结.pdf"]);
});

function pdf(content: string): Uint8Array {
  return new TextEncoder().encode(`%PDF-1.4\n% ${content}\n%%EOF\n`);
}
