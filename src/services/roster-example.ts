// The roster as an example to write over: an invented small bureau, lists to choose from and a page of explanations.
import { ROLE_NAMES } from "../domain/roles.ts";
import { buildSheets } from "../ledger/workbook.ts";
import { KIND_NAMES } from "./roster-file.ts";
import { PERSON_COLUMNS, UNIT_COLUMNS } from "./roster-sheets.ts";

/** The bytes of the example workbook; as it stands it can be loaded. */
export async function buildRosterFile(): Promise<Uint8Array> {
  const widths: Record<string, number> = {
    单位名称: 34,
    别名: 30,
    组成员: 40,
    单位: 34,
    手机号: 16,
    角色: 18,
  };
  const choices: Record<string, readonly string[]> = {
    类型: KIND_NAMES,
    角色: Object.values(ROLE_NAMES),
    "A/B角": ["A", "B"],
  };
  const columnsOf = (labels: readonly string[]) =>
    labels.map((label) => {
      const options = choices[label];
      return { label, width: widths[label] ?? 12, ...(options ? { options } : {}) };
    });
  return buildSheets([
    { name: "单位", columns: columnsOf(UNIT_COLUMNS), rows: EXAMPLE_UNITS, fillable: 100 },
    { name: "人员", columns: columnsOf(PERSON_COLUMNS), rows: EXAMPLE_PEOPLE, fillable: 500 },
    { name: "填表说明", columns: [{ label: "填表说明", width: 100 }], rows: NOTES.map((note) => [note]) },
  ]);
}

const EXAMPLE_UNITS = [
  ["", "示例县应急管理局", "县应急局、本局", "局", ""],
  ["", "法规科", "政策法规科", "科室", ""],
  ["", "危化科", "危险化学品监管科", "科室", ""],
  ["", "执法大队", "综合行政执法大队", "科室", ""],
  ["", "各业务科室", "", "组", "危化科、执法大队"],
];

const EXAMPLE_PEOPLE = [
  ["示例甲", "", "示例县应急管理局", "主要负责人", "", ""],
  ["示例乙", "", "法规科、各业务科室", "分管领导", "", ""],
  ["示例丙", "", "法规科", "牵头科室管理员", "", ""],
  ["示例丙", "", "法规科", "联系人", "A", ""],
  ["示例丁", "", "法规科", "单位负责人", "", ""],
  ["示例戊", "", "危化科", "联系人", "A", ""],
  ["示例己", "", "危化科", "联系人", "B", ""],
  ["示例己", "", "执法大队", "联系人", "A", ""],
  ["示例庚", "", "危化科", "单位负责人", "", ""],
  ["示例辛", "", "执法大队", "单位负责人", "", ""],
];

const NOTES = [
  "表中各行是示例，请改成本局的单位和人员，不用的行删去。不要改动表头。",
  "单位：本局写一行，类型填“局”；各科室、大队填“科室”；“各业务科室”这类统称填“组”，并写明组成员，用、分隔。单位编码可空，填了以后单位改名也认得。",
  "人员：一人在几个单位任职或有几个角色，就写几行。分管领导的单位可写几个或写组，用、分隔。",
  "手机号只用于区分重名和电话催报，加密存放，可空；有重名时必填。",
  "人员变动：接任的人写在原来的岗位上，前任自动卸任；只离任、无人接任的，在离任日期写最后任职日。名册没有写到的岗位不变。",
  "报送任务跟着单位走，人员变动不影响。同一份名册重复导入不会重复。严禁填报涉密信息和工作秘密。",
];
