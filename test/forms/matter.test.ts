// The way to a matter's forms: several materials, late receipts, what is no longer collected, what goes upward.
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeFor, wordsOf } from "./pages.ts";

let office: Harness;
let matters: string[];
const code = (index: number, unit: string) => codeFor(office.app, matters[index]!, unit);
const pdf = (name: string) => {
  const form = new FormData();
  form.set("file", new File([`%PDF-1.7 ${name}`], name));
  return form;
};

beforeAll(async () => {
  office = await openHarness();
  matters = await publishMatters(office.app, [
    {
      what: "报送自查情况",
      units: ["weihua", "anji"],
      dueOn: "2023-07-12",
      materials: [
        { key: "1", kind: "document", name: "书面报告" },
        { key: "2", kind: "document", name: "盖章承诺书" },
      ],
    },
    { what: "营商环境月报", units: ["weihua"], dueOn: "2023-07-25", nilAllowed: true },
    { what: "向区司法局报送自查情况", units: ["ju"], dueOn: "2023-08-11", direction: "upward" },
  ]);
});
afterAll(() => office.close());

test("a matter of several materials shows them all; one of a single material opens its form", async () => {
  const zhang = office.person("zhang-lei");
  const several = wordsOf((await zhang.opens(`/form/${await code(0, "weihua")}`)).text);
  expect(several).toContain("书面报告");
  expect(several).toContain("盖章承诺书");
  expect(several).toContain("交齐才算已报");
  const single = await zhang.opens(`/form/${await code(1, "weihua")}`);
  expect(single.path).toBe(`/form/${await code(1, "weihua")}-1`);
});

test("the receipt says what is missing, and how late it is once all is in", async () => {
  const own = await code(0, "weihua");
  const zhang = office.person("zhang-lei");
  const part = wordsOf((await zhang.opens(`/form/${own}-1`, pdf("报告.pdf"))).text);
  expect(part).toContain("已交 1/2，缺盖章承诺书");
  await office.until("2023-07-14");
  // A session ends after some hours: another day begins with another link.
  const later = office.person("zhang-lei");
  const whole = wordsOf((await later.opens(`/form/${own}-2`, pdf("承诺书.pdf"))).text);
  expect(whole).toContain("报送成功");
  expect(whole).toContain("逾期报送，逾期2天");
});

test("零报告 is asked once more, and only where the matter allows it", async () => {
  const own = await code(1, "weihua");
  const zhang = office.person("zhang-lei");
  expect(wordsOf((await zhang.opens(`/form/${own}-1?nil=1`)).text)).toContain("确实没有应报的内容");
  const receipt = await zhang.opens(`/form/${own}-1?nil=1`, {});
  expect(wordsOf(receipt.text)).toContain("零报告已收到");
  const without = await zhang.opens(`/form/${await code(0, "weihua")}-1?nil=1`);
  expect(wordsOf(without.text)).not.toContain("零报告");
});

test("what is 免报 or unknown is answered with a sentence", async () => {
  const own = await code(0, "anji");
  await office.app.runtime.store.db.assignment.updateMany({
    where: { number: Number(own.slice(1)) },
    data: { state: "waived" },
  });
  const waived = await office.person("li-na").opens(`/form/${own}-1`);
  expect(waived.status).toBe(410);
  expect(waived.text).toContain("已免报，不用再报");
  const unknown = await office.person("li-na").opens("/form/A9999-1");
  expect(unknown.status).toBe(404);
  expect((await office.person("zhang-lei").opens(`/form/${await code(0, "weihua")}-7`)).status).toBe(404);
});

test("what the bureau reports upward has a page of its own", async () => {
  const opened = await office.person("qin-yue").opens(`/form/${await code(2, "ju")}-1`);
  expect(opened.path).toMatch(/^\/progress\/[^/]+\/upward$/);
  expect(opened.status).toBe(200);
});
