// The whole bureau on WeCom: everything goes over real HTTP to and from the simulator, and people do what people do.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../../../jobs/sweep.ts";
import { readTable } from "../../../src/ledger/workbook.ts";
import { readWecomSettings } from "../../../src/platform/wecom/settings.ts";
import { followDepartures } from "../../../src/services/departures.ts";
import { followDirectory } from "../../../src/services/directory.ts";
import { exportMissing } from "../../../src/services/exports/evidence.ts";
import { WHOLE } from "../../../src/services/progress/scope.ts";
import { type Duty, openDuty } from "../../support/duty.ts";
import { publishMatters } from "../../support/factory.ts";
import { type Simulator, startSimulator } from "../../support/wecom/simulator.ts";
import { wordsOf } from "../../support/wecom/words.ts";
import type { Message } from "../../support/wecom/world.ts";

const INSIDE = "Mozilla/5.0 (iPhone) wxwork/4.1.36 MicroMessenger/7.0.1";
const PDF = new TextEncoder().encode("%PDF-1.4\n% 自查情况\n%%EOF\n");

let wecom: Simulator;
let duty: Duty;

beforeAll(async () => {
  wecom = await startSimulator({ robots: { 工作群: "sim-robot-key" } });
  duty = await openDuty(() => ({ wecom: readWecomSettings(wecom.env).settings }));
});
afterAll(async () => {
  await duty.close();
  await wecom.close();
});

const words = ({ body }: Message) => wordsOf(body);
const phone = (userid: string) => wecom.sees({ userid });
const newest = (userid: string) => phone(userid).at(-1)!;

/** Says it and returns what this person got because of it. */
async function says(userid: string, text: string): Promise<Message[]> {
  const before = phone(userid).length;
  const attempts = await wecom.says(userid, text);
  expect(attempts).toEqual([{ status: 200, body: "" }]);
  await duty.settle();
  return phone(userid).slice(before);
}

describe("the callback address", () => {
  test("is saved in the console, and no other", async () => {
    expect(await wecom.savesAddress(`${duty.url}/callback/wecom/other`)).toBe(false);
    // The console waits a second, which a machine that runs all suites at once may miss: people save again.
    const save = () => wecom.savesAddress(`${duty.url}/callback/wecom/default`);
    await expect.poll(save, { timeout: 50_000 }).toBe(true);
  });

  test.each([
    ["an unknown bot", "/callback/wecom/other", "<xml/>", 404, "UNKNOWN_BOT"],
    ["an unknown kind", "/callback/other/default", "<xml/>", 404, "UNKNOWN_BOT"],
    [
      "no signature",
      "/callback/wecom/default",
      "<xml><Encrypt>YQ==</Encrypt></xml>",
      401,
      "INVALID_SIGNATURE",
    ],
    ["no XML", "/callback/wecom/default", "{}", 400, "INVALID_INPUT"],
    ["half a megabyte", "/callback/wecom/default", "x".repeat(600_000), 413, "INVALID_INPUT"],
  ])("refuses %s without a reason", async (_, path, body, status, error) => {
    const response = await fetch(duty.url + path, { method: "POST", body });
    expect([response.status, await response.json()]).toEqual([status, { error }]);
  });

  test("refuses a forged signature each time it is tried, and logs no secret", async () => {
    wecom.world.faults.callback.forgeSignature = true;
    const attempts = await wecom.says("zhangsan", "/我的");
    wecom.world.faults.callback.forgeSignature = false;
    expect(attempts).toHaveLength(4);
    expect(attempts.at(-1)!.status).toBe(401);
    expect(await duty.app.runtime.store.db.inboundEvent.count()).toBe(0);
    const log = duty.logged.join();
    expect(log).toContain("INVALID_SIGNATURE");
    for (const secret of [
      wecom.world.settings.secret,
      wecom.world.settings.token,
      wecom.world.settings.aesKey,
    ])
      expect(log).not.toContain(secret);
  });
});

describe("people", () => {
  test("a stranger is told how to bind and nothing else, whatever is said or sent", async () => {
    const [told] = await says("zhangsan", "/进度");
    expect(words(told!)).toContain("您还没有绑定身份");
    await wecom.sends("zhangsan", "file", "材料.pdf", PDF);
    await duty.settle();
    expect(words(newest("zhangsan"))).toContain("您还没有绑定身份");
    expect(await duty.app.runtime.store.db.fileObject.count()).toBe(0);
  });

  test("the coordinator binds by a code, and hands out others", async () => {
    const [welcome] = await says("ZhouWen", `/绑定 ${await duty.codeFor("周雯")}`);
    expect(words(welcome!)).toContain("周雯，您好，绑定成功");
    const [given] = await says("ZhouWen", "/绑定 张磊");
    const code = /绑定码：([0-9A-Z]{8})/.exec(words(given!))![1]!;
    const [wrong] = await says("zhangsan", `/绑定 李娜 ${code}`);
    expect(words(wrong!)).toContain("姓名与绑定码对不上");
    const [bound] = await says("zhangsan", `/绑定 张磊 ${code}`);
    expect(words(bound!)).toContain("张磊，您好，绑定成功");
    const [used] = await says("lisi", `/绑定 ${code}`);
    expect(words(used!)).toContain("绑定码不对、已用过或已过期");
  });

  test("by the own number, where WeCom says whose it is", async () => {
    const { store, cipher } = duty.app.runtime;
    const sealed = Buffer.from(cipher.seal(Buffer.from("13800000003"))).toString("base64");
    await store.db.person.updateMany({ where: { name: "李娜" }, data: { mobile: sealed } });
    const [other] = await says("wangwu", "/绑定 13800000003");
    expect(words(other!)).toContain("没有按这个手机号对上");
    const asked = wecom.world.calls.filter(({ path }) => path === "user/getuserid").length;
    await says("wangwu", "/绑定 13999999999");
    expect(wecom.world.calls.filter(({ path }) => path === "user/getuserid")).toHaveLength(asked);
    const [bound] = await says("lisi", "绑定 13800000003");
    expect(words(bound!)).toContain("李娜，您好，绑定成功");
  });

  test("the same callback twice is answered once", async () => {
    wecom.world.faults.callback.copies = 1;
    const before = phone("zhangsan").length;
    await wecom.says("zhangsan", "/我的");
    wecom.world.faults.callback.copies = 0;
    await duty.settle();
    expect(phone("zhangsan")).toHaveLength(before + 1);
  });
});

describe("a matter", () => {
  test("its reminder is a card; pressing 收到 changes it for whoever pressed, and what else it offers stays", async () => {
    await sweep(duty.app.context);
    const { db } = duty.app.runtime.store;
    await db.chatGroup.findFirstOrThrow({ where: { platform: "wecom", chatId: "工作群" } });
    await publishMatters(duty.app, [{ what: "自查情况", units: ["weihua", "anji"], dueOn: "2023-07-20" }]);
    // A token that WeCom has thrown away in the meantime is renewed without a word.
    for (const token of wecom.world.tokens.values()) token.dropped = true;
    await duty.turnTo("2023-07-17T09:30:00+08:00");
    const card = newest("zhangsan");
    expect([card.msgtype, words(card)]).toEqual(["template_card", expect.stringContaining("自查情况")]);
    const before = phone("zhangsan").length;
    await wecom.presses("zhangsan", card, "收到");
    await duty.settle();
    expect(words(phone("zhangsan").slice(before)[0]!)).toContain("已记下收到");
    await expect
      .poll(() => card.patched.get("zhangsan"), { timeout: 50_000 })
      .toMatchObject({
        main_title: { desc: "已收到" },
        button_list: expect.not.arrayContaining([expect.objectContaining({ text: "收到" })]),
      });
    expect(await db.receipt.count()).toBe(1);
  });

  test("the group hears figures, and no link there opens a page in anybody's name", async () => {
    const heard = wecom.sees({ group: "工作群" });
    expect(JSON.stringify(heard)).toContain("应报：2家");
    expect(JSON.stringify(heard)).not.toMatch(/\/go\/|张磊/);
  });

  test("a file comes through WeCom's store, is sealed, and hands the matter in", async () => {
    await wecom.sends("zhangsan", "file", "危化室自查情况.pdf", PDF);
    await duty.settle();
    const ask = newest("zhangsan");
    expect(words(ask)).toContain("危化室自查情况.pdf");
    await wecom.presses("zhangsan", ask, "是，报送");
    await duty.settle();
    expect(words(newest("zhangsan"))).toContain("报送成功");
    const { db } = duty.app.runtime.store;
    const file = await db.fileObject.findFirstOrThrow();
    expect(Buffer.from(file.bytes).includes(Buffer.from("%PDF"))).toBe(false);
    // Keys that open something at WeCom stand nowhere in clear.
    const events = JSON.stringify(await db.inboundEvent.findMany());
    for (const key of [...wecom.world.media.keys(), ...wecom.world.codes.keys()])
      expect(events).not.toContain(key);
  });

  test("a file that is gone by now is asked for again", async () => {
    await wecom.posts("zhangsan", "image", { PicUrl: "http://127.0.0.1:9/x", MediaId: "long-gone" });
    await duty.settle();
    expect(words(newest("zhangsan"))).toMatch(/没有取到您发的“图片\.jpg”.*请重新发送一次/);
  });
});

describe("pages", () => {
  /** As somebody who is logged in with WeCom, or the outsider. */
  const as = (who: string) => (url: URL) => {
    if (url.origin === wecom.url) url.searchParams.set("as", who);
    return url;
  };

  test("a link in a private message opens for the person it was sent to, and for nobody else", async () => {
    const [told] = await says("ZhouWen", "/进度");
    const urls = JSON.stringify(told!.body).match(/http:[^"]+\/go\/[^"]+/g)!;
    const path = urls[0]!;
    const opened = await duty.browser(INSIDE)(path, as("ZhouWen"));
    expect([opened.status, opened.url.pathname]).toEqual([200, expect.stringMatching(/^\/progress/)]);
    const taken = await duty.browser()(path, as("zhangsan"));
    expect([taken.status, taken.text]).toEqual([403, expect.stringContaining("这个链接是发给别人的")]);
    const outside = await duty.browser()(path, as("outsider"));
    expect([outside.status, outside.text]).toEqual([403, expect.stringContaining("您不是本单位的成员")]);
    const unbound = await duty.browser()(path, as("wangwu"));
    expect([unbound.status, unbound.text]).toEqual([403, expect.stringContaining("您还没有绑定身份")]);
  });

  test("a page opened without a session goes to the login and comes back to the page", async () => {
    const opened = await duty.browser(INSIDE)("/progress", as("ZhouWen"));
    expect([opened.status, opened.url.pathname]).toEqual([200, "/progress"]);
    expect(opened.text).toContain("周雯");
  });

  test("what came back without having gone out opens nothing, nor does a code that was used", async () => {
    const forged = await duty.browser()("/login/wecom?code=c&state=0123");
    expect([forged.status, forged.text]).toEqual([403, expect.stringContaining("登录没有完成")]);
    let used = 0;
    const twice = await duty.browser()("/login/wecom?to=/progress", (url) => {
      const code = url.searchParams.get("code");
      if (code) {
        wecom.world.logins.get(code)!.used = true;
        used++;
      }
      return as("ZhouWen")(url);
    });
    // A used code is asked for once more, not for ever.
    expect([twice.status, used]).toEqual([502, 2]);
    expect(twice.text).toContain("登录没有成功");
  });

  test("never leads to another site", async () => {
    const opened = await duty.browser()("/login/wecom?to=//evil.example/x", as("ZhouWen"));
    expect(opened.url.origin).toBe(duty.url);
  });
});

describe("contacts of other bureaus, who are in no directory of ours", () => {
  const jar = new Map<string, string>();
  const ask = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(duty.url + path, {
      redirect: "manual",
      headers: { accept: "text/html", cookie: [...jar].map((pair) => pair.join("=")).join("; ") },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      jar.set(name!, value!);
      expect(set).toMatch(/HttpOnly; SameSite=Lax/i);
    }
    return response;
  };
  let code: string;

  test("bind a browser by the code that the coordinator reads out, once and under their own name", async () => {
    const [given] = await says("ZhouWen", "/绑定 唐静");
    expect(words(given!)).toContain(`${duty.url}/bind`);
    code = /绑定码：([0-9A-Z]{8})/.exec(words(given!))![1]!;
    expect(await (await ask("/bind")).text()).toContain("用绑定码登录");
    for (const [typed, sentence] of [
      [{ code: "2222AAAA", name: "唐静" }, "绑定码不对"],
      [{ code, name: "张磊" }, "姓名与绑定码对不上"],
      [{ code, name: " " }, "请填写姓名"],
    ] as const) {
      const refused = await ask("/bind", typed);
      expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(sentence)]);
    }
    const bound = await ask("/bind", { code: code.toLowerCase(), name: "唐静", to: "//evil.example" });
    expect([bound.status, bound.headers.get("location")]).toEqual([302, "/"]);
    expect((await ask("/bind", { code, name: "唐静" })).status).toBe(400);
    const own = await (await ask("/bind")).text();
    expect(own).toContain("唐静，您好");
    expect(own).toMatch(/href="\/form\/A\d+"/);
  });

  test("stay known there when the session is over, until they are 停用 or bind another browser", async () => {
    const key = jar.get("baosong_browser")!;
    expect(JSON.stringify(await duty.app.runtime.store.db.browserBinding.findMany())).not.toContain(key);
    jar.delete("baosong");
    const resumed = await ask("/progress");
    expect([resumed.status, resumed.headers.get("location")]).toEqual([302, "/progress"]);
    expect(await (await ask("/progress")).text()).toContain("唐静");
    const { db } = duty.app.runtime.store;
    await db.person.updateMany({ where: { name: "唐静" }, data: { active: false } });
    expect((await ask("/progress")).status).toBe(403);
    jar.delete("baosong");
    expect((await ask("/progress")).headers.get("location")).toContain("/login");
    await db.person.updateMany({ where: { name: "唐静" }, data: { active: true } });
    await ask("/bind", { code: await duty.codeFor("唐静"), name: "唐静" });
    expect(jar.get("baosong_browser")).not.toBe(key);
    jar.delete("baosong");
    jar.set("baosong_browser", key);
    expect((await ask("/progress")).headers.get("location")).toContain("/login");
  });

  test("are still nobody whom a message reaches: they are called, and the call is kept", async () => {
    const { db } = duty.app.runtime.store;
    await publishMatters(
      duty.app,
      [{ what: "隐患清单", units: ["fangzai"], dueOn: "2023-07-21" }],
      "汛期检查",
    );
    await says("ZhouWen", "/绑定 邓飞");
    await ask("/bind", { code: await duty.codeFor("邓飞"), name: "邓飞" });
    await says("ZhouWen", "/催办 隐患清单");
    expect(words(newest("ZhouWen"))).toMatch(/请电话催报：防灾减灾室\(邓飞、姚岚没有绑定\)[\s\S]*已电话/);
    await says("ZhouWen", "/催办 防灾室 已电话");
    expect(words(newest("ZhouWen"))).toContain("请写明谁接的电话");
    await says("ZhouWen", "/催办 防灾室 已电话 邓飞接听，答应下午报");
    expect(words(newest("ZhouWen"))).toMatch(/已记下电话催报：防灾减灾室，A\d+，7月17日/);
    await says("ZhouWen", "/催办 执法大队 已电话 没人接");
    expect(words(newest("ZhouWen"))).toContain("没有该报未报的事项，没有记");
    const campaign = await db.campaign.findFirstOrThrow({ where: { title: "汛期检查" } });
    const now = duty.app.runtime.clock.now();
    const today = "2023-07-17";
    const { bytes } = await exportMissing(db, { campaign, scope: WHOLE, now, today, asOf: today });
    const [sheet] = (await readTable(bytes)).sheets;
    expect(JSON.stringify(sheet)).toMatch(/2023-07-17 \d\d:\d\d 周雯：邓飞接听，答应下午报/);
  });
});

describe("the directory beside the roster", () => {
  const follow = async () => {
    const before = phone("ZhouWen").length;
    await followDirectory(duty.app.runtime, duty.app.context.platforms.values());
    await duty.settle();
    return phone("ZhouWen").slice(before);
  };
  const join = (userid: string, name: string, department: number) =>
    wecom.world.members.push({
      userid,
      name,
      mobile: "",
      department: [department],
      status: 1,
      visible: true,
    });
  let shown: Message;

  test("who has the same name in the same department is proposed, once; nobody is bound by it", async () => {
    const { db } = duty.app.runtime.store;
    wecom.world.departments.push({ id: 4, name: "防灾减灾室", parentid: 1, order: 4 });
    wecom.world.departments.push({ id: 5, name: "危化室", parentid: 1, order: 5 });
    join("DengFei", "邓飞", 4);
    join("chenkeke", "陈可可", 4);
    // A namesake in another department is somebody else.
    join("yaolan2", "姚岚", 5);
    const [card] = await follow();
    expect(words(card!)).toContain("邓飞（防灾减灾室）");
    expect(words(card!)).not.toMatch(/陈可可|姚岚|周雯|张磊/);
    expect(await follow()).toEqual([]);
    expect(await db.binding.count({ where: { person: { name: "邓飞" } } })).toBe(0);
    shown = card!;
  });

  test("the button binds those who were shown, and tells them; an older list binds nobody", async () => {
    join("yaolan", "姚岚", 4);
    join("xinlai", "某新来", 4);
    const [card] = await follow();
    expect(words(card!)).toMatch(/可以绑定：2人[\s\S]*新到：1人[\s\S]*某新来（防灾减灾室）/);
    await wecom.presses("ZhouWen", shown, "绑定这1人");
    await duty.settle();
    expect(words(newest("ZhouWen"))).toContain("名单后来有变化，没有绑定");
    expect(shown.patched.has("ZhouWen")).toBe(false);
    await wecom.presses("ZhouWen", card!, "绑定这2人");
    await duty.settle();
    expect(words(newest("ZhouWen"))).toContain("已绑定2人：邓飞、姚岚");
    await expect.poll(() => card!.patched.has("ZhouWen"), { timeout: 20_000 }).toBe(true);
    expect(words(newest("DengFei"))).toContain("绑定了身份：防灾减灾室邓飞");
    await says("DengFei", "/绑定");
    expect(words(newest("DengFei"))).toContain("身份是邓飞");
  });

  test("who moved is told, and keeps the role until the roster says otherwise", async () => {
    wecom.world.members.find(({ userid }) => userid === "yaolan")!.department = [5];
    const [card] = await follow();
    expect(words(card!)).toMatch(/调动：1人[\s\S]*姚岚（现在危险化学品监督管理室）/);
    expect(await follow()).toEqual([]);
  });

  test("an app that sees no names proposes nothing, and the doctor says so", async () => {
    for (const department of wecom.world.departments) department.name = "";
    const [, seen] = await duty.app.context.platforms.get("wecom")!.check!();
    expect(seen).toMatchObject({ level: "ok", detail: expect.stringContaining("看不到名称") });
    expect(await follow()).toEqual([]);
  });
});

describe("what can go wrong", () => {
  test("an address that WeCom does not trust is named with what to do", async () => {
    wecom.world.faults.trustedIps = ["203.0.113.9"];
    const [finding] = await duty.app.context.platforms.get("wecom")!.check!();
    wecom.world.faults.trustedIps = null;
    expect(finding).toMatchObject({ level: "broken", mend: expect.stringContaining("企业可信IP") });
  });

  test("a new account of the same person takes the place of the old one", async () => {
    const code = await duty.codeFor("张磊");
    const [bound] = await says("wangwu", `/绑定 ${code}`);
    expect(words(bound!)).toContain("绑定成功");
    const [stranger] = await says("zhangsan", "/我的");
    expect(words(stranger!)).toContain("您还没有绑定身份");
  });

  test("who has left is 停用, and a unit without a contact is told to the coordinator", async () => {
    const { db } = duty.app.runtime.store;
    await db.appointment.deleteMany({ where: { person: { name: "唐静" } } });
    wecom.world.members = wecom.world.members.filter(({ userid }) => userid !== "wangwu");
    await followDepartures(duty.app.runtime, duty.app.context.platforms.values());
    await duty.settle();
    expect(words(newest("ZhouWen"))).toMatch(/张磊[\s\S]*危险化学品监督管理室没有联系人了/);
    expect(await db.person.count({ where: { active: false } })).toBe(1);
    await followDepartures(duty.app.runtime, duty.app.context.platforms.values());
    expect(await db.delivery.count({ where: { cause: "directory" } })).toBe(1);
  });

  test("what an administrator can mend waits for that, and health says how", async () => {
    const { db } = duty.app.runtime.store;
    wecom.world.faults.trustedIps = ["203.0.113.9"];
    const before = phone("lisi").length;
    await wecom.says("lisi", "/绑定");
    await duty.settle();
    const { waiting } = (await (await fetch(`${duty.url}/healthz`)).json()) as { waiting: unknown[] };
    expect(waiting).toMatchObject([
      { platform: "wecom", messages: 1, why: expect.stringContaining("企业可信IP") },
    ]);
    expect(JSON.stringify(waiting)).not.toContain("127.0.0.1");
    wecom.world.faults.trustedIps = null;
    expect(phone("lisi")).toHaveLength(before);
    await db.delivery.updateMany({ where: { state: "pending" }, data: { nextAttemptAt: null } });
    await sweep(duty.app.context);
    await duty.settle();
    expect(words(newest("lisi"))).toContain("身份是李娜");
    expect(await db.delivery.count({ where: { state: "failed", attempts: { gt: 0 } } })).toBe(0);
  });

  test("too fast is a pause: nothing is lost, no attempt is spent, and health says who waits", async () => {
    wecom.world.faults.refuse.push({ path: "message/send", errcode: 45009, times: 1 });
    await wecom.says("lisi", "/我的");
    await duty.settle();
    const { db } = duty.app.runtime.store;
    expect(
      await db.delivery.findFirst({ where: { state: "pending", attempts: 0, personId: { not: null } } }),
    ).not.toBeNull();
    const health = (await (await fetch(`${duty.url}/healthz`)).json()) as {
      status: string;
      waiting: unknown[];
    };
    expect(health).toMatchObject({ status: "ok", waiting: [{ platform: "wecom", messages: 2 }] });
  });
});
