// The form page in a real browser on a phone's screen: two rows, the draft that saves itself, the receipt; the review.
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeFor, fieldsOf } from "../forms/pages.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { launchChromium, requireChromium } from "./chromium.ts";

const program = requireChromium();

describe.skipIf(!program)("a ledger's form on a phone", () => {
  let office: Harness;
  let server: ServerType;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let code: string;

  const open = (person: string, path: string) =>
    page.goto(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/sandbox/login?person=${person}&to=${encodeURIComponent(path)}`,
    );
  const width = () => page.evaluate<number>("document.documentElement.scrollWidth");

  beforeAll(async () => {
    office = await openHarness();
    const [matter] = await publishMatters(office.app, [
      {
        what: "报送自查自纠情况",
        units: ["weihua"],
        dueOn: "2023-07-27",
        materials: [{ key: "1", kind: "ledger", name: "自查自纠台账", ledger: "self-inspection" }],
      },
    ]);
    code = await codeFor(office.app, matter!, "weihua");
    server = serve({ fetch: office.app.fetch, hostname: "127.0.0.1", port: 0 });
    browser = await launchChromium(program!);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await office?.close();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (line) => {
      // A form that is refused answers 422, which the browser reports as if it were amiss.
      if (line.type() === "error" && !line.text().includes("422")) complaints.push(line.text());
    });
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("two rows are filled in, mended and handed in, and nothing is wider than the screen", async () => {
    await open("zhang-lei", `/form/${code}-1`);
    expect(await width()).toBe(360);
    await page.selectOption("[name=item]", "三项制度");
    await page.selectOption("[name=found]", "是");
    await page.fill("[name=description]", "重大处罚未作法制审核");
    await page.fill("[name=measure]", "补办审核并开展培训");
    await page.fill("[name=owner]", "张磊");
    await page.selectOption("[name=state]", "整改中");
    // Enter is not to press any of the form's many buttons.
    await page.press("[name=owner]", "Enter");
    await page.locator(".actions-tip", { hasText: "草稿已自动保存" }).waitFor();

    await page.click("text=增加一行");
    await page.selectOption('[name="item.2"]', "执法案卷评查");
    await page.selectOption('[name="found.2"]', "否");
    // What only a problem asks for is folded away.
    await page.locator('[name="measure.2"]').waitFor({ state: "hidden" });
    expect(await page.locator("[name=measure]").isVisible()).toBe(true);
    expect(await width()).toBe(360);

    await page.click("button:has-text('提交')");
    expect(await page.locator("#deadline-error").textContent()).toContain("第1行“完成时限”");
    expect(await page.inputValue("[name=description]")).toBe("重大处罚未作法制审核");
    expect(await width()).toBe(360);
    await page.fill("[name=deadline]", "2023-08-20");
    await page.dblclick("button:has-text('提交')");
    await page.waitForURL(/\/receipt\/1$/);
    expect(await page.textContent("main")).toContain("报送成功");
    expect(await width()).toBe(360);
    expect(await office.app.runtime.store.db.submission.count()).toBe(1);
  });

  test("the coordinator reads it on the phone, writes a note at a field and returns it", async () => {
    await open("zhou-wen", `/review/${code}`);
    expect(await width()).toBe(360);
    await page.locator("td[data-label=整改措施] summary").first().click();
    await page.fill('[name="note.1.1.measure"]', "写明培训时间");
    expect(await width()).toBe(360);
    await page.click("button:has-text('退回补正')");
    await page.waitForURL(/done=returned/);
    expect(await page.textContent("main")).toContain("已退回补正");
    await open("zhang-lei", `/form/${code}-1`);
    expect(await page.locator("#measure-remark").textContent()).toContain("写明培训时间");
    expect(await page.inputValue("[name=measure]")).toBe("补办审核并开展培训");
  });

  test("a draft that somebody else has changed meanwhile is not overwritten by the script", async () => {
    await open("zhang-lei", `/form/${code}-1`);
    const tang = office.person("tang-jing");
    const fields = fieldsOf((await tang.opens(`/form/${code}-1`)).text);
    await tang.opens(`/form/${code}-1`, { ...fields, measure: "唐静写的措施", _do: "save" });
    await page.fill("[name=measure]", "张磊写的措施");
    await page.locator(".actions-tip_wrong", { hasText: "唐静" }).waitFor();
    await page.click("button:has-text('保存草稿')");
    expect(await page.locator("#measure-remark").textContent()).toContain("唐静填的是：唐静写的措施");
    expect(await page.inputValue("[name=measure]")).toBe("张磊写的措施");
    complaints = complaints.filter((line) => !line.includes("409"));
  });

  test("what was typed while the line was broken is there again, and saved once it is back; 大字 fits the screen", async () => {
    await open("zhang-lei", `/form/${code}-1`);
    await page.context().setOffline(true);
    await page.fill("[name=measure]", "断网时写的措施");
    await page.locator(".actions-tip_wrong", { hasText: "内容先存在本机" }).waitFor();
    await page.click("button:has-text('提交')");
    await page.locator(".actions-tip_wrong", { hasText: "没有提交" }).waitFor();
    // The page is left before the line is back: opened anew, it has not lost a word.
    await page.goto("about:blank");
    await page.context().setOffline(false);
    await open("zhang-lei", `/form/${code}-1`);
    expect(await page.inputValue("[name=measure]")).toBe("断网时写的措施");
    await page.locator(".actions-tip", { hasText: "草稿已自动保存" }).waitFor();
    expect(await page.evaluate<number>("localStorage.length")).toBe(0);
    await page.click("text=大字");
    expect(await page.inputValue("[name=measure]")).toBe("断网时写的措施");
    expect(await width()).toBe(360);
    expect(await page.locator("text=标准字").isVisible()).toBe(true);
    complaints = complaints.filter((line) => !line.includes("ERR_INTERNET_DISCONNECTED"));
  });
});
