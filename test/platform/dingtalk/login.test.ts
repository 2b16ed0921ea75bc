// Who opens a page and who has a number: 免登 in the client, the login page in a browser, the directory.
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Platform } from "../../../src/chat/platform.ts";
import { LoginScript } from "../../../src/http/pages/login-script.tsx";
import { createLog } from "../../../src/log.ts";
import { openDingtalk } from "../../../src/platform/dingtalk/open.ts";
import { readDingtalkSettings } from "../../../src/platform/dingtalk/settings.ts";
import { agreeInBrowser, enterPage } from "../../support/dingtalk/open-api-people.ts";
import { type Simulator, startSimulator } from "../../support/dingtalk/simulator.ts";
import { MINUTE } from "../../support/simulated/spans.ts";

let simulator: Simulator;
let platform: Platform;
const RETURN_TO = "https://baosong.example/login/dingtalk";
const BROWSER = "Mozilla/5.0 Chrome/120";
const CLIENT = "Mozilla/5.0 AliApp(DingTalk/7.5.0) com.alibaba.android.rimet";

beforeAll(async () => {
  simulator = await startSimulator();
  const { settings, problems } = readDingtalkSettings(simulator.env);
  expect(problems).toEqual([]);
  platform = openDingtalk(settings!, {
    clock: { now: () => new Date(simulator.world.now()) },
    log: createLog("silent"),
    readFile: async () => null,
  });
});
afterAll(() => simulator.close());

const login = () => platform.login!;
const browse = (userid: string) => {
  const address = login().url({ agent: BROWSER, returnTo: RETURN_TO, state: "s1" });
  return Object.fromEntries(new URL(agreeInBrowser(simulator.world, address, userid)).searchParams);
};

test("a browser comes back from the login page as the person who agreed there", async () => {
  const query = browse("zhangsan");
  expect(query).toMatchObject({ state: "s1", authCode: expect.any(String) });
  expect(await login().read(query)).toBe("zhangsan");
  await expect(login().read(query)).rejects.toMatchObject({ code: "PLATFORM_REJECTED" });
});

test("somebody of another organisation is nobody here", async () => {
  expect(await login().read(browse("waibu"))).toBeNull();
});

test("in the client a script asks for a code and goes back with it; a browser needs none", async () => {
  expect(login().script!({ agent: BROWSER, returnTo: RETURN_TO, state: "s2" })).toBeNull();
  const script = login().script!({ agent: CLIENT, returnTo: RETURN_TO, state: "s2" })!;
  expect(script.library).toMatch(/^https:\/\/g\.alicdn\.com\//);
  const went: string[] = [];
  const asked: unknown[] = [];
  const dd = {
    requestAuthCode({ onSuccess, ...rest }: { onSuccess(answer: { code: string }): void }) {
      asked.push(rest);
      onSuccess({ code: enterPage(simulator.world, "lisi") });
    },
  };
  const location = { replace: (url: string) => went.push(url) };
  runInNewContext(script.body, { window: { dd }, dd, location, URLSearchParams, document: { body: {} } });
  expect(asked).toMatchObject([{ corpId: "dingsim0123456789", clientId: "dingsimapp0001" }]);
  const back = new URL(went[0]!);
  expect(back.origin + back.pathname).toBe(RETURN_TO);
  const query = Object.fromEntries(back.searchParams);
  expect(query.state).toBe("s2");
  expect(await login().read(query)).toBe("lisi");
});

test("a client too old for the script says what to do, and no value can end the script", () => {
  const script = login().script!({ agent: CLIENT, returnTo: `${RETURN_TO}?</script>`, state: "s3" })!;
  expect(script.body).not.toContain("</script>");
  const body = { textContent: "" };
  runInNewContext(script.body, { window: {}, document: { body } });
  expect(body.textContent).toContain("升级");
});

test.each([
  ["made up", async () => "made-up"],
  [
    "older than five minutes",
    async () => {
      const code = enterPage(simulator.world, "lisi");
      simulator.world.advance(6 * MINUTE);
      return code;
    },
  ],
])("a code that is %s lets nobody in", async (_, code) => {
  await expect(login().read({ code: await code() })).rejects.toMatchObject({
    code: "PLATFORM_REJECTED",
    message: expect.stringContaining("重新点开"),
  });
});

test("coming back with nothing is nobody", async () => {
  expect(await login().read({ error: "access_denied", state: "s1" })).toBeNull();
});

test("people are found by their number, and those who left by their ids; none of it is metered", async () => {
  const { quota } = simulator.world;
  quota.calls.used = 0;
  expect(await platform.findByMobile!("default", "13800000002")).toBe("zhangsan");
  expect(await platform.findByMobile!("default", "13900000000")).toBeNull();
  // Out of the app's sight is not gone.
  expect(await platform.findLeavers!(["zhangsan", "zhaoliu", "tiaozou"])).toEqual(["tiaozou"]);
  expect(quota.calls.used).toBe(0);
});

test("the page in the client runs that script and nothing else", async () => {
  const { library, body } = login().script!({ agent: CLIENT, returnTo: RETURN_TO, state: "s4" })!;
  const page = String(await LoginScript({ library, body, nonce: "n0nce" }));
  expect(page).toContain(`<script src="${library}"></script>`);
  expect(page.replaceAll("&#39;", "'")).toContain("script-src 'nonce-n0nce' https://g.alicdn.com;");
  expect(page.match(/<script[^>]*>/g)).toHaveLength(2);
  expect(page).toContain(body);
});
