// How units name the columns of each ledger on the forms they draw up themselves; independent of the aliases we know.

import type { LedgerDefinition } from "../../src/ledger/definition.ts";
import { defineLedger } from "../../src/ledger/definition.ts";
import { LEDGERS } from "../../src/ledger/definitions/index.ts";

/** A group over several columns, with the short names that its columns have below it. */
export interface FormGroup {
  title: string;
  columns: Record<string, string>;
}

/** A ledger as units print it; names are in the order of use, those after `;;` stand only in books kept apart. */
export interface Form {
  definition: LedgerDefinition;
  titles: readonly string[];
  columns: { key: string; seen: readonly string[]; apart: readonly string[] }[];
  groups: readonly FormGroup[];
  /** What stands over the groups where the header takes three rows. */
  outer?: { title: string; keys: readonly string[] };
}

/** A ledger that a bureau made itself, with the kinds no built-in ledger has. */
export const ownLedger = defineLedger({
  code: "own-inspection",
  title: "专项检查情况台账",
  version: 1,
  level: "一般",
  nil: "plain",
  fields: [
    { key: "place", kind: "text", label: "检查点位", required: true },
    { key: "month", kind: "month", label: "检查月份", required: true },
    { key: "certificate", kind: "id", label: "许可证号" },
    { key: "households", kind: "integer", label: "检查户数", required: true, min: 0, summarise: "sum" },
    { key: "fine", kind: "decimal", label: "罚款金额", min: 0, summarise: "sum" },
    { key: "passRate", kind: "percent", label: "合格率", required: true, min: 0, max: 100 },
    {
      key: "means",
      kind: "multiChoice",
      label: "检查方式",
      options: ["日常巡查", "双随机", "专项检查", "投诉核查"],
    },
    { key: "mended", kind: "boolean", label: "是否整改", summarise: "rate" },
    { key: "phone", kind: "phone", label: "联系电话" },
    { key: "remark", kind: "text", label: "备注" },
  ],
});

const FORMS: Record<string, { titles: string; columns: string; groups?: string[]; outer?: string }> = {
  "self-inspection": {
    titles: "行政执法部门自查自纠台账|自查自纠情况台账;;行政执法自查自纠问题台账",
    columns: `item 自查项目|项目;;自查类别
content 自查内容|检查内容|自查情况;;自查要点
found 是否存在问题|有无问题;;问题有无
description 问题描述|存在问题|存在的问题|主要问题;;查摆出的问题
cause 原因分析|原因|问题原因;;产生原因
measure 整改措施|措施|整改举措;;拟采取的整改措施
department 责任部门|责任科室|责任单位;;牵头科室
owner 责任人|整改责任人;;具体责任人
deadline 完成时限|整改时限|时限|整改期限;;拟完成时间
state 整改状态|整改情况|整改进展;;目前状态
evidence 佐证材料|佐证;;印证材料
remark 备注|备 注;;说明`,
    groups: ["整改落实情况 measure=措施 department=责任部门 owner=责任人 deadline=时限 state=状态"],
    outer: "问题及整改 description measure department owner deadline state",
  },
  "prominent-problems": {
    titles: "重点执法领域突出问题整治台账|突出问题清单;;安全生产行政执法突出问题清单",
    columns: `area 执法领域|领域|重点执法领域;;所属领域
kind 问题类别|问题类型|类别;;问题种类
description 问题表现|突出问题|问题描述|存在的问题|具体表现;;突出问题表现
source 问题来源|来源;;线索来源
agency 涉及机构|涉及单位;;涉及执法机构
measure 整改措施|措施|整治措施;;整治举措
department 责任部门|责任科室|责任单位;;责任处室
owner 责任人|整改责任人;;责任人员
deadline 完成时限|整改时限|整治时限;;整改完成时限
result 整改结果|整治结果|整改情况;;整改成效
closed 是否销号|销号情况|销号;;是否已销号
closedOn 销号日期|销号时间;;销号年月日
accountability 追责情况|问责情况;;追责问责情况
remark 备注|备 注;;其他说明`,
    groups: [
      "整改落实 measure=措施 department=责任部门 owner=责任人 deadline=时限",
      "销号 closed=是否销号 closedOn=日期",
    ],
    outer: "整治情况 measure department owner deadline result",
  },
  "conduct-problems": {
    titles: "突出问题自清自查台账;;执法突出问题自清自查台账",
    columns: `area 执法领域|领域;;所属领域
kind 问题类别|问题类型;;问题大类
detail 问题细目|细目|具体情形;;问题小类
description 问题表现|问题描述|存在问题|具体表现;;主要表现
source 问题来源|来源;;线索来源
agency 涉及机构|涉及单位;;涉及执法机构
measure 整改措施|整治措施;;整治举措
department 责任部门|责任单位;;责任处室
owner 责任人;;责任人员
deadline 完成时限|整改时限;;整改完成时限
result 整改结果|整改情况;;整改成效
closed 是否销号|销号;;是否已销号
closedOn 销号日期|销号时间;;销号年月日
remark 备注;;其他说明`,
    groups: [
      "存在问题 kind=类别 detail=细目 description=具体表现",
      "整治 measure=措施 department=责任部门 owner=责任人 deadline=时限",
    ],
  },
  rectification: {
    titles: "整改台账|问题整改台账;;问题整改销号台账",
    columns: `problem 问题编号|对应问题编号;;问题台账编号
description 问题|存在问题|问题描述;;问题内容
source 问题来源|来源;;来源渠道
foundBy 发现机关|检查机关|发现单位;;反馈机关
type 整改类型|整改方式;;整改类别
measure 整改措施|措施|整改举措;;具体整改措施
deadline 完成时限|整改时限|整改期限;;整改完成时限
leader 责任领导|分管领导;;包抓领导
department 责任部门|责任科室;;责任处室
owner 责任人|整改责任人;;具体责任人
progress 整改进展|进展情况|整改落实情况;;目前进展
finishedOn 完成日期|完成日;;实际完成时间
acceptor 验收人;;验收人员
accepted 内部验收结论|内部验收;;验收结论
closed 是否销号|销号情况;;是否已销号
closedOn 销号日期|销号时间;;销号年月日
remark 备注;;其他`,
    groups: [
      "责任落实 leader=责任领导 department=责任部门 owner=责任人",
      "销号 closed=是否销号 closedOn=日期",
    ],
    outer: "整改 type measure deadline leader department owner",
  },
  "legal-review": {
    titles: "重大执法决定法制审核事项和标准目录清单|重大执法决定法制审核清单;;法制审核目录清单",
    columns: `category 行政执法大类|执法类别|执法大类;;行政行为类别
matter 具体执法决定事项|审核事项|具体事项|具体决定项目;;法制审核事项
standard 审核标准|标准|情形;;标准（情形）
documents 应提交材料|提交材料|应提交资料;;应当提交的材料
focus 审核重点|审核内容;;重点审核内容
basis 法律依据|依据|法定依据;;设定依据
handler 承办机构|承办科室;;承办处室
reviewer 审核机构|法制审核机构;;审核科室
days 审核时限（工作日）|审核时限;;审核期限
remark 备注;;说明`,
    groups: ["审核要求 standard=标准 documents=应提交材料 focus=审核重点 days=审核时限"],
  },
  discretion: {
    titles: "行政裁量权基准统计表|行政裁量权基准情况统计表;;裁量基准制定情况统计表",
    columns: `area 执法领域|领域;;所属领域
matter 事项名称|执法事项|事项;;行政执法事项名称
act 行为类型|行政行为类型;;行为种类
basis 法律依据|法定依据|依据;;设定依据
grades 裁量阶次数|裁量阶次|阶次;;裁量阶次数量
made 是否制定|是否制定基准;;是否已制定
number 文号|发文字号;;基准文号
maker 制定机关|制定单位;;发布机关
publishedOn 公布日期|公布时间;;发布日期
filedOn 备案日期|备案时间;;报备时间
superior 执行上级基准名称|上级基准名称;;执行的上级基准
remark 备注;;说明`,
    groups: ["基准制定情况 made=是否制定 number=文号 maker=制定机关 publishedOn=公布日期"],
  },
  "case-review": {
    titles: "行政处罚案卷评查标准|行政处罚案卷评查表;;案卷评查评分表",
    columns: `file 案卷名称|案件名称|案卷文号;;案卷题名
part 评查类别|评查项目|类别;;评查部分
item 评查内容|评查标准|评查要求;;评查要点
full 总分值|分值|标准分;;满分
standard 扣分标准|评分细则|扣分细则;;评分标准
score 得分|评查得分;;实得分
result 评查结果|结果;;评查意见
remark 备注;;扣分原因`,
    groups: ["评分 full=分值 standard=扣分标准 score=得分"],
  },
  "case-review-summary": {
    titles: "行政执法案卷评查情况汇总表|案卷评查情况统计表;;执法案卷自查情况汇总表",
    columns: `year 案卷年度|年度;;案件年度
kind 案卷类别|案卷类型|类别;;案卷种类
total 案卷总数|执法案卷总数|总卷数;;案卷数量
due 应查案卷数|应查数|应查;;应评查数
excellent 优秀|优秀案卷数;;优秀卷
qualified 合格|合格案卷数;;合格卷
unqualified 不合格|不合格案卷数;;不合格卷
checked 已查案卷数|已查|自查案卷数;;已评查数
share 自查占比|占比|自查比例;;评查比例
problems 主要问题|存在问题|存在的主要问题;;普遍性问题
remark 备注;;说明`,
    groups: [
      "评查结果（卷） excellent=优秀 qualified=合格 unqualified=不合格",
      "案卷（卷） total=案卷总数 due=应查 checked=已查",
    ],
  },
  "normative-documents": {
    titles: "规范性文件清理目录|规范性文件清理情况表;;行政规范性文件清理目录",
    columns: `name 文件名称|规范性文件名称|文件标题;;文件题目
number 文号|发文字号|文件编号;;发文号
maker 制定机关|制发机关|制定主体;;发文机关
drafter 起草单位|起草部门;;起草科室
publishedOn 公布日期|公布时间|印发日期;;发布日期
effectiveOn 施行日期|实施日期|施行时间;;生效日期
validity 有效期|有效期限;;有效期（年）
conclusion 清理结论|清理意见|结论;;清理结果
reason 修改内容或失效理由|理由|修改或失效理由;;清理理由
filed 是否已备案|是否备案|备案情况;;是否报备
comparison 平台比对结果|比对结果;;与平台比对情况
remark 备注;;说明`,
    groups: ["日期 publishedOn=公布日期 effectiveOn=施行日期", "清理 conclusion=清理结论 reason=理由"],
  },
  delegation: {
    titles: "执法委托情况统计表|委托执法情况统计表;;行政执法委托情况表",
    columns: `principal 委托机关|委托单位|委托执法机关;;委托方
agent 受委托组织|受委托单位|受托组织;;受托方
nature 组织性质|单位性质;;受托组织性质
matter 委托事项|委托执法事项;;委托的执法事项
powers 委托权限|权限;;委托的权限
basis 法定依据|法律依据|委托依据;;依据
signedOn 委托书签订日|签订日期|签订时间;;委托书签订时间
from 委托期限起|期限起;;委托开始日期
to 委托期限止|期限止;;委托结束日期
filedOn 备案日期|备案时间;;报备日期
published 是否公示|是否公告|公示情况;;是否公开
officers 执法人员数|人员数|执法人员数量;;执法人数
remark 备注;;说明`,
    groups: ["委托期限 from=起 to=止", "委托双方 principal=委托机关 agent=受委托组织"],
    outer: "委托内容 matter powers basis signedOn from to",
  },
  "case-entry": {
    titles: "行政执法监督平台案件录入情况|行政执法监督平台案件录入情况表;;执法监督平台案卷录入情况统计表",
    columns: `from 统计起日|起始日期;;统计开始日期
to 统计止日|截止日期;;统计截止日期
penalties 处罚案件数|行政处罚;;处罚件数
permits 许可案件数|行政许可;;许可件数
coercions 强制案件数|行政强制;;强制件数
inspections 检查案件数|行政检查;;检查件数
handled 办理案件数|案件总数;;办案总数
due 应录入数|应录入;;应录入件数
entered 已录入数|已录入;;已录入件数
rate 录入率;;平台录入率
reason 未录入原因|原因;;未录入的原因
bodies 执法主体数|主体数;;执法主体数量
officers 执法人员数|人员数;;在岗执法人员数
reviewers 法制审核人员数|审核人员数;;法审人员数
reviewerShare 审核人员占比|法制审核人员占比;;法审人员占比
remark 备注;;说明`,
    groups: [
      "办理案件数（件） penalties=行政处罚 permits=行政许可 coercions=行政强制 inspections=行政检查 handled=案件总数",
      "录入情况 due=应录入 entered=已录入 rate=录入率 reason=未录入原因",
    ],
    outer: "案件情况 penalties permits coercions inspections handled",
  },
  "business-environment": {
    titles: "法治化营商环境工作台账|法治化营商环境工作台账（月报）;;优化法治化营商环境任务台账",
    columns: `indicator 指标任务|指标/任务|任务|指标;;工作任务
measure 具体举措|工作举措|举措;;主要举措
lead 牵头单位|牵头科室|牵头部门;;牵头处室
responsible 责任单位|配合单位|责任部门;;参与单位
deadline 完成时限|时限|完成时间;;完成期限
progress 本月进展|进展情况|本月工作进展|工作进展;;当月进展情况
figures 量化数据|数据;;量化指标
difficulty 存在问题|困难问题;;存在困难
next 下月计划|下步打算|下步计划|下月工作计划;;下一步计划
state 工作状态|状态;;推进状态
evidence 佐证材料|佐证;;印证材料
remark 备注;;说明`,
    groups: ["推进情况 progress=本月进展 figures=量化数据 difficulty=存在问题 next=下月计划"],
  },
  "monthly-summary": {
    titles: "月总结台账|整治工作月总结台账;;专项整治月度总结台账",
    columns: `area 地区|地区/单位|地区（单位）;;市县
month 月份|统计月份|报送月份;;所属月份
nil 零报告|是否零报告|零报告标志;;是否为零报告
inaction 发现不作为问题数|执法不作为|不作为;;不作为问题数
misuse 发现乱作为问题数|执法乱作为|乱作为;;乱作为问题数
irregular 发现不规范不公正问题数|执法不规范、不公正|不规范不公正;;不规范不公正问题数
found 发现问题数|发现问题总数;;问题合计
corrected 已整改数|已整改问题数|解决问题数;;整改完成数
complaints 办结投诉举报数;;办结举报数
faults 纠正执法过错数|纠正执法过错行为数;;纠错数
examples 公布典型案例数|典型案例数;;公布案例数
systems 完善制度数|完善执法制度数;;健全制度数
models 宣传先进典型数|先进典型数;;宣传典型数
circulated 通报曝光数|通报数;;曝光数
accountable 问责人数|追责问责人数;;追责人数
practice 主要做法|工作开展情况;;经验做法
difficulty 存在问题|困难问题|存在的问题;;问题困难
next 下步打算|下步工作|下一步工作;;下步安排
remark 备注;;说明`,
    groups: ["发现问题（个） inaction=不作为 misuse=乱作为 irregular=不规范、不公正 found=发现问题总数"],
  },
  "training-hours": {
    titles: "行政执法人员培训学时统计表|执法人员培训学时统计表;;行政执法人员学法用法学时表",
    columns: `person 人员|姓名|执法人员;;参训人员
certificate 证号|执法证号|执法证件号;;执法证编号
publicHours 公共法律学时|公共法律知识学时|公共法律知识;;公共法律培训学时
tradeHours 业务学时|行业法律学时|行业法律知识学时|业务知识学时;;专业学时
skillHours 技能学时|业务技能学时;;技能培训学时
total 合计学时|合计|总学时;;累计学时
basis 达标口径|口径|学时要求;;考核口径
met 是否达标|达标情况;;达标与否
remark 备注;;说明`,
    groups: ["培训学时 publicHours=公共法律学时 tradeHours=业务学时 skillHours=技能学时 total=合计"],
  },
  contacts: {
    titles: "专项行动联系人表|专项行动联系人名单|联络员名单;;专项行动联络员信息表",
    columns: `unit 单位|单位名称;;所在单位
leader 分管领导;;分管负责人
contact 联系人|联络员|联系人姓名;;姓名
post 职务|职务职称;;职务（职级）
phone 联系电话|电话|联系方式;;手机号码
turn A/B角|AB角|是否A/B角;;A、B角
from 任职起|任职起始|任职时间;;任职开始时间
to 任职止|任职截止;;任职结束时间
remark 备注;;说明`,
    groups: ["联系人 contact=联系人姓名 post=职务 phone=电话", "任职 from=起 to=止"],
  },
  "own-inspection": {
    titles: "专项检查情况台账;;专项检查情况表",
    columns: `place 检查点位;;检查点位
month 检查月份;;检查月份
certificate 许可证号;;许可证号
households 检查户数;;检查户数
fine 罚款金额;;罚款金额
passRate 合格率;;合格率
means 检查方式;;检查方式
mended 是否整改;;是否整改
phone 联系电话;;联系电话
remark 备注;;备注`,
    groups: ["检查情况 households=检查户数 fine=罚款金额 passRate=合格率 means=检查方式"],
  },
};

/** What several forms add of their own; none is a column of ours. */
export const EXTRA_COLUMNS = {
  seen: ["领导批示", "佐证页码", "是否上会", "录入人", "分数排名", "核查意见"],
  apart: ["办公室意见", "汇总人核对", "原台账页码"],
};

/** Every form, built-in ledgers first. */
export const MESSY_FORMS: readonly Form[] = [...LEDGERS, ownLedger].map((definition) => {
  const { titles, columns, groups = [], outer } = FORMS[definition.code]!;
  const split = (words: string) => words.split(";;").map((part) => part.split("|")) as [string[], string[]?];
  const [outerTitle, ...outerKeys] = outer?.split(" ") ?? [];
  return {
    definition,
    titles: split(titles).flatMap((part) => part ?? []),
    columns: columns.split("\n").map((line) => {
      const [key, ...names] = line.split(" ");
      const [seen, apart = []] = split(names.join(" "));
      return { key: key!, seen, apart };
    }),
    groups: groups.map((line) => {
      const [title, ...rest] = line.split(" ");
      return {
        title: title!,
        columns: Object.fromEntries(rest.map((pair) => pair.split("=") as [string, string])),
      };
    }),
    ...(outerTitle && { outer: { title: outerTitle, keys: outerKeys } }),
  };
});
