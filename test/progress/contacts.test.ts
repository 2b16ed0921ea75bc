// /联系人: own contacts for everyone, all of them with what became of messages for the coordinator.
import { afterAll, beforeAll, expect, test } from "vitest";
import { maskPhone } from "../../src/services/contacts.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

test.each([
  ["13800001234", "138****1234"],
  ["0479-8123456", "047****3456"],
  ["8123", "****"],
])("%s is shown as %s", (phone, masked) => {
  expect(maskPhone(phone)).toBe(masked);
});

test("a contact reads its own units' contacts", async () => {
  const [answer] = await office.person("li-na").says("/联系人");
  const facts = Object.fromEntries(answer!.card!.facts);
  expect(Object.keys(facts)).toEqual(["安全基础室", "综合协调室"]);
  expect(facts.安全基础室).toMatch(/^李娜\(A角\) .+；马超然\(B角\)/);
  expect(answer!.text).not.toContain("张磊");
});

test("the coordinator reads all with phones masked, the unreachable and the unmanned named", async () => {
  const { db } = office.app.runtime.store;
  const { cipher } = office.app.runtime;
  const mobile = Buffer.from(cipher.seal(new TextEncoder().encode("13900005678"))).toString("base64");
  await db.person.update({ where: { id: "zhang-lei" }, data: { mobile } });
  await db.binding.deleteMany({ where: { personId: "tang-jing" } });
  await db.appointment.updateMany({
    where: { unit: { code: "fangzai" }, role: "contact" },
    data: { toOn: "2023-07-11" },
  });
  await publishMatters(office.app, [{ what: "自查情况材料", units: ["weihua"], dueOn: "2023-07-14" }]);
  await office.until("2023-07-13");
  const [answer] = await office.person("zhou-wen").says("/联系人");
  const facts = Object.fromEntries(answer!.card!.facts);
  expect(facts.危险化学品监督管理室).toMatch(
    /^张磊\(A角\) 139\*\*\*\*5678，7月13日送达，还没有点过收到；唐静\(B角\) .*未绑定，消息送不到$/,
  );
  expect(facts.防灾减灾室).toBe("没有联系人，请尽快确定");
  expect(answer!.text).not.toContain("13900005678");
});

test("asked in a group, names go to the asker alone", async () => {
  const heard = await office.person("zhou-wen").says("/联系人", { group: "group-all" });
  expect(heard.find(({ to }) => to.group)!.text).toBe("联系人名单已单独发给提问人。");
  expect(heard.find(({ to }) => to.person)!.card!.title).toBe("各单位联系人");
});
