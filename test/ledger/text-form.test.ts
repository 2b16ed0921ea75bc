// The chat form: what is sent out, and what comes back from phones.
import { describe, expect, it } from "vitest";
import { findLedger, LEDGERS, NIL_INSPECTION } from "../../src/ledger/definitions/index.ts";
import { chatHint, findFormCode, renderSkeleton } from "../../src/ledger/text-form.ts";
import { parseTextForm } from "../../src/ledger/text-form-reader.ts";
import { validateRows } from "../../src/ledger/validate.ts";

const self = findLedger("self-inspection")!;
const context = { baseYear: 2023 };
const skeleton = renderSkeleton(self, {
  code: "A12-10",
  heading: ["填报单位：安全基础室", "截止：7月27日（周四）"],
});

/** Fills in lines of a form, as a contact does: the answer replaces the hint. */
const fill = (form: string, answers: Record<string, string>): string =>
  form
    .split("\n")
    .map((line) => {
      const label = line.split("：")[0]!.replace("*", "");
      return label in answers ? `${line.split("：")[0]}：${answers[label]}` : line;
    })
    .join("\n");
const answers = {
  自查项目: "三项制度",
  是否存在问题: "是",
  问题描述: "音像资料未归档",
  整改措施: "专人归档",
  责任人: "王某某",
  完成时限: "8月11日",
  整改状态: "整改中",
};
const values = {
  item: "三项制度",
  found: "是",
  description: "音像资料未归档",
  owner: "王某某",
  deadline: "8月11日",
};

describe("the skeleton", () => {
  it("reads as a form on a phone", () => {
    expect(renderSkeleton(NIL_INSPECTION, { code: "A12-10", heading: ["截止：7月27日"] })).toBe(
      [
        "【填报 A12-10】经自查未发现问题情况",
        "截止：7月27日",
        "※ 带*为必填；有几条就复制几段，填好后整段发回。严禁填报涉密信息和工作秘密。",
        "—— 第1条 ——",
        "自查范围*：〔如2022年以来的行政处罚案卷〕",
        "自查方式*：〔如逐卷查阅、座谈、平台比对〕",
        "检查数量*：〔查了多少卷（件），填数字〕",
        "备注：",
      ].join("\n"),
    );
  });

  it.each(LEDGERS.map((ledger) => [ledger.code, ledger] as const))(
    "of %s, sent back empty, has no rows",
    (_code, ledger) => {
      const reading = parseTextForm(ledger, renderSkeleton(ledger, { code: "A1-2" }));
      expect(reading).toMatchObject({ code: "A1-2", entries: [], ignored: [] });
      expect(reading.issues).toEqual(["没有读到填写的内容，请在各栏冒号后填写，再整段发回"]);
    },
  );

  it("comes back as it was prefilled", () => {
    const first = validateRows(self, parseTextForm(self, fill(skeleton, answers)).entries, context).rows;
    const second = validateRows(
      self,
      [{ values: { item: "法治化营商环境", found: "否", content: "第一行\n第二行", evidence: "名册.pdf" } }],
      context,
    ).rows;
    const rows = [...first, ...second].map((row) => row.values);
    const sent = renderSkeleton(self, { code: "A12-10", prefill: rows });
    const back = validateRows(self, parseTextForm(self, sent).entries, context);
    expect(back.issues).toEqual([]);
    expect(back.rows.map((row) => row.values)).toEqual(rows);
  });
});

describe("a form sent back", () => {
  const plain = fill(skeleton, answers);
  it.each([
    ["as it is", plain],
    ["with half-width colons and odd spaces", plain.replaceAll("：", " :  ")],
    ["with colons lost", plain.replace("责任人：", "责任人 ")],
    ["with Windows line ends and blank lines", plain.replaceAll("\n", "\r\n\r\n")],
    [
      "without its optional lines",
      plain
        .split("\n")
        .filter((line) => !/^(自查内容|原因分析|责任部门|备注)/.test(line))
        .join("\n"),
    ],
    ["in quotation marks", `“${plain}”`],
    ["with what phones add", `${plain}\n\n发自我的iPhone`],
    ["with a name and time on top", `王某某 7/26 10:20\n${plain}`],
    ["mentioning the bot", `@报送机器人 ${plain}`],
    ["quoted line by line", plain.replace(/^/gm, "> ")],
    [
      "as a reply under the quoted form",
      `「机器人：${skeleton}」\n- - - - - - - - - - - - - - -\n${plain.split("\n").slice(5).join("\n")}`,
    ],
    ["with numbers for options", fill(skeleton, { ...answers, 自查项目: "1", 整改状态: "②" })],
    [
      "with hints left standing",
      fill(skeleton, {
        ...answers,
        自查项目: `〔${chatHint(self.fields[0]!)}〕三项制度`,
        完成时限: "〔如7月27日〕 8月11日",
      }),
    ],
    [
      "numbered by hand",
      plain.replace("自查项目", "1、自查项目").replace("是否存在问题", "（2）是否存在问题"),
    ],
    ["with aliases", plain.replace("问题描述", "存在的问题").replace("完成时限", "整改时限")],
  ])("%s", (_how, text) => {
    const reading = parseTextForm(self, text);
    expect(reading.issues).toEqual([]);
    expect(reading.code).toBe("A12-10");
    const { rows, issues } = validateRows(self, reading.entries, context);
    expect(issues).toEqual([]);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.values).toMatchObject({
      ...values,
      found: true,
      deadline: "2023-08-11",
      state: "整改中",
    });
  });

  it("may hold several rows, with or without their dividing lines", () => {
    const block = (name: string) => `自查项目：三项制度\n是否存在问题：否\n备注：${name}`;
    for (const between of ["\n—— 第2条 ——\n", "\n第二条\n", "\n【第 2 条】\n", "\n", "\n\n"]) {
      const reading = parseTextForm(self, `—— 第1条 ——\n${block("甲")}${between}${block("乙")}`);
      expect(reading.entries.map((entry) => entry.values.remark)).toEqual(["甲", "乙"]);
    }
  });

  it("never mixes two rows when an answer is missing", () => {
    const reading = parseTextForm(self, "自查项目：\n备注：甲\n自查项目：三项制度\n备注：乙");
    expect(reading.entries.map((entry) => entry.values)).toEqual([
      { item: "", remark: "甲" },
      { item: "三项制度", remark: "乙" },
    ]);
    expect(parseTextForm(self, "责任人：\n责任人：王某某").entries).toHaveLength(1);
  });

  it("keeps long answers over several lines, colons and brackets included", () => {
    const text = "问题描述：一是依据〔2023〕46号文：\n二是：未公示\n三是未归档\n责任人：王某某\n谢谢";
    const reading = parseTextForm(self, text);
    expect(reading.entries[0]!.values).toEqual({
      description: "一是依据〔2023〕46号文：\n二是：未公示\n三是未归档",
      owner: "王某某",
    });
    expect(reading.ignored).toEqual(["没看懂“谢谢”，请写成“栏目：内容”"]);
  });

  it("asks about a label with a slip of the hand instead of swallowing it", () => {
    const reading = parseTextForm(self, "问题描述：未归档\n责任入：王某某");
    expect(reading.issues).toEqual(["没有“责任入”这一栏，是不是“责任人”？请改正后重发"]);
    expect(reading.entries[0]!.values).toEqual({ description: "未归档" });
  });

  it("tells who signed it", () => {
    const text =
      "填报单位（盖章）：安全基础室\n填报人：王某某\n联系电话：0477-1234567\n审核人：\n自查项目：三项制度";
    expect(parseTextForm(self, text).heading).toEqual({
      unit: "安全基础室",
      filledBy: "王某某",
      phone: "0477-1234567",
    });
  });
});

it.each([
  ["【填报 A12-10】台账", "A12-10"],
  ["【填报Ａ１２－１０】", "A12-10"],
  ["[填报: a12-10]", "A12-10"],
  ["「机器人：【填报  A12—10】」", "A12-10"],
  ["【填报】", null],
  ["填报 A12-10", null],
])("findFormCode(%s) is %s", (text, code) => {
  expect(findFormCode(text)).toBe(code);
});
