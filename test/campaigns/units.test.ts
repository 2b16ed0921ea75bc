// Names of units as plans write them, read against a bureau's own list: a table of cases.
import { expect, test } from "vitest";
import { type Directory, findUnit, matchUnits, suggestUnits } from "../../src/services/campaigns/units.ts";

const unit = (id: string, name: string, more: Partial<Directory[number]> = {}): Directory[number] => ({
  id,
  name,
  aliases: [],
  kind: "office",
  memberIds: [],
  ...more,
});

// A district with its offices, towns and groups.
const district: Directory = [
  unit("qu", "云川区司法局", { kind: "bureau", aliases: ["区司法局"] }),
  unit("shichang", "云川区市场监督管理局"),
  unit("gongan", "临江市公安局云川分局"),
  unit("chengguan", "区城市管理综合行政执法局"),
  unit("zhujian", "云川区住房和城乡建设局"),
  unit("wenlv", "区文化和旅游局"),
  unit("fagai", "区发改委"),
  unit("shifa", "市司法局"),
  unit("bianban", "区委机构编制委员会办公室"),
  unit("zhengfuban", "云川区人民政府办公室"),
  unit("dongzhen", "东河镇"),
  unit("xizhen", "西山镇人民政府"),
  unit("beijie", "北关街道办事处"),
  unit("nanjie", "南湖街道"),
  unit("zhifa", "各行政执法单位", {
    kind: "group",
    memberIds: ["shichang", "gongan", "chengguan", "zhujian", "wenlv"],
  }),
  unit("quzhi", "区直各部门", { kind: "group", memberIds: ["zhifa", "fagai", "zhengfuban"] }),
];

const ENFORCERS = ["shichang", "gongan", "chengguan", "zhujian", "wenlv"];

test.each<[string[], string[], string[]]>([
  // Full, short and registered spellings are one office.
  [["区市场监管局"], ["shichang"], []],
  [["云川区市场监督管理局"], ["shichang"], []],
  [["市场监督管理局"], ["shichang"], []],
  [["区住建局", "区文旅局"], ["zhujian", "wenlv"], []],
  [["区发展和改革委员会"], ["fagai"], []],
  [["市公安局云川分局"], ["gongan"], []],
  [["区城管执法局", "区城市管理综合执法局"], ["chengguan"], []],
  [["区委编办"], ["bianban"], []],
  [["区政府办"], ["zhengfuban"], []],
  // Another level is another office.
  [["市司法局"], ["shifa"], []],
  [["市市场监管局"], [], ["市市场监管局"]],
  [["省司法厅"], [], ["省司法厅"]],
  // Groups, and kinds of units that no group stands for.
  [["各行政执法单位"], ENFORCERS, []],
  [["各行政执法部门"], ENFORCERS, []],
  [["各区直部门"], [...ENFORCERS, "fagai", "zhengfuban"], []],
  [["各镇街道"], ["dongzhen", "xizhen", "beijie", "nanjie"], []],
  [["各镇、街道"], ["dongzhen", "xizhen", "beijie", "nanjie"], []],
  [["各镇", "街道"], ["dongzhen", "xizhen"], ["街道"]],
  [["各街道"], ["beijie", "nanjie"], []],
  [["各有关单位"], [], ["各有关单位"]],
  [["各中小学校"], [], ["各中小学校"]],
  // Joined names part; 和 inside a name does not.
  [["市场监管、公安、城管等部门"], ["shichang", "gongan", "chengguan"], []],
  [["区住房和城乡建设局和区文化和旅游局"], ["zhujian", "wenlv"], []],
  [["市场监管、水务等部门"], ["shichang"], ["水务"]],
  [["市场监管、水务和气象等部门"], ["shichang"], ["水务", "气象"]],
  [["区发改委、区畜牧局"], ["fagai"], ["区畜牧局"]],
  // Exceptions stay in the name and are taken away.
  [["各镇街道(东河镇除外)"], ["xizhen", "beijie", "nanjie"], []],
  [["各镇、街道（除东河镇、南湖街道外）"], ["xizhen", "beijie"], []],
  [["除东河镇外的各镇"], ["xizhen"], []],
  [["各行政执法单位，区住建局除外"], ["shichang", "gongan", "chengguan", "wenlv"], []],
  [["各行政执法单位", "市公安局云川分局除外"], ["shichang", "chengguan", "zhujian", "wenlv"], []],
])("%j means %j", (names, unitIds, unmatched) => {
  const matched = matchUnits(names, district);
  expect(matched.unitIds).toEqual(unitIds);
  expect(matched.unmatched).toEqual(unmatched);
});

test.each<[string, string[]]>([
  [
    "市场监管、公安、城管等部门",
    [
      "原文写「城管」，按区城市管理综合行政执法局计，请核对责任单位",
      "原文写「市场监管、公安、城管等部门」，没有列全，请补充其余责任单位",
    ],
  ],
  ["各镇（南山镇除外）", ["原文写明「南山镇」除外，但没有找到这个单位，请核对责任单位"]],
  ["城管综合局", ["原文写「城管综合局」，按区城市管理综合行政执法局计，请核对责任单位"]],
  ["各镇街道", []],
])("%s leaves open %j", (name, remarks) => expect(matchUnits([name], district).remarks).toEqual(remarks));

test("an abbreviation that two units could bear is nobody's", () => {
  const two = [...district, unit("chengxiang", "区城乡综合治理局")];
  expect(matchUnits(["城综局"], two)).toEqual({ unitIds: [], unmatched: ["城综局"], remarks: [] });
});

test("what rests on an assumption is no plain find", () => {
  expect(findUnit("城管综合局", district)).toBeNull();
  expect(findUnit("区市场监管局", district)?.id).toBe("shichang");
});

test.each([
  ["市市场监管局", "shichang"],
  ["各执法部门和单位", "zhifa"],
  ["西山镇政府机关", "xizhen"],
])("near %s stands %s", (name, id) => expect(suggestUnits(name, district)[0]?.id).toBe(id));
