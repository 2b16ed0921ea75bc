// The nouns that papers and ledgers end with, and how a list of them is split.
import type { DraftMaterial } from "./draft.ts";

const LEDGER =
  /(?:台账|清单|目录|汇总表|统计表|一览表|登记表|进度表|信息表|情况表|自查表|明细表|花名册|月报表?|周报表?|季报表?|日报表?|报表|表)[”》]?(?:（[^）]*）)?$/;
/** What a paper's name ends with. */
export const PAPER =
  /(?:台账|清单|目录|表|报告|方案|总结|计划|材料|名单|情况|信息|数据|意见|建议|文件|文本|标准|结果|图片|照片|影像|简报|案例|案卷|委托书|责任书|承诺书|意见书|通知书|档案|联系人|联系电话|联系方式|联络员|人员|资料|小结|内容|问题|进展|成效|做法|经验|指标|动态|预案|制度|办法|细则|措施|举措|记录|复印件|原件|扫描件|证明|合同|协议|申请|申请书|要点|线索|成果|纪要|通报|公告|日志|月报|周报|季报|日报|专报|快报|视频|样表|花名册|评估|凭证|票据|清样|进度|回执|卷宗|底稿|佐证|样本|声明|函|台帐|规程|指南|手册|文档|议题|课题|案件|得分|打分)[”》]?(?:（[^）]*）)?$/;
/** Annexes by which something is done, and that are not filled in. */
export const REFERENCE_ONLY =
  /(?:标准|制度|办法|方案|规定|指南|细则|要点|通知|规范|意见|职责|成员|说明|提纲|模板|范本)(?:（[^）]*）)?$/;

// 「半年、全年工作总结」 are two.
const PERIODS =
  /^((?:上?半年|年中|季度|阶段性?|月度)(?:工作)?)(?:、|和|及)((?:下半年|全年|年度|年终|年末)(?:工作)?)(.{2,8})$/;
const VAGUE = /^(?:情况|问题|结果|内容|意见|建议|联系电话|联系方式|联系人|成效|做法|经验|人员)$/;

/** The names of things in a list such as 「工作方案和问题台账」; one name where the parts are no things on their own. */
export function splitThings(list: string): string[] {
  const shared = PERIODS.exec(list);
  if (shared !== null) return [`${shared[1]!}${shared[3]!}`, `${shared[2]!}${shared[3]!}`];
  const parts = splitOutside(list)
    .map((part) => part.replace(/^(?:本(?:单位|部门|地区|辖区|级)|各自)的?/, "").trim())
    .filter((part) => part !== "");
  const ends = parts.filter((part) => PAPER.test(part) && part.length >= 2);
  const apart =
    parts.length > 1 &&
    ends.length === parts.length &&
    !parts.some((part) => VAGUE.test(part)) &&
    !/联系(?:电话|方式|人)/.test(list) &&
    !(
      /(?:名单|名册)$/.test(list) && parts.some((part) => /(?:人员|领导|联络员|负责人|成员|骨干)$/.test(part))
    );
  return (apart ? parts : [list]).map(unmarked);
}

// Marks around a whole name go; 「“散乱污”企业清单」 keeps its own.
function unmarked(name: string): string {
  return name
    .replace(/^《([^《》]*)》$/, "$1")
    .replace(/^“([^“”]*)”$/, "$1")
    .replace(/^《|》$/g, "");
}

function splitOutside(list: string): string[] {
  const held = list.replace(/《[^》]*》/g, (name) =>
    name.replace(/[、和及与暨]/g, (unit) => `\ue000${unit}`),
  );
  return held.split(/连同|以及|(?<!\ue000)(?:、|和|及|与|暨)/).map((part) => part.replace(/\ue000/g, ""));
}

/** The kind of a thing by its name. */
export function kindOf(name: string): DraftMaterial["kind"] {
  return LEDGER.test(name) ? "ledger" : "document";
}
