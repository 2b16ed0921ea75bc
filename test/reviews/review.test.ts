// A report's way through review: returned with notes, mended with nothing lost, accepted; and who may review whose.
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeFor, fieldsOf, wordsOf } from "../forms/pages.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";

let office: Harness;
let matters: string[];
const code = (index: number, unit: string) => codeFor(office.app, matters[index]!, unit);

const ROW = {
  item: "三项制度",
  found: "是",
  description: "重大处罚未作法制审核",
  measure: "补办审核并开展培训",
  owner: "张磊",
  deadline: "2023-08-20",
  state: "整改中",
};
const ROW_TWO = {
  "item.2": "执法案卷评查",
  "found.2": "是",
  "description.2": "三卷案卷缺送达回证",
  "measure.2": "逐卷补正",
  "owner.2": "唐静",
  "deadline.2": "2023-08-10",
  "state.2": "未整改",
};

beforeAll(async () => {
  office = await openHarness();
  matters = await publishMatters(office.app, [
    {
      what: "报送自查自纠情况",
      units: ["weihua", "anji", "zonghe", "fagui"],
      dueOn: "2023-07-14",
      materials: [{ key: "1", kind: "ledger", name: "自查自纠台账", ledger: "self-inspection" }],
    },
    {
      what: "报送突出问题整治台账",
      units: ["weihua"],
      dueOn: "2023-07-14",
      level: "sensitive",
      materials: [{ key: "1", kind: "ledger", name: "突出问题台账", ledger: "prominent-problems" }],
    },
    { what: "向区司法局报送自查情况", units: ["ju"], dueOn: "2023-07-19", direction: "upward" },
  ]);
});
afterAll(() => office.close());

/** What one person received. */
const find = (messages: SeenMessage[], person: string) => messages.filter(({ to }) => to.person === person);

async function fills(who: string, path: string, form: Record<string, string>): Promise<string> {
  const person = office.person(who);
  const page = await person.opens(path);
  const answer = await person.opens(path, { ...fieldsOf(page.text), ...form });
  expect(answer.path, wordsOf(answer.text)).toMatch(/\/receipt\/\d+$/);
  return wordsOf(answer.text);
}

function stateOf(codeText: string) {
  return office.app.runtime.store.db.assignment.findUniqueOrThrow({
    where: { number: Number(codeText.slice(1)) },
  });
}

test("what waits is listed oldest first, with buttons for the oldest", async () => {
  const zhou = office.person("zhou-wen");
  const [nothing] = await zhou.says("/审核");
  expect(nothing!.text).toContain("没有待审核的报送");
  await fills("zhang-lei", `/form/${await code(0, "weihua")}-1`, { ...ROW, ...ROW_TWO });
  await office.until("2023-07-12T10:00:00+08:00");
  await fills("li-na", `/form/${await code(0, "anji")}-1`, { ...ROW, owner: "李娜" });
  const [list] = await zhou.says("/审核");
  expect(list!.card!.title).toBe("待审核 2 件");
  expect(
    list!
      .card!.body.split("\n")
      .slice(0, 2)
      .map((line) => line.split(" ")[0]),
  ).toEqual([await code(0, "weihua"), await code(0, "anji")]);
  expect(list!.card!.actions.map(({ label }) => label)).toEqual(["打开", "通过", "退回", "全部通过"]);
});

test("one report: outline and rows, what the version holds; other people may not ask", async () => {
  const own = await code(0, "weihua");
  const [one] = await office.person("zhou-wen").says(`/审核 ${own}`);
  expect(one!.text).toContain("自查自纠台账：2条");
  expect(one!.text).toContain("三项制度1、执法案卷评查1");
  expect(one!.card!.actions.map(({ label }) => label)).toEqual(["打开", "通过", "退回", "待核实"]);
  const [refused] = await office.person("zhang-lei").says(`/审核 ${own} 通过`);
  expect(refused!.text).toContain("您目前没有这项权限");
});

test("退回 needs a reason: the button and the bare command say how", async () => {
  const own = await code(0, "weihua");
  const zhou = office.person("zhou-wen");
  const [one] = await zhou.says(`/审核 ${own}`);
  const [asked] = await zhou.presses(one!, "退回");
  expect(asked!.text).toContain(`/退回 ${own} `);
  const [bare] = await zhou.says(`/退回 ${own}`);
  expect(bare!.text).toContain("请写明退回的原因");
  expect((await stateOf(own)).state).toBe("submitted");
});

test("returned with notes per field: the unit gets its values back, a new day, and owes again", async () => {
  const own = await code(0, "weihua");
  const zhou = office.person("zhou-wen");
  const page = await zhou.opens(`/review/${own}`);
  const fields = fieldsOf(page.text);
  expect(fields).toMatchObject({ version: "1", dueOn: "2023-07-14", "note.1.2.deadline": "" });
  const before = await stateOf(own);
  const answer = await zhou.opens(`/review/${own}`, {
    ...fields,
    verdict: "returned",
    note: "请补充佐证",
    "note.1.2.deadline": "与方案的整改期限不符",
  });
  expect(wordsOf(answer.text)).toContain("已退回补正，新的期限7月14日");
  const after = await stateOf(own);
  expect(after).toMatchObject({
    state: "returned",
    returns: 1,
    returnedOn: "2023-07-12",
    dueOn: "2023-07-14",
  });
  expect(after.dueRevision).toBe(before.dueRevision + 1);
  expect(after.firstSubmittedAt).toEqual(before.firstSubmittedAt);
  for (const who of ["zhang-lei", "tang-jing", "gu-jianhua"]) {
    const cards = (await office.person(who).sees()).filter(({ card }) => card?.title.startsWith("退回补正"));
    expect(cards).toHaveLength(1);
    expect(cards[0]!.text).toContain("审核意见：请补充佐证");
    expect(cards[0]!.text).toContain("第2行“完成时限”：与方案的整改期限不符");
    expect(cards[0]!.card!.actions.map(({ label }) => label)).toEqual(["改报", "网页改报", "收到"]);
  }
  expect(
    find(await office.person("li-na").sees(), "li-na").every(({ text }) => !text.includes("退回补正")),
  ).toBe(true);
});

test("while it is out the figures call it 未报， and the unit is reminded of the new day", async () => {
  const [figures] = await office.person("zhou-wen").says("/进度");
  expect(figures!.text).toMatch(/退回补正?1/);
  const sent = await office.until("2023-07-14");
  const mine = find(sent, "zhang-lei")
    .map(({ text }) => text)
    .join("\n");
  expect(mine).toContain(await code(0, "weihua"));
});

test("the form shows the reviewer's words at their fields, and every value is still there", async () => {
  const own = await code(0, "weihua");
  const [card] = (await office.person("tang-jing").sees()).filter((one) =>
    one.card?.title.startsWith("退回补正"),
  );
  const link = card!.card!.actions.find(({ label }) => label === "网页改报")!.url!;
  expect(new URL(link).pathname).toMatch(/^\/go\//);
  const page = await office.person("tang-jing").opens(`/form/${own}-1`);
  expect(fieldsOf(page.text)).toMatchObject({ ...ROW, ...ROW_TWO });
  const words = wordsOf(page.text);
  expect(words).toContain("退回补正(第1版，周雯7月12日");
  expect(words).toContain("请补充佐证");
  expect(words).toContain("审核意见：与方案的整改期限不符");
});

test("the same content again answers nothing; mended it goes back to review and keeps its first time", async () => {
  const own = await code(0, "weihua");
  const same = await fills("tang-jing", `/form/${own}-1`, {});
  expect(same).toContain("这项已退回补正，请按审核意见修改后再提交");
  expect((await stateOf(own)).state).toBe("returned");
  const words = await fills("tang-jing", `/form/${own}-1`, {
    "deadline.2": "2023-08-25",
    remark: "佐证已附",
  });
  expect(words).toContain("已收到第2版");
  expect(words).toContain("按时");
  expect(await stateOf(own)).toMatchObject({ state: "submitted", lateDays: 0 });
  const [one] = await office.person("zhou-wen").says(`/审核 ${own}`);
  expect(one!.text).toContain("与第1版相比改了2处");
  expect(one!.text).toContain("第2行“完成时限”：2023-08-10 → 2023-08-25");
});

test("a verdict on an old version is refused with who sent the new one; typed notes stay", async () => {
  const own = await code(0, "weihua");
  const answer = await office.person("zhou-wen").opens(`/review/${own}`, {
    version: "1",
    verdict: "returned",
    note: "意见还在",
    "note.1.1.measure": "写具体",
  });
  expect(answer.status).toBe(409);
  expect(wordsOf(answer.text)).toContain("唐静7月14日");
  expect(wordsOf(answer.text)).toContain("又报了第2版");
  expect(fieldsOf(answer.text)).toMatchObject({
    note: "意见还在",
    "note.1.1.measure": "写具体",
    version: "2",
  });
});

test("待核实 is a mark: the report stays handed in; then it is accepted once, and only once", async () => {
  const own = await code(0, "weihua");
  const zhou = office.person("zhou-wen");
  await zhou.says(`/审核 ${own} 待核实 三卷案卷请列出文号`);
  expect(await stateOf(own)).toMatchObject({ state: "submitted", inDoubt: true });
  const asked = (await office.person("zhang-lei").sees()).at(-1)!;
  expect(asked.card!.title).toContain("请核实");
  expect(asked.text).toContain("三卷案卷请列出文号");
  const [one] = await zhou.says(`/审核 ${own}`);
  const [accepted] = find(await zhou.presses(one!, "通过"), "zhou-wen");
  expect(accepted!.text).toContain("已审核通过");
  const [again] = await zhou.presses(one!, "通过");
  expect(again!.text).toContain("先前已办");
  expect(await stateOf(own)).toMatchObject({ state: "accepted", inDoubt: false });
  const told = (await office.person("zhang-lei").sees()).filter(({ text }) => text.startsWith("审核通过"));
  expect(told).toHaveLength(1);
  const { db } = office.app.runtime.store;
  const { id } = await stateOf(own);
  const decisions = await db.auditEntry.findMany({
    where: { subject: `assignment:${id}`, action: { in: ["return", "doubt", "accept"] } },
    orderBy: { sequence: "asc" },
  });
  expect(decisions.map(({ action }) => action)).toEqual(["return", "doubt", "accept"]);
  expect(decisions[0]).toMatchObject({ before: { state: "submitted" }, after: { state: "returned" } });
});

test("全部通过 asks once more and leaves what came after the list was shown", async () => {
  const zhou = office.person("zhou-wen");
  await fills("wu-xia", `/form/${await code(0, "zonghe")}-1`, { ...ROW, owner: "吴霞" });
  const [list] = await zhou.says("/审核");
  const [confirm] = await zhou.presses(list!, "全部通过");
  expect(confirm!.card!.title).toBe("全部通过 2 件？");
  await office.until("2023-07-14T15:00:00+08:00");
  await fills("wu-xia", `/form/${await code(0, "zonghe")}-1`, { remark: "又改了一处" });
  const [done] = find(await zhou.presses(confirm!, "确认全部通过"), "zhou-wen");
  expect(done!.text).toContain("已通过1件");
  expect((await stateOf(await code(0, "anji"))).state).toBe("accepted");
  expect((await stateOf(await code(0, "zonghe"))).state).toBe("submitted");
});

test("the lead unit's own report is reviewed by its 分管领导 and by nobody else", async () => {
  const own = await code(0, "fagui");
  await fills("qin-yue", `/form/${own}-1`, { ...ROW, owner: "秦悦" });
  const [mine] = await office.person("zhou-wen").says("/审核");
  expect(mine!.text).not.toContain(own);
  for (const who of ["zhou-wen", "han-zhiyuan"]) {
    const [refused] = await office.person(who).says(`/审核 ${own} 通过`);
    expect(refused!.text).toMatch(/分管领导审核|不能查看/);
  }
  const [waiting] = await office.person("su-min").says("/审核");
  expect(waiting!.text).toContain(own);
  const [done] = find(await office.person("su-min").presses(waiting!, "通过"), "su-min");
  expect(done!.text).toContain("已审核通过");
  expect((await stateOf(own)).state).toBe("accepted");
});

test("of a sensitive ledger the chat says how many, the page says what", async () => {
  const own = await code(1, "weihua");
  await fills("zhang-lei", `/form/${own}-1`, {
    kind: "不规范",
    description: "执法记录仪未全程开启",
    measure: "每周抽查",
    department: "危化室",
    owner: "张磊",
    deadline: "2023-08-20",
  });
  const zhou = office.person("zhou-wen");
  const [one] = await zhou.says(`/审核 ${own}`);
  expect(one!.text).toContain("突出问题台账：1条");
  expect(one!.text).not.toContain("不规范");
  expect(wordsOf((await zhou.opens(`/review/${own}`)).text)).toContain("执法记录仪未全程开启");
  await zhou.opens(`/review/${own}`, {
    version: "1",
    verdict: "returned",
    note: "抽查比例写清楚",
    "note.1.1.measure": "写明比例",
  });
  const told = (await office.person("zhang-lei").sees()).at(-1)!;
  expect(told.text).toContain("审核意见2条，请打开网页查看");
  expect(told.text).not.toContain("抽查比例");
  const [again] = await office.person("zhang-lei").says(`/报送 ${own}`);
  expect(again!.text).toContain("退回意见：请打开网页查看");
  expect(again!.text).not.toContain("抽查比例");
});

test("a day past the lead unit's own upward date wants a tick", async () => {
  const own = await code(0, "zonghe");
  const zhou = office.person("zhou-wen");
  const fields = fieldsOf((await zhou.opens(`/review/${own}`)).text);
  const given = { ...fields, verdict: "returned", note: "补正", dueOn: "2023-07-25" };
  const refused = await zhou.opens(`/review/${own}`, given);
  expect(refused.status).toBe(422);
  expect(wordsOf(refused.text)).toContain("新的期限7月25日晚于本局对外报送的7月19日");
  await zhou.opens(`/review/${own}`, { ...fieldsOf(refused.text), verdict: "returned", pastUpward: "1" });
  expect(await stateOf(own)).toMatchObject({ state: "returned", dueOn: "2023-07-25" });
});

test("who oversees a unit reads its report and gives no verdict; other units read nothing", async () => {
  const own = await code(0, "weihua");
  const page = await office.person("han-zhiyuan").opens(`/review/${own}`);
  expect(page.status).toBe(200);
  expect(page.text).not.toContain('name="verdict"');
  const posted = await office
    .person("han-zhiyuan")
    .opens(`/review/${own}`, { version: "2", verdict: "returned", note: "越权" });
  expect(posted.status).toBe(403);
  expect((await office.person("deng-fei").opens(`/review/${own}`)).status).toBe(403);
});
