// A bureau set up for real duty: created once, completed by name, with a code for the first coordinator.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seedDemoBureau } from "../../prisma/seed.ts";
import { createApp } from "../../src/app.ts";
import { setUpBureau } from "../../src/services/bureau.ts";
import { isUnchanged } from "../../src/services/roster.ts";
import { buildRosterFile } from "../../src/services/roster-example.ts";
import { readRosterFile } from "../../src/services/roster-file.ts";
import { TEST_CONFIG } from "../support/config.ts";
import { layBlank, openBlank } from "../support/databases.ts";
import { type Harness, talkTo } from "../support/harness.ts";
import { runScript } from "./run-script.ts";

const folder = mkdtempSync(join(tmpdir(), "baosong-setup-"));
const NAME = "示例县应急管理局";
let office: Harness;

beforeAll(async () => {
  const store = await openBlank();
  const app = await createApp(TEST_CONFIG, { store });
  office = talkTo(app, TEST_CONFIG.publicUrl);
});
afterAll(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

const readExample = async () => {
  const reading = await readRosterFile(await buildRosterFile());
  return "roster" in reading ? reading.roster : null;
};

describe("the service", () => {
  test("without a roster the first coordinator must be named", async () => {
    const input = { name: NAME, roster: null, coordinator: null, sandbox: false };
    await expect(setUpBureau(office.app.runtime, input)).rejects.toThrow("没有“牵头科室管理员”");
    expect(await office.app.runtime.store.db.org.count()).toBe(0);
  });

  test("a roster makes units and people, and a code by which the coordinator binds", async () => {
    const { runtime } = office.app;
    const input = { name: NAME, roster: await readExample(), coordinator: null, sandbox: false };
    const first = await setUpBureau(runtime, input);
    expect(first).toMatchObject({ created: true, coordinator: { name: "示例丙" } });
    expect(first.coordinator.code).toMatch(/^[2-9A-Z]{8}$/);
    const again = await setUpBureau(runtime, input);
    expect(again.created).toBe(false);
    expect(isUnchanged(again.loaded)).toBe(true);
    expect(await runtime.store.db.binding.count()).toBe(0);
  });

  test("another bureau is refused, the demo stays out", async () => {
    const { runtime } = office.app;
    const other = { name: "别的局", roster: await readExample(), coordinator: null, sandbox: false };
    await expect(setUpBureau(runtime, other)).rejects.toThrow(`已经有“${NAME}”`);
    await seedDemoBureau(runtime);
    expect(await runtime.store.db.org.findMany({ select: { name: true } })).toEqual([{ name: NAME }]);
  });

  test("a lower bureau is made under it, once, and a unit there stands for it", async () => {
    const { runtime } = office.app;
    const lower = {
      name: "示例镇应急管理站",
      roster: null,
      coordinator: { name: "示例镇甲", unit: "综合岗" },
      sandbox: false,
    };
    await expect(setUpBureau(runtime, { ...lower, under: "没有的局" })).rejects.toThrow("没有“没有的局”");
    const made = await setUpBureau(runtime, { ...lower, under: NAME });
    expect(made).toMatchObject({ created: true, standIn: { upper: NAME, unit: lower.name, created: true } });
    const again = await setUpBureau(runtime, { ...lower, under: NAME });
    expect(again).toMatchObject({ created: false, standIn: { unit: lower.name, created: false } });
    const upside = { name: NAME, roster: null, coordinator: lower.coordinator, sandbox: false };
    await expect(setUpBureau(runtime, { ...upside, under: lower.name })).rejects.toThrow("不能作它的上级");
    const unit = await runtime.store.db.unit.findFirstOrThrow({
      where: { org: { name: NAME }, lowerOrg: { name: lower.name } },
    });
    expect(unit).toMatchObject({ name: lower.name, kind: "office" });
    // What follows is about the one bureau.
    await runtime.store.db.unit.delete({ where: { id: unit.id } });
  });

  test("a coordinator named beside it leaves what is there as it is", async () => {
    const { runtime } = office.app;
    const before = await runtime.store.db.unit.findMany({ orderBy: { id: "asc" } });
    const outcome = await setUpBureau(runtime, {
      name: NAME,
      roster: null,
      coordinator: { name: "示例壬", unit: "法规科" },
      sandbox: false,
    });
    expect(outcome.coordinator.name).toBe("示例壬");
    expect(await runtime.store.db.unit.findMany({ orderBy: { id: "asc" } })).toEqual(before);
  });

  test("set up for the sandbox, its people can be spoken as there", async () => {
    await setUpBureau(office.app.runtime, {
      name: NAME,
      roster: await readExample(),
      coordinator: null,
      sandbox: true,
    });
    await office.app.start();
    const answer = await office.request("/sandbox/api/people");
    const { people, groups } = (await answer.json()) as {
      people: { id: string; name: string }[];
      groups: object[];
    };
    expect(groups).toEqual([{ id: "group-all", name: `${NAME}·联络群` }]);
    const [reply] = await office.person(people.find(({ name }) => name === "示例己")!.id).says("/绑定");
    expect(reply!.text).toContain("身份是示例己(危化科联系人B角、执法大队联系人A角)");
  });
});

test("the command writes a sample, loads it, and says by cell what is wrong with another", async () => {
  const sample = join(folder, "名册.xlsx");
  expect(await runScript("setup", ["--sample", sample], {}, "source")).toMatchObject({ code: 0 });
  const settings = { DATA_DIR: join(folder, "data") };
  const words = ["--org", NAME, "--roster", sample];
  const done = await runScript("setup", words, settings);
  expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/示例丙的绑定码：[2-9A-Z]{8}/) });
  const other = await runScript("setup", ["--org", "别的局", "--coordinator", "某人"], settings);
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining(`已经有“${NAME}”`) });
  const missing = await runScript("setup", ["--org", NAME, "--roster", join(folder, "none.xlsx")], settings);
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining("没有找到文件") });
  const usage = await runScript("setup", ["--roster", sample], settings);
  expect(usage).toMatchObject({ code: 2, err: expect.stringContaining("--org") });
  layBlank(join(folder, "bare"));
  const bare = await runScript("setup", ["--org", NAME], { DATA_DIR: join(folder, "bare") });
  expect(bare).toMatchObject({ code: 0, out: expect.stringMatching(/牵头科室管理员的绑定码：[2-9A-Z]{8}/) });
}, 120_000);
