// 佐证材料 of a row: attached on the form, seen small beside it, opened by the reviewer, kept over versions.
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeFor, fieldsOf, wordsOf } from "./pages.ts";

const PHOTO = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1]);
const OTHER = Uint8Array.from([...PHOTO, 7]);
const ROW = {
  item: "三项制度",
  content: "2022年以来处罚案卷",
  found: "是",
  description: "公示栏制度牌过期",
  measure: "更换制度牌",
  owner: "张磊",
  deadline: "2023-08-20",
  state: "整改中",
};

let office: Harness;
let code: string;
let path: string;
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
  path = `/form/${code}`;
});
afterAll(() => office.close());

const photo = (name: string, bytes = PHOTO) => new File([bytes], name, { type: "image/jpeg" });
function filled(values: Record<string, string | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

const linksOf = (html: string) => [...html.matchAll(/href="(\/files\/[^"]+)"[^>]*>([^<]+)</g)];

test("a photo is kept with its row at 保存草稿 and shown beside it; two of one name are told apart", async () => {
  const zhang = office.person("zhang-lei");
  const first = await zhang.opens(
    path,
    filled({ ...ROW, "_file.evidence": photo("制度牌 新.jpg"), _do: "save" }),
  );
  expect(fieldsOf(first.text)).toMatchObject({ evidence: "制度牌_新.jpg" });
  expect(first.text).toContain('<img src="/files/');
  const again = { ...fieldsOf(first.text), "_file.evidence": photo("制度牌 新.jpg", OTHER), _do: "save" };
  const second = await zhang.opens(path, filled(again));
  expect(linksOf(second.text).map(([, , name]) => name)).toEqual(["制度牌_新.jpg", "制度牌_新(2).jpg"]);
  const { bytes } = await zhang.downloads(linksOf(second.text)[1]![1]!);
  expect([...bytes]).toEqual([...OTHER]);
});

test("what can't be evidence is refused by its row, and nothing else is lost", async () => {
  const zhang = office.person("zhang-lei");
  const typed = { ...fieldsOf((await zhang.opens(path)).text), measure: "已更换" };
  const wrong = new File(["MZ"], "程序.exe");
  const page = await zhang.opens(path, filled({ ...typed, "_file.evidence": wrong, _do: "submit" }));
  expect(page.status).toBe(422);
  expect(wordsOf(page.text)).toMatch(/第1行“佐证材料”：.*程序\.exe/);
  expect(fieldsOf((await zhang.opens(path)).text)).toMatchObject({ measure: "已更换" });
});

test("handed in, the reviewer opens it; a name without a file says so", async () => {
  const zhang = office.person("zhang-lei");
  const typed = fieldsOf((await zhang.opens(path)).text);
  await zhang.opens(path, { ...typed, evidence: "制度牌_新.jpg、另存.pdf", _do: "submit" });
  const page = await office.person("zhou-wen").opens(`/review/${code}`);
  expect(linksOf(page.text).map(([, , name]) => name)).toEqual(["制度牌_新.jpg"]);
  expect(wordsOf(page.text)).toContain("另存.pdf(没有上传)");
  const { bytes } = await office.person("zhou-wen").downloads(linksOf(page.text)[0]![1]!);
  expect([...bytes]).toEqual([...PHOTO]);
  // The next version begins with it.
  expect(fieldsOf((await zhang.opens(path)).text).evidence).toBeDefined();
});
