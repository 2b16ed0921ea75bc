// What the sandbox's page suggests: words for each role, and ten steps through a whole campaign.
import type { Role } from "../domain/roles.ts";

/** Words on the buttons above the sandbox's input, for whoever holds a role, most useful first. */
export const SUGGESTED_WORDS: Record<Role | "group", string[]> = {
  coordinator: ["/发布", "/审核", "/催办", "/回执", "/台账", "/导出", "/整改", "/通报", "/停止收件", "/报送"],
  contact: ["/报送", "/我的", "/零报告", "/收到", "/延期", "/整改", "/会商"],
  head: ["/审签", "/销号", "还有谁没交"],
  deputy: ["各单位报得怎么样了", "还有谁没交", "/延期"],
  director: ["各单位报得怎么样了", "还有谁没交", "自查发现多少问题"],
  auditor: ["还有谁没交"],
  group: ["/进度", "还有谁没交"],
};

/** One thing to try. `who` is chosen (in a group if `group`), then `say` is said or `act` is done. */
export interface GuideStep {
  title: string;
  detail: string;
  who?: string;
  group?: string;
  say?: string;
  act?: "import-demo-plan" | "next-due";
  label: string;
}

/** The ten steps, in order; people are those of the demo bureau. */
export const GUIDE_STEPS: readonly GuideStep[] = [
  {
    title: "发方案",
    detail: "牵头科室把方案发给机器人，机器人列出各阶段、报送事项和存疑之处。",
    who: "zhou-wen",
    act: "import-demo-plan",
    label: "以周雯的身份导入示例方案",
  },
  {
    title: "核对",
    detail: "点卡片上的“去确认”，在网页里对照原文，把没写明的补上；没补的先不派下去。",
    who: "zhou-wen",
    label: "看周雯的会话",
  },
  {
    title: "发布",
    detail: "一张卡片告知每个单位该报什么、何时报。",
    who: "zhou-wen",
    say: "/发布",
    label: "周雯发送 /发布",
  },
  {
    title: "收到",
    detail: "换成危化室的张磊，在卡片上点“收到”，牵头科室看得到谁还没看。",
    who: "zhang-lei",
    label: "看张磊的会话",
  },
  {
    title: "提醒",
    detail: "把时钟拨到下一次提醒。只提醒还没报的人，一人一天一条；群里只报数字。",
    act: "next-due",
    label: "拨到下一次提醒",
  },
  {
    title: "报送",
    detail:
      "点要报的一项。网页填、聊天里一问一答逐项填、按格式填、表格填好发回来，都行；来不及的用 /延期 申请。",
    who: "zhang-lei",
    say: "/报送",
    label: "张磊发送 /报送",
  },
  {
    title: "零报告",
    detail: "李娜是两个单位的联系人，先选以哪个单位的名义。",
    who: "li-na",
    say: "/零报告",
    label: "李娜发送 /零报告",
  },
  {
    title: "审核",
    detail:
      "有单位报来以后，可以通过，也可以写明理由退回补正；退回的内容原样还给单位。纸质收到的用 /线下收件 登记，代办用 /代填，不用报的用 /免报。",
    who: "zhou-wen",
    say: "/审核",
    label: "周雯发送 /审核",
  },
  {
    title: "问进度",
    detail: "局长直接问。再到群里问同一句：群里只说数字，名单只给本人。",
    who: "lin-guodong",
    say: "各单位报得怎么样了",
    label: "林国栋问进度",
  },
  {
    title: "导出台账",
    detail:
      "各单位的条目合成一张表，格式与附件一致。问题用 /整改、/销号 跟到底，/通报 起草送审稿，/会商 请几家一起商量。",
    who: "zhou-wen",
    say: "/台账",
    label: "周雯发送 /台账",
  },
];
