// A small plan of invented bureaus: each rule of the extractor once.
import { describe, expect, it } from "vitest";
import type { Draft } from "../../src/plan/draft.ts";
import { draftSchema } from "../../src/plan/draft.ts";
import { extractPlan } from "../../src/plan/extract.ts";

const PLAN = `
云溪市青禾县城市管理局关于印发《青禾县户外广告
隐患集中整治工作方案》的通知
青城管发〔2025〕18号

各镇人民政府、街道办事处，县直有关单位：
请各单位于2025年4月10日（星期四）17:00前将联络员名单报县整治办。
青禾县城市管理局
2025年4月2日

青禾县户外广告隐患集中整治工作方案
根据《云溪市户外广告管理办法》（2019年3月1日起施行）和4月1日召开的会议精神，制定本方案。
一、工作目标
到2025年底前，违规广告整治率达到100%。
二、整治任务
本方案明确的五项任务如下。
1.全面排查。各镇（街道）要于5月15日前完成排查，形成隐患排查台账（附件1），报县城市管理局市容科。
2.集中拆除。县市场监管局、县住建局于6月底前完成违规广告拆除。
3.建立制度。广告设施变更后5个工作日内，权属单位向县城市管理局备案。建立“零报告”制度。
三、实施步骤
（一）宣传发动阶段（即日起至4月20日）。各单位要制定具体方案，4月18日前报县整治办备案。
（二）排查整治阶段（2025年4月21日—2025年9月30日）。
自5月起，每月25日前各镇（街道）向县整治办报送整治进展情况统计表（附件2）。各单位每周五16:30前报送工作动态，每季度末月20日前报送季度小结。
（3）巩固提升阶段（10月中旬至12月底）。各单位于11月30日前、12月20日前分别报送阶段总结和全年总结。市城市管理局将于11月组织专项督查。
四、工作要求
各单位要严守工作秘密。报送时间有变：阶段总结由11月30日调整为12月5日。
联系人：赵一，电话：0888-1234567。
平台账号：qinghe01 密码：Qh#2025
附件：1.户外广告隐患排查台账
2.整治进展情况统计表
`;

const draft = draftSchema.parse(extractPlan(PLAN));
const one = (what: string, from: Draft = draft) => {
  const found = from.obligations.filter((obligation) => obligation.what.includes(what));
  expect(found, what).toHaveLength(1);
  return found[0]!;
};

describe("extractPlan", () => {
  it("reads the head", () => {
    expect(draft).toMatchObject({
      title: "青禾县户外广告隐患集中整治工作方案",
      issuer: "青禾县城市管理局",
      documentNumber: "青城管发〔2025〕18号",
      issuedOn: "2025-04-02",
      baseYear: 2025,
      contacts: [{ name: "赵一", phone: "0888-1234567" }],
    });
    expect(draft.attachments).toEqual([
      { no: "1", title: "户外广告隐患排查台账" },
      { no: "2", title: "整治进展情况统计表" },
    ]);
  });

  it("names phases without number and 阶段", () => {
    expect(draft.phases.map(({ name, start, end, precision }) => [name, start, end, precision])).toEqual([
      ["宣传发动", "2025-04-02", "2025-04-20", "day"],
      ["排查整治", "2025-04-21", "2025-09-30", "day"],
      ["巩固提升", "2025-10-11", "2025-12-31", "month"],
    ]);
    expect(draft.phases[0]?.confirm.join()).toContain("即日起");
  });

  it("reads a day with its hour, who, what and to whom", () => {
    expect(one("联络员名单")).toMatchObject({
      who: ["各单位"],
      to: "县整治办",
      due: "2025-04-10",
      dueTime: "17:00",
      line: 7,
      quote: "请各单位于2025年4月10日（星期四）17:00前将联络员名单报县整治办。",
    });
  });

  it("gives a ledger its attachment", () => {
    expect(one("隐患排查台账")).toMatchObject({
      due: "2025-05-15",
      to: "县城市管理局市容科",
      who: ["各镇（街道）"],
      attachments: ["1"],
      materials: [{ kind: "ledger", name: "隐患排查台账", attachment: "1" }],
    });
  });

  it("takes a dated doing for a duty too", () => {
    expect(one("拆除")).toMatchObject({ due: "2025-06-30", who: ["县市场监管局", "县住建局"], to: null });
  });

  it("waits for an event", () => {
    expect(one("备案")).toMatchObject({
      due: null,
      recurrence: null,
      trigger: "广告设施变更后5个工作日内",
      to: "县城市管理局",
    });
  });

  it("asks how often 零报告 is wanted", () => {
    const rule = one("零报告");
    expect(rule.recurrence).toBeNull();
    expect(rule.confirm.join()).toContain("多久");
  });

  it("reads repetitions with their window and asks what is open", () => {
    expect(one("统计表")).toMatchObject({
      recurrence: "FREQ=MONTHLY;BYMONTHDAY=25",
      window: ["2025-05-01", null],
    });
    const weekly = one("工作动态");
    expect(weekly).toMatchObject({
      recurrence: "FREQ=WEEKLY;BYDAY=FR;BYHOUR=16;BYMINUTE=30",
      dueTime: "16:30",
    });
    expect(weekly.confirm.join()).toContain("报给谁");
    expect(one("季度小结").recurrence).toBe("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=20");
  });

  it("shares two days between two things, and takes a later correction once", () => {
    expect(one("阶段总结")).toMatchObject({ due: "2025-12-05" });
    expect(one("阶段总结").confirm.join()).toContain("2025-11-30");
    expect(one("全年总结")).toMatchObject({ due: "2025-12-20" });
  });

  it("binds nobody outside, and makes no deadline of other dates", () => {
    expect(draft.obligations.flatMap(({ who }) => who)).not.toContain("市城市管理局");
    expect(draft.obligations.map(({ due }) => due).filter((day) => day !== null)).toEqual([
      "2025-04-10",
      "2025-05-15",
      "2025-06-30",
      "2025-04-18",
      "2025-12-05",
      "2025-12-20",
    ]);
  });

  it("blanks the password and says so", () => {
    expect(JSON.stringify(draft)).not.toMatch(/qinghe01|Qh#2025/);
    expect(draft.scrubbed.map(({ kind }) => kind).sort()).toEqual(["account", "password"]);
  });

  it("asks where a number does not fit", () => {
    expect(draft.questions.join()).toMatch(/五项任务.*3项/);
  });

  it("takes the year from --issued only where the text has none", () => {
    const text = "各科室：\n一、要求\n各科室于7月5日前将自查报告报法规科。";
    expect(one("自查报告", extractPlan(text)).due).toBeNull();
    expect(one("自查报告", extractPlan(text)).confirm.join()).toContain("7月5日");
    expect(extractPlan(text).questions.join()).toContain("成文日期");
    expect(one("自查报告", extractPlan(text, { issuedOn: "2026-06-01" })).due).toBe("2026-07-05");
    const dated = `${text}\n青禾县水务局\n2024年6月1日`;
    expect(one("自查报告", extractPlan(dated, { issuedOn: "2026-06-01" })).due).toBe("2024-07-05");
  });

  it("keeps other bureaus out of a plan inside one bureau", () => {
    const text = `青禾县水务局关于印发《水务执法自查方案》的通知
局属各业务室：
一、安排
（一）自查阶段（6月1日至6月30日）。县司法局将于6月20日前组织抽查。各业务室对发现的问题建立整改台账。
（二）总结阶段（7月1日至7月10日）。7月8日前，我局将总结报县司法局，请各业务室按时将有关材料报送法规室汇总。
青禾县水务局
2024年5月20日`;
    const inner = extractPlan(text);
    expect(inner.obligations.map(({ who, to, due, window }) => [who, to, due, window])).toEqual([
      [["各业务室"], null, null, ["2024-06-01", "2024-06-30"]],
      [["我局"], "县司法局", "2024-07-08", [null, null]],
      [["各业务室"], "法规室", null, ["2024-07-01", "2024-07-10"]],
    ]);
    expect(inner.obligations[2]?.confirm.join()).toMatch(/按时.*2024-07-08前/);
  });

  it("moves a phase into the next year where the plan runs over New Year", () => {
    const text = `关于开展消防通道整治的实施方案
各中队：
一、时间安排
第一阶段：部署（2023年12月10日前）
第二阶段：整治（12月中旬至次年2月底）
第三阶段：总结（3月）。3月10日前各中队将工作总结报法制科。
二〇二三年十二月一日`;
    expect(extractPlan(text).phases.map(({ name, start, end }) => [name, start, end])).toEqual([
      ["部署", null, "2023-12-10"],
      ["整治", "2023-12-11", "2024-02-29"],
      ["总结", "2024-03-01", "2024-03-31"],
    ]);
    expect(one("工作总结", extractPlan(text)).due).toBe("2024-03-10");
  });

  it("reads phases whose days stand in front of their name, and duties behind a colon", () => {
    const text = `某县2023年专项行动方案
一、工作步骤
第一阶段（4月10日—4月30日）：动员部署。各乡镇、各部门4月20日前报送实施方案至县专项办。
第二阶段（5月1日—8月31日）：集中整治。各乡镇发现重大隐患要第一时间上报县专项办。
第三阶段（9月）：总结提升。`;
    const staged = extractPlan(text);
    expect(staged.baseYear).toBe(2023);
    expect(staged.phases.map(({ name, start, end }) => [name, start, end])).toEqual([
      ["动员部署", "2023-04-10", "2023-04-30"],
      ["集中整治", "2023-05-01", "2023-08-31"],
      ["总结提升", "2023-09-01", "2023-09-30"],
    ]);
    expect(staged.obligations).toMatchObject([
      { who: ["各乡镇", "各部门"], to: "县专项办", due: "2023-04-20", materials: [{ name: "实施方案" }] },
      { who: ["各乡镇"], to: "县专项办", due: null, trigger: "发现重大隐患" },
    ]);
  });

  it("bounds a repetition by the months that the text gives", () => {
    const text = `各乡镇：
一、要求
各乡镇（街道）应急办自5月至8月，每月23日前将《情况统计表》报县应急局基础股，8月25日下午3:00前报送工作总结。
青山县应急管理局
2023年5月6日`;
    expect(extractPlan(text).obligations).toMatchObject([
      {
        recurrence: "FREQ=MONTHLY;BYMONTHDAY=23",
        window: ["2023-05-01", "2023-08-31"],
        to: "县应急局基础股",
      },
      { due: "2023-08-25", dueTime: "15:00", who: ["各乡镇（街道）应急办"] },
    ]);
  });

  it("keeps both documents of a file that holds a forwarding notice and what it forwards", () => {
    const text = `东岭区教育局转发《北川市教育局关于开展食品安全整治的通知》的通知
区直各学校：
各学校要于9月20日前填写《校园食品安全自查表》（附件1），报区教育局安全股。
附件：1.校园食品安全自查表
2.北川市教育局关于开展食品安全整治的通知
东岭区教育局
2024年9月3日
附件2
北川市教育局关于开展食品安全整治的通知
各县（区）教育局：
一、时间安排
（一）总结阶段（11月1日—12月31日）
各县（区）教育局于12月20日前报送工作总结和整改台账至市教育局体卫艺科。
北川市教育局
2024年8月28日`;
    const both = extractPlan(text);
    expect(both.issuedOn).toBe("2024-09-03");
    expect(both.obligations).toMatchObject([
      { who: ["各学校"], to: "区教育局安全股", due: "2024-09-20", attachments: ["1"] },
      { who: ["各县（区）教育局"], to: "市教育局体卫艺科", due: "2024-12-20" },
    ]);
    expect(both.obligations[1]?.materials.map(({ name }) => name)).toEqual(["工作总结", "整改台账"]);
  });

  it("reads the rows of a table, by lines, by tabs and by items", () => {
    const expected = [
      { no: "1", lead: ["县水务局"], responsible: ["各镇", "县财政局"], due: "2024-06-30" },
      { no: "2", lead: ["县水务局"], responsible: ["各镇"], due: null },
    ];
    const flat =
      "序号\n\n重点任务\n\n完成时限\n\n牵头单位\n\n责任单位\n\n1\n\n清查水库\n\n2024年6月底\n\n县水务局\n\n各镇、县财政局\n\n2\n\n巡查\n\n长期\n\n县水务局\n\n各镇\n";
    const tabs =
      "序号\t重点任务\t完成时限\t牵头单位\t责任单位\n1\t清查水库\t2024年6月底\t县水务局\t各镇、县财政局\n2\t巡查\t长期\t县水务局\t各镇";
    const items =
      "1)2024年6月底前清查水库。\n牵头单位：县水务局\n责任单位：各镇，县财\n政局\n2)巡查。\n牵头部门：县水务局\n责任部门：各镇";
    for (const text of [flat, tabs, items]) {
      const { tasks, obligations } = extractPlan(text);
      expect(tasks).toMatchObject(expected);
      expect(obligations).toEqual([]);
    }
  });
});
