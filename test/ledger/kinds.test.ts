// The field kinds: what people type and what cells hold, and the value or sentence that comes of it.
import { describe, expect, it } from "vitest";
import type { LedgerField } from "../../src/ledger/definition.ts";
import { formatField, parseField } from "../../src/ledger/kinds.ts";
import type { FieldValue, RawValue } from "../../src/ledger/value.ts";

const parse = (field: Partial<LedgerField>, raw: RawValue) =>
  parseField({ key: "x", kind: "text", label: "完成时限", ...field }, raw, { baseYear: 2023 });

function yields(field: Partial<LedgerField>, cases: [RawValue, FieldValue][]): void {
  it.each(cases.map(([raw, value]) => ({ raw, value })))("$raw → $value", ({ raw, value }) => {
    expect(parse(field, raw)).toEqual({ value });
  });
}

function refuses(field: Partial<LedgerField>, cases: [RawValue, string][]): void {
  it.each(cases.map(([raw, problem]) => ({ raw, problem })))("refuses $raw", ({ raw, problem }) => {
    expect(parse(field, raw)).toEqual({ problem });
  });
}

describe("date", () => {
  yields({ kind: "date" }, [
    ["2023-07-15", "2023-07-15"],
    ["2023.7.15", "2023-07-15"],
    ["2023/7/15", "2023-07-15"],
    ["20230715", "2023-07-15"],
    ["2023年7月15日", "2023-07-15"],
    ["2023年 7月 15日", "2023-07-15"],
    ["７月１５日", "2023-07-15"],
    ["7月15号", "2023-07-15"],
    ["7月15日前", "2023-07-15"],
    ["7月15日（周六）前", "2023-07-15"],
    ["7.15", "2023-07-15"],
    ["二〇二三年七月十五日", "2023-07-15"],
    ["二零二三年十一月三十日", "2023-11-30"],
    ["二○二三年十月二十日", "2023-10-20"],
    ["2023-07-15 00:00:00", "2023-07-15"],
    ["2022年12月31日", "2022-12-31"],
    ["2023、7、15", "2023-07-15"],
    ["23年7月15日", "2023-07-15"],
    ["2023年7月15日（已完成）", "2023-07-15"],
    [45122, "2023-07-15"],
    [45122.75, "2023-07-15"],
    [20230715, "2023-07-15"],
    [new Date(Date.UTC(2023, 6, 15)), "2023-07-15"],
    ["", null],
    [null, null],
    ["/", null],
    ["——", null],
    ["无", null],
  ]);
  const never = "不是日期，请写成2023-07-27或2023年7月27日";
  const noDay = "没有写明是哪一天，请写成2023-07-27或2023年7月27日";
  refuses({ kind: "date" }, [
    ["7月32日", `“7月32日”${never}`],
    ["2023-02-30", `“2023-02-30”${never}`],
    ["长期", `“长期”${never}`],
    ["45122", `“45122”${never}`],
    ["7", `“7”${never}`],
    [7.15, `“7.15”${never}`],
    [3, `“3”${never}`],
    ["2023年13月1日", `“2023年13月1日”${never}`],
    ["0023-07-15", `“0023-07-15”${never}`],
    ["2023年7月", `“2023年7月”${noDay}`],
    ["2023.7", `“2023.7”${noDay}`],
    ["7月底", `“7月底”${noDay}`],
    ["2023年7月下旬", `“2023年7月下旬”${noDay}`],
    ["七月", `“七月”${noDay}`],
    ["2023年7月15日（延至8月）", `“2023年7月15日（延至8月）”${never}`],
    ["23.7.15", `“23.7.15”${never}`],
    ["#REF!", "单元格是公式错误“#REF!”，请改成实际内容"],
  ]);
});

describe("month", () => {
  yields({ kind: "month" }, [
    ["2023年7月", "2023-07"],
    ["2023-07", "2023-07"],
    ["202307", "2023-07"],
    [202307, "2023-07"],
    ["7月份", "2023-07"],
    ["七月", "2023-07"],
    ["2023-07-15", "2023-07"],
    [new Date(Date.UTC(2023, 6, 1)), "2023-07"],
    [7, "2023-07"],
    [2023.7, "2023-07"],
    [2023.12, "2023-12"],
  ]);
  refuses({ kind: "month" }, [
    // 2023.10 typed into a cell.
    [2023.1, "“2023.1”不是月份，请写成2023-07或2023年7月"],
    [13, "“13”不是月份，请写成2023-07或2023年7月"],
    ["2023年13月", "“2023年13月”不是月份，请写成2023-07或2023年7月"],
    ["本月", "“本月”不是月份，请写成2023-07或2023年7月"],
  ]);
});

describe("numbers", () => {
  yields({ kind: "integer" }, [
    ["12", 12],
    ["１２", 12],
    ["1,234", 1234],
    ["1，234", 1234],
    ["12件", 12],
    ["-3", -3],
    [12, 12],
    ["12.0", 12],
    ["十二", 12],
    ["二十件", 20],
    ["共3件", 3],
    ["2022年", 2022],
    ["无", null],
    ["0", 0],
  ]);
  refuses({ kind: "integer" }, [
    ["十二三", "“十二三”不是整数，请填整数，如12"],
    ["1.5", "“1.5”不是整数，请填整数，如12"],
    ["约3", "“约3”不是整数，请填整数，如12"],
    ["3-5", "“3-5”不是整数，请填整数，如12"],
    ["3（其中1件未结）", "“3（其中1件未结）”不是整数，请填整数，如12"],
    ["3万", "“3万”不是整数，请填整数，如12"],
    ["12,34", "“12,34”不是整数，请填整数，如12"],
    ["1e5", "“1e5”不是整数，请填整数，如12"],
    ["99999999999999999999", "“99999999999999999999”不是整数，请填整数，如12"],
  ]);
  yields({ kind: "decimal" }, [
    ["1,234.50", 1234.5],
    [0.1 + 0.2, 0.1 + 0.2],
  ]);
  yields({ kind: "percent" }, [
    ["85%", 85],
    ["８５％", 85],
    ["0.85%", 0.85],
    [85, 85],
    [0, 0],
  ]);
  refuses({ kind: "percent" }, [
    [0.85, "“0.85”看不出是多少，请带上百分号，如85%或0.85%"],
    ["1", "“1”看不出是多少，请带上百分号，如85%或0.85%"],
    ["大部分", "“大部分”不是百分数，请写成85%"],
  ]);
});

describe("boolean", () => {
  yields({ kind: "boolean", label: "是否存在问题" }, [
    ["是", true],
    ["有", true],
    ["√", true],
    [true, true],
    ["1", true],
    [1, true],
    ["存在问题", true],
    ["否", false],
    ["无", false],
    ["×", false],
    ["不存在问题", false],
    ["未发现问题", false],
    ["□是 ☑否", false],
    ["☑是 □否", true],
    ["是☑ 否□", true],
    ["是□ 否☑", false],
    ["有问题", true],
    ["无问题", false],
  ]);
  yields({ kind: "boolean", label: "是否销号" }, [
    ["已销号", true],
    ["未销号", false],
    ["尚未销号", false],
  ]);
  refuses({ kind: "boolean", label: "是否销号" }, [
    ["部分", "“部分”看不出是还是否，请填“是”或“否”"],
    ["☑是 ☑否", "“☑是 ☑否”看不出是还是否，请填“是”或“否”"],
    ["是√否", "“是√否”看不出是还是否，请填“是”或“否”"],
    ["是（未验收）", "“是（未验收）”看不出是还是否，请填“是”或“否”"],
  ]);
});

describe("choices", () => {
  const state = { kind: "choice" as const, options: ["未整改", "整改中", "已完成"] };
  yields(state, [
    ["已完成", "已完成"],
    ["正在整改中", "整改中"],
    ["“未整改”", "未整改"],
  ]);
  refuses(state, [["整改", "“整改”不在可选项里，请从中选一项：未整改、整改中、已完成"]]);
  const finding = { kind: "choice" as const, options: ["符合", "部分符合", "不符合"] };
  yields(finding, [
    ["1.不符合", "不符合"],
    ["（二）符合", "符合"],
    ["不符合（文书不全）", "不符合"],
    ["无", null],
  ]);
  const askFinding = (said: string): [string, string] => [
    said,
    `“${said}”不在可选项里，请从中选一项：符合、部分符合、不符合`,
  ];
  // What turns an option round or limits it is no option, and two are none.
  refuses(
    finding,
    ["未符合", "基本符合", "符合80%", "符合（部分）", "符合、部分符合", "非不符合"].map(askFinding),
  );
  refuses({ kind: "choice", options: ["正常", "临期", "滞后", "完成"] }, [
    ["未完成", "“未完成”不在可选项里，请从中选一项：正常、临期、滞后、完成"],
  ]);
  const ways = { kind: "multiChoice" as const, options: ["自查", "举报", "抽查"] };
  yields(ways, [
    ["抽查、自查", ["自查", "抽查"]],
    ["自查，自查", ["自查"]],
    [["举报"], ["举报"]],
  ]);
  refuses(ways, [["自查、听说", "“听说”不在可选项里，请从中选一项：自查、举报、抽查"]]);
});

describe("text, phones and long numbers", () => {
  yields({ kind: "text" }, [
    ["  有零宽\u200b字\r\n换行 ", "有零宽字\n换行"],
    ["=1+1", "=1+1"],
    ["无", "无"],
    [12, "12"],
    [new Date(Date.UTC(2023, 6, 15)), "2023-07-15"],
  ]);
  yields({ kind: "phone" }, [
    ["0477-1234567", "0477-1234567"],
    ["0477—1234567", "0477-1234567"],
    ["（0477）1234567", "04771234567"],
    ["138 0013 8000", "13800138000"],
    ["138-0013-8000", "138-0013-8000"],
    [13800138000, "13800138000"],
    ["12345", "12345"],
  ]);
  refuses({ kind: "phone" }, [
    ["1380013800", "“1380013800”不是电话号码，请写手机号，或带区号的座机，如0477-1234567"],
  ]);
  yields({ kind: "id" }, [
    ["015000000000000001", "015000000000000001"],
    [123456789012345, "123456789012345"],
  ]);
  refuses({ kind: "id" }, [
    [
      152701199001011230,
      "“152701199001011000”是被表格改成数值的长号码，末几位已失真，请把单元格设为文本后重填",
    ],
  ]);
  yields({ kind: "file" }, [
    ["名册.pdf、照片.jpg", ["名册.pdf", "照片.jpg"]],
    ["无", null],
  ]);
  refuses({ kind: "file" }, [
    ["名册.pdf、见附件", "“见附件”不是文件名，请写附件的全名，如整改方案.docx，文件另发；没有附件的请留空"],
    ["有", "“有”不是文件名，请写附件的全名，如整改方案.docx，文件另发；没有附件的请留空"],
  ]);
  yields({ kind: "computed", compute: { op: "ratio", of: "a", per: "b" } }, [["100%", null]]);
});

it("shows stored values as people read them", () => {
  const shown = (field: Partial<LedgerField>, value: FieldValue) =>
    formatField({ key: "x", kind: "text", label: "x", ...field }, value);
  expect(shown({ kind: "boolean" }, false)).toBe("否");
  expect(shown({ kind: "percent" }, 0.1 + 0.2)).toBe("0.3%");
  expect(shown({ kind: "multiChoice" }, ["自查", "抽查"])).toBe("自查、抽查");
  expect(shown({ kind: "computed", compute: { op: "ratio", of: "a", per: "b" } }, null)).toBe("—");
  expect(shown({ kind: "date" }, null)).toBe("");
});
