// Rows copied out of a spreadsheet and pasted into the form.
import { expect, test } from "vitest";
import { trainingHours } from "../../src/ledger/definitions/training-hours.ts";
import { readPasted } from "../../src/ledger/workbook-paste.ts";

const names = (text: string) => readPasted(trainingHours, text).map(({ person }) => person);

test("with its header, in any order, with aliases and a column of numbers", () => {
  const text =
    "序号\t证号\t姓名\t公共法律知识学时\r\n1\tYC001\t示例甲\t30\r\n2\tYC002\t示例乙\t28.5\r\n合计\t\t\t58.5\r\n";
  expect(readPasted(trainingHours, text)).toEqual([
    { certificate: "YC001", person: "示例甲", publicHours: "30" },
    { certificate: "YC002", person: "示例乙", publicHours: "28.5" },
  ]);
});

test("without a header the columns are the ledger's own, from the left", () => {
  expect(readPasted(trainingHours, "示例甲\tYC001\t30\n示例乙\tYC002\t28\n")).toMatchObject([
    { person: "示例甲", certificate: "YC001", publicHours: "30" },
    { person: "示例乙", certificate: "YC002", publicHours: "28" },
  ]);
});

test("a cell with line breaks, tabs and quotes stays one cell", () => {
  const [row] = readPasted(trainingHours, '姓名\t证号\n"示例甲\n（借调）"\t"一""号"');
  expect(row).toEqual({ person: "示例甲\n（借调）", certificate: '一"号' });
});

test.each([
  ["nothing", "", []],
  ["blank lines", "\n\n\t\t\n", []],
  ["a sentence", "请领导审阅", ["请领导审阅"]],
  ["an open quote", '"示例甲\tYC001', ['"示例甲']],
])("%s", (_what, text, people) => expect(names(text)).toEqual(people));

test("a thousand rows are cut at what a form holds", () => {
  expect(names("示例甲\tYC\n".repeat(1000))).toHaveLength(500);
});
