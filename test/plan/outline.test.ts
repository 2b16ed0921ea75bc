// Numbering in its forms, and paragraphs that were broken over lines.
import { describe, expect, it } from "vitest";
import { numberingOf, outlineOf } from "../../src/plan/outline.ts";
import { normalise, paragraphsOf, sentencesOf } from "../../src/plan/paragraphs.ts";

describe("numberingOf", () => {
  it.each([
    ["一、总体要求", "chinese", 1],
    ["十二、其他", "chinese", 12],
    ["（三）自查", "bracketed", 3],
    ["(四）整改", "bracketed", 4],
    ["1.摸底", "arabic", 1],
    ["2．摸底", "arabic", 2],
    ["3、摸底", "arabic", 3],
    ["（5）摸底", "half", 5],
    ["6)摸底", "half", 6],
    ["③摸底", "circled", 3],
    ["第二阶段：整改", "stage", 2],
    ["第十条本制度", "article", 10],
    ["第三章监督检查", "part", 3],
    ["第二步，自查", "stage", 2],
    ["㈡组织实施", "bracketed", 2],
    ["⑶摸底", "half", 3],
    ["⒋摸底", "arabic", 4],
    ["⑳其他", "circled", 20],
  ])("%s", (text, form, value) => {
    expect(numberingOf(normalise(text))).toMatchObject({ form, value });
  });

  it.each(["2023年7月", "4.0方案", "一是加强领导", "100%覆盖"])("%s has none", (text) => {
    expect(numberingOf(normalise(text))).toBeNull();
  });
});

const read = (text: string) => outlineOf(paragraphsOf(text), new Set());

describe("outlineOf", () => {
  it("nests, and ends a title at its first full stop", () => {
    const sections = read(
      "一、步骤\n（一）自查阶段。各科要自查。\n1.摸底。逐项摸底。\n（二）整改阶段\n二、要求",
    );
    expect(sections.map(({ title, depth, parent }) => [title, depth, parent])).toEqual([
      ["步骤", 1, -1],
      ["自查阶段", 2, 0],
      ["摸底", 3, 1],
      ["整改阶段", 2, 0],
      ["要求", 1, -1],
    ]);
  });

  it("takes （3） between （二） and （四） for one of their row", () => {
    const sections = read("三、步骤\n（二）自查\n内容。\n（3） 抽检\n内容。\n(四）整改");
    expect(sections.map(({ form, value, depth }) => [form, value, depth])).toEqual([
      ["chinese", 3, 1],
      ["bracketed", 2, 2],
      ["bracketed", 3, 2],
      ["bracketed", 4, 2],
    ]);
  });

  it("leaves （1）（2）（3） under （二） where they are", () => {
    expect(read("（二）自查\n（1）甲\n（2）乙\n（3）丙").map(({ depth }) => depth)).toEqual([1, 2, 2, 2]);
  });

  it("nests articles under chapters, and keeps equal numbers of two sections apart", () => {
    const sections = read(
      "第一章 总则\n第一条 目的。\n第二章 报送\n第二条 时限。\n（一）月报。\n第三条 附则。\n（一）解释。",
    );
    expect(sections.map(({ depth, parent }) => [depth, parent])).toEqual([
      [1, -1],
      [2, 0],
      [1, -1],
      [2, 2],
      [3, 3],
      [2, 2],
      [3, 5],
    ]);
  });

  it("does not end a title inside an hour", () => {
    expect(read("2.各科每周五16:30前报送动态。")[0]?.title).toBe("各科每周五16：30前报送动态");
  });
});

describe("paragraphsOf", () => {
  it("joins a title that was broken inside its title marks, and keeps the first line", () => {
    const [title, next] = paragraphsOf("某局关于印发《某局清\n理整顿方\n案》的通知\n\n各科室：");
    expect(title).toMatchObject({ text: "某局关于印发《某局清理整顿方案》的通知", line: 1 });
    expect(next).toMatchObject({ text: "各科室：", line: 5 });
  });

  it("joins the lines of a text that was wrapped by hand", () => {
    const line = (text: string) => text;
    const text = [
      line("一、各科室要按照本方案的各项要求认真开展自查工作，"),
      line("逐项梳理存在的问题并且建立问题台账，明确整改的责任"),
      line("人和完成时限，确保问题见底。"),
      line("二、各科室要将自查报告和问题台账一并整理装订成册以"),
      line("后于七月二十日前报送法规科，由法规科汇总形成全局的"),
      line("自查报告后报分管领导审定。"),
      line("三、各科室要高度重视此项工作，落实专人负责并与法规"),
      line("科保持联系，遇到问题及时沟通。"),
    ].join("\n");
    expect(paragraphsOf(text).map(({ line: first }) => first)).toEqual([1, 4, 7]);
  });

  it("keeps the cells of a row", () => {
    expect(paragraphsOf("1\t摸底\t各科室")[0]?.cells).toEqual(["1", "摸底", "各科室"]);
  });
});

describe("sentencesOf", () => {
  it("keeps a remark in brackets with the sentence before it", () => {
    const text = "甲科报台账。（见附件8）乙科报总结；丙科备案。";
    expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      "甲科报台账。（见附件8）",
      "乙科报总结；",
      "丙科备案。",
    ]);
  });
});
