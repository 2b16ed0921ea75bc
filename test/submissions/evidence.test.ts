// 佐证材料 by chat: a photo goes to the row that it is for, asked for where that is not clear, and never to a 敏感 one.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fieldsOf, wordsOf } from "../forms/pages.ts";
import { workbookOf } from "../ledger/workbooks.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeOf, fact, fillIn, last, oneLedger, PROBLEM_ROW, pdf } from "./story.ts";

const SELF = "报送自查自纠台账";
const SECRET = "报送突出问题整治台账";

let office: Harness;
let self: string;
let secret: string;
beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    {
      what: SELF,
      units: ["weihua", "fangzai"],
      dueOn: "2023-07-27",
      materials: oneLedger("self-inspection", "自查自纠台账"),
    },
    {
      what: SECRET,
      units: ["weihua"],
      dueOn: "2023-07-30",
      level: "sensitive",
      materials: oneLedger("rectification", "整改台账"),
    },
  ]);
  self = await codeOf(office, SELF, "weihua");
  secret = await codeOf(office, SECRET, "weihua");
});
afterAll(() => office.close());

const photo = (mark: number) => Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, mark]);
const ROW = {
  item: "三项制度",
  found: "是",
  description: "公示栏制度牌过期",
  measure: "更换制度牌",
  owner: "张磊",
  deadline: "2023-08-20",
  state: "整改中",
};
const filesOn = (html: string) =>
  [...html.matchAll(/href="\/files\/[^"]+"[^>]*>([^<]+)</g)].map(([, name]) => name);
const namesOn = (html: string, input: string) =>
  [...html.matchAll(/<input\b[^>]*>/g)]
    .filter(([tag]) => tag.includes(`name="${input}"`) && /\bchecked\b/.test(tag))
    .map(([tag]) => /value="([^"]*)"/.exec(tag)![1]);
const zhang = () => office.person("zhang-lei");
const page = async () => (await zhang().opens(`/form/${self}-1`)).text;

test("nothing is filled in yet: the photo is no evidence, and the bot says what to do first", async () => {
  expect(last(await zhang().says("/佐证")).text).toContain("目前没有可以附佐证材料的条目");
  expect(last(await zhang().sends("现场.jpg", photo(1), self)).text).toContain("请先填好台账，存为草稿");
});

test("a draft of two rows: asked which, attached to that row, taken away again", async () => {
  const second = Object.fromEntries(Object.entries(ROW).map(([key, value]) => [`${key}.2`, value]));
  await zhang().opens(`/form/${self}-1`, {
    ...ROW,
    ...second,
    "description.2": "一卷缺少审核意见",
    _do: "save",
  });
  const which = last(await zhang().sends("IMG_1.jpg", photo(1)));
  expect(which.card?.title).toBe("这是哪一条的佐证材料？");
  expect(which.card?.body).toContain("第2条 一卷缺少审核意见");
  const done = last(await zhang().presses(which, "第2条"));
  expect(done.card?.title).toBe("已附佐证材料");
  expect(fact(done, "条目")).toBe("第2条 一卷缺少审核意见");
  expect(done.text).toContain("还没有报送");
  expect([namesOn(await page(), "evidence"), namesOn(await page(), "evidence.2")]).toEqual([
    [],
    ["IMG_1.jpg"],
  ]);
  expect(filesOn(await page())).toEqual(["IMG_1.jpg"]);
  // A card of somebody else's file moves nothing, and an old one is as good as the row.
  expect(last(await office.person("deng-fei").presses(which, "第1条")).text).toContain("失效");
  expect(last(await zhang().presses(done, "附错了，移除")).text).toContain("已移除“IMG_1.jpg”");
  expect(filesOn(await page())).toEqual([]);
  expect(last(await zhang().presses(which, "第1条")).card?.title).toBe("已附佐证材料");
  expect([namesOn(await page(), "evidence"), namesOn(await page(), "evidence.2")]).toEqual([
    ["IMG_1.jpg"],
    [],
  ]);
});

test("announced or named by its row it is not asked about; other bytes of one name are told apart", async () => {
  const rows = last(await zhang().says(`／佐证 Ａ${self.slice(1)}`));
  const waits = last(await zhang().presses(rows, "第2条"));
  expect(waits.text).toContain("接下来一小时内");
  expect(fact(last(await zhang().sends("IMG_1.jpg", photo(2))), "文件")).toBe("IMG_1(2).jpg");
  const sheet = await workbookOf([
    ["姓名", "职务"],
    ["某人", "室主任"],
  ]);
  expect(fact(last(await zhang().sends("名册.xlsx", sheet)), "文件")).toBe("名册.xlsx");
  const named = last(await zhang().sends("说明.pdf", pdf("说明"), `${self}-1 第1条`));
  expect(fact(named, "条目")).toContain("第1条");
  expect(namesOn(await page(), "evidence")).toEqual(["IMG_1.jpg", "说明.pdf"]);
  expect(namesOn(await page(), "evidence.2")).toEqual(["IMG_1(2).jpg", "名册.xlsx"]);
});

test("a colleague's draft stays theirs, a copied row keeps its files, and a marked document is refused", async () => {
  const { db } = office.app.runtime.store;
  await office.person("tang-jing").sends("补充.jpg", photo(3), `${self}-1 第1条`);
  const draft = await db.formDraft.findFirstOrThrow({ where: { materialKey: "1" } });
  const owner = await db.person.findUniqueOrThrow({ where: { id: draft.savedById } });
  expect(owner.name).toBe("张磊");
  const copied = await zhang().opens(`/form/${self}-1`, {
    ...fieldsOf(await page()),
    evidence: namesOn(await page(), "evidence").join("、"),
    _do: "copy.1",
  });
  expect(wordsOf(copied.text)).not.toContain("没有上传");
  expect(filesOn(copied.text).filter((name) => name === "IMG_1.jpg")).toHaveLength(2);
  const before = await db.evidence.count();
  const marked = last(await zhang().sends("机密★1年.pdf", pdf("说明"), `${self}-1 第1条`));
  expect(marked.text).toContain("该材料带有密级");
  expect(await db.evidence.count()).toBe(before);
  // The same bytes stand behind a row: they are not lost.
  const { sha256 } = await db.evidence.findFirstOrThrow({ where: { name: "说明.pdf" } });
  expect(await db.fileObject.count({ where: { sha256 } })).toBe(1);
  for (const [name, bytes] of [
    ["旧.doc", Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1])],
    ["说明.txt", new TextEncoder().encode("说明")],
  ] as const)
    expect(last(await zhang().sends(name, bytes, `${self}-1 第1条`)).text, name).toMatch(/另存为|纯文本/);
});

test("a name that came by chat waits for its file, which needs no new version", async () => {
  const deng = office.person("deng-fei");
  const own = await codeOf(office, SELF, "fangzai");
  const skeleton = last(await deng.presses(last(await deng.says(`/报送 ${own}`)), "文字填报")).text;
  const filled = `${fillIn(skeleton, PROBLEM_ROW)}\n佐证材料：审核意见 补.jpg`;
  const receipt = last(await deng.says(filled));
  expect(receipt.card?.title).toBe("报送成功");
  expect(receipt.text).toContain("佐证材料“审核意见 补.jpg”还只有名称，请把文件直接发给我");
  const done = last(await deng.sends("审核意见_补.JPG", photo(5)));
  expect(done.text).toContain("文件已补到报过的这一条，不用重报。");
  const { db } = office.app.runtime.store;
  expect(await db.submission.count({ where: { assignment: { number: Number(own.slice(1)) } } })).toBe(1);
  const review = await office.person("zhou-wen").opens(`/review/${own}`);
  expect(filesOn(review.text)).toEqual(["审核意见 补.jpg"]);
  const more = last(await deng.sends("另一张.jpg", photo(6), `${own}-1 第1条`));
  expect(more.text).toContain("还没有报送：都齐了请到网页核对后提交，即为改报。");
  await deng.presses(more, "附错了，移除");
  // Returned, its rows take evidence again.
  await office.person("zhou-wen").says(`/退回 ${own} 缺现场照片`);
  const asked = last(await deng.sends("另一张.jpg", photo(6)));
  const added = last(await deng.presses(asked, "第1条"));
  expect(fact(added, "条目")).toContain("第1条");
  expect(added.text).toContain("还没有报送");
});

test("a 敏感 ledger's evidence is not taken in the chat, nor its rows shown", async () => {
  const { db } = office.app.runtime.store;
  await zhang().opens(`/form/${secret}-1`, { measure: "补齐审核意见", _do: "save" });
  for (const answer of [
    last(await zhang().sends("专门方案.pdf", pdf("方案"), `${secret}-1 第1条`)),
    last(await zhang().says(`/佐证 ${secret}-1 第1条`)),
  ]) {
    expect(answer.text).toContain("佐证材料请在网页上传");
    expect(answer.text).not.toContain("补齐审核意见");
  }
  const list = last(await zhang().says("/佐证"));
  expect(list.text).not.toContain(secret);
  expect(await db.evidence.count({ where: { assignment: { number: Number(secret.slice(1)) } } })).toBe(0);
});
