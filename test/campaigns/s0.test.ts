// The first source plan itself, where it is at hand: published as it stands.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openHarness } from "../support/harness.ts";

const SEED = new URL("../../../shared/seeds/S0-dongsheng-emergency-2023.txt", import.meta.url);
const there = existsSync(SEED);
if (!there) console.log("skipped: the source plan S0 is not at hand");

test.skipIf(!there)(
  "应报 is four units for 15 July, five for 27 July, the bureau's own report apart",
  async () => {
    const office = await openHarness();
    const { db } = office.app.runtime.store;
    const [draft] = await office.person("zhou-wen").sends("方案.txt", readFileSync(SEED));
    expect(draft!.text).toContain("阶段：5个");
    expect(draft!.text).toContain("附件：10个");
    await office.person("zhou-wen").presses(draft!, "发布");
    const counted = await db.assignment.groupBy({
      by: ["dueOn", "obligationId"],
      where: { counted: true },
      _count: true,
      orderBy: { dueOn: "asc" },
    });
    expect(counted.map(({ dueOn, _count }) => [dueOn, _count])).toEqual([
      ["2023-07-15", 4],
      ["2023-07-27", 5],
      ["2023-09-18", 1],
    ]);
    const upward = await db.assignment.findMany({
      where: { obligation: { direction: "upward" } },
      include: { unit: true, preparer: true },
    });
    expect(upward.map(({ dueOn, unit, preparer }) => [dueOn, unit.kind, preparer.code])).toEqual([
      ["2023-09-18", "bureau", "fagui"],
    ]);
    const phases = await db.phase.findMany({ orderBy: { ordinal: "asc" } });
    expect(phases.map(({ name, startOn, endOn }) => [name, startOn, endOn])).toEqual([
      ["动员部署", null, "2023-06-28"],
      ["推动落实", "2023-06-29", "2023-07-09"],
      ["自查自纠", "2023-07-10", "2023-08-11"],
      ["督促检查", "2023-08-12", "2023-09-11"],
      ["整改总结", "2023-09-12", "2023-09-18"],
    ]);
    const triggered = await db.obligation.findMany({
      where: { timing: "triggered" },
      include: { assignments: true },
    });
    expect(triggered.map(({ trigger, assignments }) => [trigger, assignments.length])).toEqual([
      ["上级部门更新梳理下发最新标准后", 0],
      ["人员变动后", 0],
    ]);
    await office.close();
  },
);
