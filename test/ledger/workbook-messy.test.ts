// Workbooks as messy as units send them, written by LibreOffice (`scripts/messy-workbooks.ts`), with their right answers:
// nothing may be read wrongly without a word, nor asked about without need.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judgeReading } from "../../scripts/messy-workbooks/judge.ts";
import type { Truth } from "../../scripts/messy-workbooks/truth.ts";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import { readWorkbook } from "../../src/ledger/workbook.ts";
import { type Cell, workbookOf } from "./workbooks.ts";

const corpus = new URL("../fixtures/workbooks/", import.meta.url);
const truths: Truth[] = JSON.parse(readFileSync(new URL("right-answers.json", corpus), "utf8"));
const context = { baseYear: 2023, today: "2023-12-31" };

describe("is read as it was meant", () => {
  it.each(truths.map((truth) => ({ ...truth, what: truth.mess.join(", ") })))(
    "$file as $ledger: $what",
    async ({ what: _what, ...truth }) => {
      const verdict = await judgeReading(readFileSync(new URL(truth.file, corpus)), truth);
      expect(verdict).toMatchObject({
        rows: truth.rows.length,
        rowsRight: truth.rows.length,
        cellsRight: verdict.cells,
        unnoticed: [],
        refused: [],
        heading: [],
      });
    },
  );
});

it("names of columns are known in other words, with advice below and a star in front", async () => {
  const head: Cell[] = [
    "★执法大类",
    "要审的事",
    "应当提交的材料",
    "审核重点\n填写要求：逐条写",
    "承办处室【选填】",
  ];
  const bytes = await workbookOf([
    ["填报单位", "安全基础室"],
    head,
    ["行政处罚", "较大数额罚款", "证据材料", "程序", "执法大队"],
  ]);
  const { entries, heading, issues, ignored } = await readWorkbook(bytes, findLedger("legal-review")!);
  expect({ issues, heading }).toEqual({
    issues: [{ fatal: false, message: "缺少“具体执法决定事项”这1栏，请补上后再发" }],
    heading: { unit: "安全基础室" },
  });
  expect(ignored).toEqual(["“要审的事”（B2）不是本表的栏目，没有收取"]);
  expect(entries[0]!.values).toMatchObject({
    category: "行政处罚",
    documents: "证据材料",
    focus: "程序",
    handler: "执法大队",
  });
});

describe("what can be read in several ways is asked about", () => {
  const summary = findLedger("case-review-summary")!;
  const head: Cell[] = ["案卷年度", "案卷类别", "案卷总数", "优秀", "合格", "不合格", "主要问题"];
  const asked = async (rows: Cell[][], merges: string[], arrange?: Parameters<typeof workbookOf>[2]) => {
    const reading = await readWorkbook(await workbookOf([head, ...rows], merges, arrange), summary);
    const { issues } = validateRows(summary, reading.entries, context);
    return [...reading.issues, ...issues].map(({ message }) => message).concat(reading.ignored);
  };
  const rows: Cell[][] = [
    [2022, "行政处罚", 60, 1, 2, 3, "文书不全"],
    [null, "行政许可", 70, 1, null, 3, "同上"],
  ];

  it("a count merged over several entries, where a year and a ditto hold for both", async () => {
    expect(await asked(rows, ["A2:A3", "E2:E3"])).toEqual([
      "第1行“合格”：第2至3行合并成了一格，看不出各行是多少，请取消合并后逐行填写",
      "第2行“合格”：第2至3行合并成了一格，看不出各行是多少，请取消合并后逐行填写",
    ]);
  });

  it("a ditto under nothing, and numbers counted in 万", async () => {
    const first: Cell[] = [2022, "行政处罚", 60, 1, 2, 3, "同上"];
    const named = head.map((label) => (label === "案卷总数" ? "案卷总数（万个）" : label));
    const bytes = await workbookOf([named, first]);
    const reading = await readWorkbook(bytes, summary);
    expect(reading.issues.map(({ message }) => message)).toEqual([
      "“案卷总数（万个）”（C1）的计量单位与本表不同，数是照原样读的，请核对并换算",
    ]);
    expect(validateRows(summary, reading.entries, context).issues.map(({ message }) => message)).toEqual([
      "第1行“主要问题”：“同上”上面没有内容，请写明",
    ]);
  });

  it("rows that nobody sees, and columns without a name or with one twice", async () => {
    const hide = (sheet: { getRow(n: number): { hidden: boolean } }) => {
      sheet.getRow(2).hidden = true;
    };
    const wide: Cell[][] = [
      [...rows[0]!, "另一栏", "无名"],
      [2021, "行政许可", 70, 1, 1, 3, "x", null, null],
    ];
    const bytes = await workbookOf([[...head, "主要问题"], ...wide], [], hide);
    const { issues, ignored, entries } = await readWorkbook(bytes, summary);
    expect(entries).toHaveLength(2);
    expect(issues.map(({ message }) => message)).toEqual([
      "表中第2行是隐藏或被筛选掉的，也已读入，不报的请删去",
    ]);
    expect(ignored).toEqual([
      "“主要问题”有两栏，收取了G列的，H列的没有收取",
      "I列没有栏目名称，其中的内容没有收取",
    ]);
  });
});
