// The sandbox's page in a real browser, as somebody sees it who tries the bot for the first time.
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { launchChromium, requireChromium } from "./chromium.ts";

const program = requireChromium();

describe.skipIf(!program)("the sandbox page", () => {
  let office: Harness;
  let server: ServerType;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    office = await openHarness();
    await publishMatters(office.app, [
      { what: "自查情况书面材料", units: ["weihua", "anji"], dueOn: "2023-07-27" },
    ]);
    server = serve({ fetch: office.app.fetch, hostname: "127.0.0.1", port: 0 });
    browser = await launchChromium(program!);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await office?.close();
  });

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 360, height: 800 } });
    complaints = [];
    page.on("console", (line) => {
      if (line.type() === "error" || line.type() === "warning") complaints.push(line.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.close();
  });

  const width = () => page.evaluate("document.scrollingElement.scrollWidth");
  const person = (name: string) => page.locator(".person", { hasText: name });
  const log = () => page.getByRole("log");

  test("somebody picks a person, asks for help and reads a card", async () => {
    expect(await width()).toBe(360);
    await person("张磊").click();
    await page.getByRole("textbox", { name: "消息" }).fill("/帮助");
    await page.keyboard.press("Enter");
    await log().getByRole("heading", { name: "您可以发送" }).waitFor();
    expect(await log().locator(".entry_own").textContent()).toContain("/帮助");
    expect(await page.locator("#chat-who").textContent()).toContain("张磊的手机");
    expect(await width()).toBe(360);
  });

  test("a word on a button is sent, and going back leads to the list", async () => {
    await person("吴霞").click();
    await page.getByRole("button", { name: "/帮助" }).click();
    await log().getByRole("heading", { name: "您可以发送" }).waitFor();
    await page.getByLabel("返回人员列表").click();
    await person("吴霞").waitFor();
    expect(await page.locator("#chat").isVisible()).toBe(false);
  });

  test("turning the clock brings reminders, badges on who has them, and a button that can be pressed", async () => {
    await page.getByLabel("调时钟").click();
    await page.getByRole("button", { name: "下一次提醒", exact: true }).click();
    await page.getByRole("status").getByText("发出").waitFor();
    expect(await page.locator("#now").textContent()).toContain("7月20日 周四");
    expect(await person("唐静").locator(".badge").textContent()).toBe("1");
    await person("唐静").click();
    await log().getByRole("button", { name: "收到" }).click();
    await log().getByText("您点了“收到”").waitFor();
    expect(await log().locator(".card-button_pressed").count()).toBe(1);
    await page.reload();
    await log().getByText("您点了“收到”").waitFor();
    expect(await person("唐静").locator(".badge").count()).toBe(0);
    expect(await width()).toBe(360);
  });

  test("markup in what people say stays text", async () => {
    await person("邓飞").click();
    await page.getByRole("textbox", { name: "消息" }).fill("<img src=x onerror=alert(1)>");
    await page.keyboard.press("Enter");
    await log().getByText("没有看懂").waitFor();
    expect(await log().locator(".entry_own .bubble").textContent()).toBe("<img src=x onerror=alert(1)>");
    expect(await log().locator("img:not(.avatar)").count()).toBe(0);
  });

  test("a file goes to the bot by the button beside the input", async () => {
    await person("罗强").click();
    await page.getByRole("textbox", { name: "消息" }).fill("报一份说明");
    await page
      .locator("#file")
      .setInputFiles({ name: "说明.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4") });
    await log().locator(".entry:not(.entry_own)").first().waitFor();
    expect(await log().locator(".entry_own .file-name").textContent()).toContain("说明.pdf");
    expect(await log().locator(".entry_own .bubble").textContent()).toBe("报一份说明");
  });

  test("what is said in the group is read there by everybody", async () => {
    await person("张磊").click();
    await page.getByRole("tab", { name: "联络群" }).click();
    await page.getByRole("button", { name: "/进度" }).click();
    await log().locator(".entry:not(.entry_own) .card, .entry:not(.entry_own) .bubble").last().waitFor();
    await page.getByLabel("返回人员列表").click();
    await person("李娜").click();
    await page.getByRole("tab", { name: "联络群" }).click();
    expect(await log().locator(".entry-name").first().textContent()).toBe("张磊");
  });

  test("on a desk the people, the phone and the steps stand side by side", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.reload();
    await person("周雯").click();
    for (const part of ["#people", "#chat", "#guide ol"])
      expect(await page.locator(part).isVisible()).toBe(true);
    expect(await width()).toBe(1280);
  });
});
