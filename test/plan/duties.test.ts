// One sentence at a time: who hands what to whom by when, in the ways that plans write it.
import { describe, expect, it } from "vitest";
import type { DraftObligation } from "../../src/plan/draft.ts";
import { extractPlan } from "../../src/plan/extract.ts";

/** The duties of a sentence in a notice of 20 April 2024. */
function dutiesOf(sentence: string): DraftObligation[] {
  const text = `各镇、各单位：\n一、要求\n${sentence}\n柏溪县水务局\n2024年4月20日`;
  return extractPlan(text).obligations;
}
const inShort = (one: DraftObligation) =>
  [
    one.due ?? one.recurrence ?? (one.trigger === null ? "?" : `后:${one.trigger}`),
    one.who.join("+"),
    one.to ?? "?",
    one.materials.map(({ name }) => name).join("+"),
  ].join(" | ");

describe("a sentence", () => {
  it.each<[string, string[]]>([
    ["各科室要指定专人负责，于5月10日前将工作方案报办公室。", ["2024-05-10 | 各科室 | 办公室 | 工作方案"]],
    [
      "请各单位认真组织学习，并将学习贯彻情况于6月15日前以书面形式报送局党建办。",
      ["2024-06-15 | 各单位 | 局党建办 | 学习贯彻情况"],
    ],
    [
      "各单位请于8月30日前将《整改情况报告》及相关佐证材料（一式三份）报送至县纪委监委驻局纪检监察组。",
      ["2024-08-30 | 各单位 | 县纪委监委驻局纪检监察组 | 整改情况报告+相关佐证材料"],
    ],
    [
      "市直各单位、各县（区）政府要在每年1月10日前，向市政府书面报告法治政府建设情况。",
      ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=10 | 市直各单位+各县（区）政府 | 市政府 | 法治政府建设情况书面报告"],
    ],
    [
      "各派出所于每月最后一个工作日前，将当月执法数据汇总表通过内网报县局法制大队。",
      ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 | 各派出所 | 县局法制大队 | 执法数据汇总表"],
    ],
    [
      "自文件下发之日起5日内，各部门将整改方案报区创建办。",
      ["后:文件下发之日起5日内 | 各部门 | 区创建办 | 整改方案"],
    ],
    [
      "各责任单位要在11月5日前形成自评报告，经主要负责人签字后报送区考核办。",
      ["2024-11-05 | 各责任单位 | 区考核办 | 自评报告"],
    ],
    [
      "各镇（街道）、各部门要于5月底前、8月底前、11月底前分三次向区治超办报送阶段工作小结。",
      ["2024-05-31", "2024-08-31", "2024-11-30"].map(
        (day) => `${day} | 各镇（街道）+各部门 | 区治超办 | 阶段工作小结`,
      ),
    ],
    [
      "局属各单位于8月5日前，机关各科室于8月10日前，将整改报告报局机关党委。",
      ["2024-08-05 | 局属各单位 | 局机关党委 | 整改报告", "2024-08-10 | 机关各科室 | 局机关党委 | 整改报告"],
    ],
    [
      "每年的6月30日和12月31日前，各国有企业应将安全生产投入使用情况书面报告市国资委。",
      ["FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1 | 各国有企业 | 市国资委 | 安全生产投入使用情况书面报告"],
    ],
    [
      "各镇街实行周汇总、月报告，每周日18：00前报周汇总表，每月28日前报月度报告。",
      [
        "FREQ=WEEKLY;BYDAY=SU;BYHOUR=18 | 各镇街 | ? | 周汇总表",
        "FREQ=MONTHLY;BYMONTHDAY=28 | 各镇街 | ? | 月度报告",
      ],
    ],
    [
      "市场监管、公安、城管等部门要于6月20日前完成联合执法方案制定，并报区政府备案。",
      ["2024-06-20 | 市场监管、公安、城管等部门 | 区政府 | 联合执法方案"],
    ],
    [
      "各单位将总结报办公室，以上材料均报电子版。各单位9月3日前报送甲表，9月5日前报送乙表，均报法规科。",
      [
        "2024-09-03 | 各单位 | 法规科 | 甲表",
        "2024-09-05 | 各单位 | 法规科 | 乙表",
        "? | 各单位 | 办公室 | 总结",
      ],
    ],
    ["各村要于每月20日至25日报送下月工作计划。", ["FREQ=MONTHLY;BYMONTHDAY=25 | 各村 | ? | 下月工作计划"]],
    [
      "各单位对检查发现的重大隐患，应当在24小时内书面报告县水务局。",
      ["后:检查发现的重大隐患 | 各单位 | 县水务局 | "],
    ],
    [
      "各镇、街道每周三、周五下班前向县防办报送巡查记录。",
      ["FREQ=WEEKLY;BYDAY=WE,FR | 各镇、街道 | 县防办 | 巡查记录"],
    ],
  ])("%s", (sentence, expected) => {
    expect(dutiesOf(sentence).map(inShort).sort()).toEqual([...expected].sort());
  });

  it.each([
    "省督导组将于5月13日至17日来我县督导，各单位要做好迎检准备。",
    "根据4月10日召开的会议和《条例》（2021年7月15日起施行）规定，现将有关事项通知如下：",
    "清理范围为2021年1月1日至2023年12月31日制发的文件。",
    "现将《水库安全排查方案》发给你们，请对照各自职责抓紧落实。",
    "经县政府同意，现将排查方案印发你们，请认真组织实施。",
    "县水务局决定自5月6日至6月30日在全县开展水库安全排查。",
    "会议认为，4月底前各镇完成了排查，取得了阶段性成效。",
    "参照云司发〔2023〕46号文件执行，原2020年3月16日印发的办法废止。",
    "为进一步规范报送工作，严格信息报送制度，畅通意见反馈渠道。",
    "3月5日，县水务局组织召开动员会，报送工作取得阶段性成效。",
  ])("%s states no duty", (sentence) => {
    expect(dutiesOf(sentence)).toEqual([]);
  });

  it("says what a bare 「月底前」 and 「每半月」 are taken for", () => {
    const [monthEnd] = dutiesOf("各单位月底前将自查表报法规科。");
    expect(monthEnd).toMatchObject({ due: "2024-04-30" });
    expect(monthEnd?.confirm.join()).toContain("成文日期所在的4月");
    const [half] = dutiesOf("各单位每半月向县防办报送工作动态。");
    expect(half).toMatchObject({ recurrence: "FREQ=MONTHLY;BYMONTHDAY=15,-1" });
    expect(half?.confirm.join()).toContain("每半月");
  });

  it("takes the nearest year where the sentence before wrote a later one, and asks", () => {
    const duties = dutiesOf("主体工程由县水务局2025年4月30日前完工；各单位11月25日前将进度报县政府办。");
    expect(duties.map(({ due }) => due)).toEqual(["2025-04-30", "2024-11-25"]);
    expect(duties[1]?.confirm.join()).toContain("2025年");
  });
});
