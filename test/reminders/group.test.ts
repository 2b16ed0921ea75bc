// What a group hears of a matter: figures, no names, no mentions unless the lead unit switched them on.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO_ROSTER } from "../../prisma/demo-bureau.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";
import { handIn, startAt, toGroup, toPerson } from "./support.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

const UNITS = ["weihua", "anji", "zonghe", "fangzai"];

/** Every name and alias of a person or an office that must not be heard in a group. */
const NAMES = [
  ...DEMO_ROSTER.people.map(({ name }) => name),
  ...DEMO_ROSTER.units
    .filter(({ kind }) => kind === "office")
    .flatMap(({ name, aliases }) => [name, ...aliases]),
];

function namesIn(message: SeenMessage): string[] {
  const text = JSON.stringify(message);
  return NAMES.filter((name) => text.includes(name));
}

describe("steps of a matter", () => {
  test("one message a step with the matter, the deadline, 应报 and 已报； none once all have reported", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [{ what: "自查情况", units: UNITS, dueOn: "2023-07-27" }]);
    await office.until("2023-07-20");
    await handIn(office, ["weihua"]);
    await office.until("2023-07-28");
    const heard = await office.group();
    expect(heard.map(({ at }) => at.slice(5, 10))).toEqual(["07-20", "07-24", "07-26", "07-27", "07-28"]);
    expect(heard[0]!.text).toContain("应报：4家\n已报：0家");
    expect(heard[1]!.card!.facts).toEqual([
      ["专项行动", "执法规范化专项行动"],
      ["事项", "自查情况"],
      ["期限", "还有3天，7月27日(周四)截止"],
      ["应报", "4家"],
      ["已报", "1家"],
    ]);
    expect(heard[4]!.text).toContain("已逾期1天");
    expect(heard.flatMap(namesIn)).toEqual([]);
    expect(heard.flatMap(({ mentions }) => mentions)).toEqual([]);
    await handIn(office, UNITS);
    expect(toGroup(await office.until("2023-08-31"))).toEqual([]);
  });

  test("two matters due on one day are two messages; one of two periods names its period", async () => {
    await startAt(office, "2023-07-12");
    const monthly = { recurrence: "FREQ=MONTHLY;BYMONTHDAY=25", period: "2023年7月" };
    await publishMatters(office.app, [
      { what: "自查情况", units: UNITS, dueOn: "2023-07-25" },
      { what: "营商环境台账", units: UNITS, dueOn: "2023-07-25", recurring: monthly },
    ]);
    const heard = toGroup(await office.until("2023-07-18"));
    expect(heard.map(({ card }) => card!.facts[1]![1])).toEqual(["自查情况", "营商环境台账(2023年7月)"]);
  });

  test("a date moved for one unit, and the lead unit's own upward report, are not the group's matter", async () => {
    await startAt(office, "2023-07-12");
    const [id] = await publishMatters(office.app, [
      { what: "自查情况", units: UNITS, dueOn: "2023-07-20" },
      { what: "情况报告", units: ["ju"], dueOn: "2023-07-25", direction: "upward" },
    ]);
    await office.until("2023-07-17");
    await handIn(office, UNITS);
    await office.app.runtime.store.db.assignment.updateMany({
      where: { obligationId: id!, unit: { code: "fangzai" } },
      data: { state: "returned", returnedOn: "2023-07-17", dueOn: "2023-07-21", dueRevision: 2 },
    });
    await office.app.runtime.store.db.assignment.updateMany({
      where: { unit: { code: "ju" } },
      data: { state: "open" },
    });
    const all = await office.until("2023-07-24");
    expect(toGroup(all)).toEqual([]);
    expect(toPerson(all, "deng-fei").length).toBeGreaterThan(0);
    expect(toPerson(all, "qin-yue").length).toBeGreaterThan(0);
  });

  test("without a group nothing is said in one", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [{ what: "自查情况", units: UNITS, dueOn: "2023-07-27" }]);
    await office.app.runtime.store.db.campaign.updateMany({ data: { groupId: null } });
    expect(toGroup(await office.until("2023-07-20"))).toEqual([]);
  });
});

test("mentions, once switched on: contacts of who still owes, before the due day only, text without names", async () => {
  await startAt(office, "2023-07-12");
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua", "fangzai"], dueOn: "2023-07-27" }]);
  await office.app.runtime.store.db.campaign.updateMany({ data: { mentions: true } });
  await office.until("2023-07-20");
  await handIn(office, ["fangzai"]);
  await office.until("2023-07-31");
  const heard = await office.group();
  expect(heard.map(({ at, mentions }) => [at.slice(5, 10), [...mentions].sort()])).toEqual([
    ["07-20", ["deng-fei", "tang-jing", "yao-lan", "zhang-lei"]],
    ["07-24", ["tang-jing", "zhang-lei"]],
    ["07-26", ["tang-jing", "zhang-lei"]],
    ["07-27", []],
    ["07-28", []],
  ]);
  expect(heard.map(({ text }) => text).filter((text) => NAMES.some((name) => text.includes(name)))).toEqual(
    [],
  );
});
