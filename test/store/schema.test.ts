// Schema and migrations say the same; rules that only SQL can say hold.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diffSchema } from "../../scripts/schema-engine.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("prisma/schema.prisma and prisma/migrations agree", async () => {
  expect(await diffSchema(root)).toBeNull();
});

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

test("a bureau has each version of a ledger once", async () => {
  const { db } = office.app.runtime.store;
  const { id: orgId } = await db.org.findFirstOrThrow();
  const row = { orgId, code: "x", version: 1, body: {} };
  expect((await db.ledgerDefinition.createMany({ data: [row, row], skipDuplicates: true })).count).toBe(1);
});

test("a delivery has one address, no more and no fewer", async () => {
  const { db } = office.app.runtime.store;
  const org = await db.org.findFirstOrThrow();
  const now = office.app.runtime.clock.now();
  const row = {
    orgId: org.id,
    platform: "sandbox",
    bot: "default",
    kind: "message",
    cause: "test",
    notBeforeAt: now,
    createdAt: now,
  };
  await expect(db.delivery.create({ data: { ...row, dedupeKey: "none" } })).rejects.toThrow(/one_address/);
  const both = { personId: "zhang-lei", strangerId: "nobody" };
  await expect(db.delivery.create({ data: { ...row, ...both, dedupeKey: "two" } })).rejects.toThrow(
    /one_address/,
  );
});

test("the audit trail is only added to", async () => {
  const { db } = office.app.runtime.store;
  expect(await db.auditEntry.count()).toBeGreaterThan(0);
  await expect(db.auditEntry.updateMany({ data: { action: "forged" } })).rejects.toThrow(/append-only/);
  await expect(db.auditEntry.deleteMany({})).rejects.toThrow(/append-only/);
});

test.each(["2023-7-27", "7月27日", ""])("a due day written as “%s” is refused", async (dueOn) => {
  const { db } = office.app.runtime.store;
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-27" }]);
  await expect(db.assignment.updateMany({ data: { dueOn } })).rejects.toThrow(/due_day/);
  await expect(db.obligation.updateMany({ data: { dueOn } })).rejects.toThrow(/due_day/);
});
