// The sandbox's page as it is served, what only it asks for, and errors as browsers see them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { GUIDE_STEPS } from "../../src/http/sandbox-guide.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

const BROWSER = { headers: { accept: "text/html,application/xhtml+xml" } };

async function read(path: string, init?: RequestInit) {
  const response = await office.request(path, init);
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

test("the front page stands, with everything it loads and nothing inline", async () => {
  const { status, text } = await read("/", BROWSER);
  expect(status).toBe(200);
  expect(text).toContain("<!doctype html>");
  expect(text).toContain("云川区应急管理局");
  for (const step of GUIDE_STEPS) expect(text).toContain(step.detail);
  const loaded = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  expect(new Set(loaded)).toContain("/assets/sandbox.js");
  const seen = new Set<string>();
  for (const path of loaded) {
    const asset = await read(path);
    expect([path, asset.status]).toEqual([path, 200]);
    for (const [, name] of asset.text.matchAll(/from "\.\/([a-z-]+\.js)"/g)) {
      if (!seen.has(name!)) loaded.push(`/assets/${name}`);
      seen.add(name!);
    }
  }
  expect(seen.size).toBeGreaterThan(3);
  expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style="| on[a-z]+="/);
});

test("an asset is not sent again unless it has changed", async () => {
  const first = await office.request("/assets/sandbox.js");
  const again = await office.request("/assets/sandbox.js", {
    headers: { "if-none-match": first.headers.get("etag")! },
  });
  expect(again.status).toBe(304);
});

test("what people said is told with its chat, and a pressed button by its label", async () => {
  const before = JSON.parse((await read("/sandbox/said")).text);
  await office.person("deng-fei").says("/帮助");
  await office.person("deng-fei").says("/帮助", { group: "group-all" });
  const { said } = JSON.parse((await read(`/sandbox/said?after=${before.said.at(-1)?.number ?? 0}`)).text);
  expect(said).toMatchObject([
    { from: "deng-fei", text: "/帮助", files: [] },
    { from: "deng-fei", text: "/帮助", group: "group-all" },
  ]);
  expect(said[0].group).toBeUndefined();

  await publishMatters(office.app, [{ what: "自查情况书面材料", units: ["fangzai"], dueOn: "2023-07-13" }]);
  await office.until("2023-07-13");
  const reminder = (await office.person("deng-fei").sees()).at(-1)!;
  await office.person("deng-fei").presses(reminder, "收到");
  const pressed = JSON.parse((await read(`/sandbox/said?after=${said.at(-1).number}`)).text).said;
  expect(pressed).toMatchObject([
    { from: "deng-fei", text: "", pressed: { message: reminder.id, label: "收到" } },
  ]);
});

test("secrets that were blanked and marked texts stay away from the page", async () => {
  await office.person("yao-lan").says("绝密★1年\n关于某事的通知");
  const { said } = JSON.parse((await read("/sandbox/said")).text);
  const last = said.at(-1);
  expect(last.text).toContain("未保存");
  expect(last.text).not.toContain("某事");
});

test("a browser reads an error as a page, everything else as JSON", async () => {
  for (const path of ["/nowhere", "/files/no-such-token", "/go/no-such-token"]) {
    const page = await read(path, BROWSER);
    expect(page.type).toContain("text/html");
    expect(page.text).toContain("出错了");
    const json = await read(path);
    expect(json.status).toBe(page.status);
    expect(page.text).toContain(JSON.parse(json.text).message);
  }
});

test("without the sandbox there is no such page", async () => {
  const plain = await openHarness({ config: { sandbox: false } });
  for (const path of ["/", "/sandbox/said", "/sandbox/demo-plan.txt"]) {
    expect((await plain.request(path)).status).toBe(404);
  }
  await plain.close();
});
