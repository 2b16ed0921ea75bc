// The form page of a ledger, as people of a unit use it: wrong dates, drafts, two editors, a second press, other units.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { workbookOf } from "../ledger/workbooks.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeFor, fieldsOf, wordsOf } from "./pages.ts";

let office: Harness;
let code: (unit: string) => Promise<string>;

const ROW = {
  item: "三项制度",
  content: "2022年以来处罚案卷",
  found: "是",
  description: "重大处罚未作法制审核",
  measure: "补办审核并开展培训",
  owner: "张磊",
  deadline: "2023-08-20",
  state: "整改中",
};

const second = (row: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [`${key}.2`, value]));

beforeAll(async () => {
  office = await openHarness();
  const [matter] = await publishMatters(office.app, [
    {
      what: "报送自查自纠情况",
      units: ["weihua", "anji", "zonghe", "fangzai", "dadui"],
      dueOn: "2023-07-27",
      materials: [
        { key: "1", kind: "ledger", name: "自查自纠台账", attachment: "10", ledger: "self-inspection" },
        { key: "2", kind: "document", name: "自查情况书面材料" },
      ],
    },
  ]);
  code = (unit) => codeFor(office.app, matter!, unit);
});
afterAll(() => office.close());

test("the form says whose it is, until when, and what may not be sent", async () => {
  const page = await office.person("zhang-lei").opens(`/form/${await code("weihua")}-1`);
  expect(page.status).toBe(200);
  const words = wordsOf(page.text);
  expect(words).toContain("行政执法部门自查自纠台账");
  expect(words).toContain("危险化学品监督管理室 · 张磊");
  expect(words).toContain("严禁报送涉密信息和工作秘密");
  expect(words).toContain("7月27日(周四)");
  expect(words).toContain("已交 0/2");
  expect(fieldsOf(page.text)).toMatchObject({ item: "", found: "", deadline: "" });
});

test("the same wrong date is refused with the same sentence as in the chat, and what was typed stays", async () => {
  const own = await code("fangzai");
  const deng = office.person("deng-fei");
  const page = await deng.opens(`/form/${own}-1`, { ...ROW, owner: "邓飞", deadline: "八月中旬" });
  expect(page.status).toBe(422);
  const sentence = /第1行“完成时限”[^<]*/.exec(page.text)?.[0];
  const [answer] = await deng.says(
    [
      `【填报 ${own}-1】行政执法部门自查自纠台账`,
      "自查项目：三项制度",
      "自查内容：2022年以来处罚案卷",
      "是否存在问题：是",
      "问题描述：重大处罚未作法制审核",
      "整改措施：补办审核并开展培训",
      "责任人：邓飞",
      "完成时限：八月中旬",
      "整改状态：整改中",
    ].join("\n"),
  );
  expect(sentence).toBeTruthy();
  expect(answer!.text).toContain(sentence);
  const sheet = await workbookOf([
    ["自查项目", "自查内容", "是否存在问题", "问题描述", "整改措施", "责任人", "完成时限", "整改状态"],
    [
      "三项制度",
      "2022年以来处罚案卷",
      "是",
      "重大处罚未作法制审核",
      "补办审核",
      "邓飞",
      "八月中旬",
      "整改中",
    ],
  ]);
  const [refused] = await deng.sends("自查自纠台账.xlsx", sheet, `${own}-1`);
  expect(refused!.text).toContain(sentence);
  expect(fieldsOf(page.text)).toMatchObject({ deadline: "八月中旬", description: ROW.description });
  expect(fieldsOf((await deng.opens(`/form/${own}-1`)).text)).toMatchObject({ deadline: "八月中旬" });
});

test("rows are added, copied and removed without a script, each kept as the draft", async () => {
  const path = `/form/${await code("dadui")}-1`;
  const luo = office.person("luo-qiang");
  const added = await luo.opens(path, { ...fieldsOf((await luo.opens(path)).text), ...ROW, _do: "add" });
  expect(fieldsOf(added.text)).toMatchObject({ item: "三项制度", "item.2": "" });
  const copied = await luo.opens(path, { ...fieldsOf(added.text), _do: "copy.1" });
  expect(fieldsOf(copied.text)).toMatchObject({ "item.2": "三项制度", "item.3": "" });
  expect(fieldsOf(copied.text)["_row.2"]).not.toBe(fieldsOf(copied.text)._row);
  const removed = await luo.opens(path, { ...fieldsOf(copied.text), _do: "remove.3" });
  expect(Object.keys(fieldsOf(removed.text))).not.toContain("item.3");
  // Somebody else of the unit goes on where it was left, on another day.
  await office.until("2023-07-13");
  const resumed = await office.person("bai-xue").opens(path);
  expect(fieldsOf(resumed.text)).toMatchObject({ item: "三项制度", "item.2": "三项制度" });
  expect(wordsOf(resumed.text)).toContain("草稿已保存(罗强 7月12日");
});

test("rows copied out of Excel are added below what stands there", async () => {
  const path = `/form/${await code("dadui")}-1`;
  const luo = office.person("luo-qiang");
  const _paste = "自查项目\t存在的问题\t有无问题\n执法公示\t公示不及时\t是\n执法全过程记录\t\t否\n";
  const page = await luo.opens(path, { ...fieldsOf((await luo.opens(path)).text), _paste, _do: "paste" });
  expect(fieldsOf(page.text)).toMatchObject({
    "item.2": "三项制度",
    "item.3": "执法公示",
    "description.3": "公示不及时",
    "item.4": "执法全过程记录",
    "found.4": "否",
    _paste: "",
  });
});

test("more rows than a page holds are refused whole, and what stands there stays", async () => {
  const path = `/form/${await code("dadui")}-1`;
  const luo = office.person("luo-qiang");
  const before = fieldsOf((await luo.opens(path)).text);
  const _paste = `自查项目\t存在的问题\n${"执法公示\t不及时\n".repeat(500)}`;
  const page = await luo.opens(path, { ...before, _paste, _do: "paste" });
  expect(page.status).toBe(400);
  expect(wordsOf(page.text)).toContain("最多填500条");
  expect(Object.keys(fieldsOf((await luo.opens(path)).text))).toEqual(Object.keys(before));
});

test("a page that one person opened takes nothing once the browser is another's", async () => {
  const path = `/form/${await code("dadui")}-1`;
  const opened = fieldsOf((await office.person("luo-qiang").opens(path)).text);
  const page = await office.person("bai-xue").opens(path, { ...opened, item: "执法公示", _do: "save" });
  expect(page.status).toBe(409);
  expect(wordsOf(page.text)).toContain("以另一个人的身份打开的，没有提交。现在登录的是白雪");
});

test("a script that saves the draft is told the revision", async () => {
  const path = `/form/${await code("dadui")}-1`;
  const ding = office.person("ding-yi");
  const fields = fieldsOf((await ding.opens(path)).text);
  const login = await office.request("/sandbox/login?person=ding-yi&to=/");
  const cookie = login.headers.get("set-cookie")!.split(";")[0]!;
  const save = (form: Record<string, string>) =>
    office.request(path, {
      method: "POST",
      body: new URLSearchParams({ ...form, _do: "save" }),
      headers: { cookie, accept: "application/json" },
    });
  const saved = await save({ ...fields, remark: "自动保存" });
  expect(await saved.json()).toEqual({
    revision: Number(fields._revision) + 1,
    savedAt: expect.stringMatching(/^2023-07-1\dT/),
  });
  const stale = await save({ ...fields, remark: "另一台手机" });
  expect(stale.status).toBe(409);
  expect(await stale.json()).toMatchObject({ message: expect.stringContaining("您在另一处") });
});

describe("two people of one unit fill in the same form", () => {
  test("neither loses a word: the second sees both values and decides", async () => {
    const path = `/form/${await code("anji")}-1`;
    const [li, ma] = [office.person("li-na"), office.person("ma-chao")];
    await li.opens(path, { ...ROW, owner: "李娜", _do: "save" });
    const hers = fieldsOf((await li.opens(path)).text);
    const his = fieldsOf((await ma.opens(path)).text);
    await li.opens(path, { ...hers, measure: "李娜写的措施", cause: "人手少", _do: "save" });
    const clash = await ma.opens(path, {
      ...his,
      measure: "马超然写的措施",
      remark: "马超然的备注",
      _do: "save",
    });
    expect(clash.status).toBe(409);
    // What he left blank is hers already.
    expect(fieldsOf(clash.text)).toMatchObject({
      measure: "马超然写的措施",
      remark: "马超然的备注",
      cause: "人手少",
    });
    expect(wordsOf(clash.text)).toContain("李娜填的是：李娜写的措施");
    const settled = await ma.opens(path, { ...fieldsOf(clash.text), measure: "两人商定的措施", _do: "save" });
    expect(settled.status).toBe(200);
    expect(fieldsOf(settled.text)).toMatchObject({ measure: "两人商定的措施", remark: "马超然的备注" });
  });

  test("who hands in an older page sees what was handed in meanwhile, row beside row", async () => {
    const path = `/form/${await code("anji")}-1`;
    const [li, ma] = [office.person("li-na"), office.person("ma-chao")];
    const his = fieldsOf((await ma.opens(path)).text);
    const receipt = await li.opens(path, {
      ...fieldsOf((await li.opens(path)).text),
      ...second({ ...ROW, item: "规范性文件备案审核", owner: "李娜" }),
    });
    expect(receipt.path).toMatch(/\/receipt\/1$/);
    const clash = await ma.opens(path, { ...his, remark: "马超然后来写的" });
    expect(clash.status).toBe(409);
    const both = fieldsOf(clash.text);
    expect(both).toMatchObject({ remark: "马超然后来写的", "item.2": "规范性文件备案审核" });
    expect(wordsOf(clash.text)).toContain("李娜新增");
  });
});

test("pressing twice gives one receipt; going back and changing a word gives a new version", async () => {
  const path = `/form/${await code("weihua")}-1`;
  const zhang = office.person("zhang-lei");
  const form = { ...fieldsOf((await zhang.opens(path)).text), ...ROW };
  const first = await zhang.opens(path, form);
  const again = await zhang.opens(path, form);
  const numberOf = (html: string) => /报送\d{8}-\d{4}/.exec(html)?.[0];
  expect(first.path).toMatch(/\/receipt\/1$/);
  expect(numberOf(first.text)).toBeTruthy();
  expect(numberOf(again.text)).toBe(numberOf(first.text));
  const words = wordsOf(first.text);
  expect(words).toContain("已交 1/2，缺书面材料");
  expect(words).toContain("还缺：自查情况书面材料");
  const changed = await zhang.opens(path, { ...form, measure: "改了措施" });
  expect(changed.status).toBe(409);
  const fresh = fieldsOf((await zhang.opens(path)).text);
  const next = await zhang.opens(path, { ...fresh, measure: "改了措施" });
  expect(next.path).toMatch(/\/receipt\/2$/);
  expect(wordsOf((await zhang.opens(path)).text)).toContain("第1行“整改措施”：补办审核并开展培训 → 改了措施");
});

test("two presses at the same moment give one version and one receipt", async () => {
  const path = `/form/${await code("fangzai")}-1`;
  const deng = office.person("deng-fei");
  const form = { ...fieldsOf((await deng.opens(path)).text), deadline: "2023-08-20" };
  const [one, two] = await Promise.all([deng.opens(path, form), deng.opens(path, form)]);
  expect([one.path, two.path]).toEqual([one.path, one.path]);
  expect(one.path).toMatch(/\/receipt\/1$/);
});

test("people of other units are refused politely; the coordinator fills in by name, leaders read on a page of their own", async () => {
  const own = await code("weihua");
  const other = await office.person("deng-fei").opens(`/form/${own}-1`);
  expect(other.status).toBe(403);
  expect(other.text).toContain("只有该单位的联系人或负责人可以填报");
  const posted = await office.person("deng-fei").opens(`/form/${own}-1`, ROW);
  expect(posted.status).toBe(403);
  const coordinator = await office.person("zhou-wen").opens(`/form/${own}-1`);
  expect(wordsOf(coordinator.text)).toContain("您正在代危险化学品监督管理室填报");
  const deputy = await office.person("han-zhiyuan").opens(`/form/${own}-1`);
  expect(deputy.path).toBe(`/review/${own}`);
  expect(wordsOf(deputy.text)).toContain("改了措施");
  const stranger = await office.request(`/form/${own}-1`);
  expect(stranger.status).toBe(403);
});

test("a written report is uploaded, a marked or foreign file is not kept", async () => {
  const own = await code("weihua");
  const zhang = office.person("zhang-lei");
  const send = (name: string, bytes: Uint8Array) => {
    const form = new FormData();
    form.set("requestId", "once");
    form.set("file", new File([new Uint8Array(bytes)], name));
    return zhang.opens(`/form/${own}-2`, form);
  };
  const pdf = new TextEncoder().encode("%PDF-1.7\n%%EOF");
  expect(wordsOf((await send("机密★1年.pdf", pdf)).text)).toContain("请走机要或保密渠道");
  expect(wordsOf((await send("照片.zip", new Uint8Array([0x50, 0x4b, 3, 4]))).text)).toContain("压缩包");
  expect(wordsOf((await send("空.pdf", new Uint8Array())).text)).toContain("空文件");
  const taken = await send("自查情况报告.pdf", pdf);
  expect(wordsOf(taken.text)).toContain("已交 2/2");
  expect(wordsOf(taken.text)).toContain("按时");
  const again = await send("自查情况报告.pdf", pdf);
  expect(wordsOf(again.text)).toContain("已经收到过");
  const page = await zhang.opens(`/form/${own}-2`);
  const href = /\/files\/[^"]+/.exec(page.text)![0];
  expect(await office.download(new URL(href, "http://localhost").href)).toEqual(pdf);
});

test("经自查未发现问题 is filled item by item, and 零报告 counts as handed in", async () => {
  const path = `/form/${await code("zonghe")}-1`;
  const wu = office.person("wu-xia");
  expect(wordsOf((await wu.opens(path)).text)).toContain("经自查未发现问题的，填这张表");
  const refused = await wu.opens(`${path}?nil=1`, {
    scope: "2022年以来案卷",
    way: "逐卷查阅",
    number: "若干",
  });
  expect(wordsOf(refused.text)).toContain("第1行“检查数量”：“若干”不是整数");
  const taken = await wu.opens(`${path}?nil=1`, { ...fieldsOf(refused.text), number: "36" });
  expect(taken.path).toMatch(/\/receipt\/1$/);
  const again = fieldsOf((await wu.opens(`${path}?nil=1`)).text);
  expect(again).toMatchObject({ scope: "2022年以来案卷", number: "36" });
});
