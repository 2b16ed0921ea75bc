// The invented bureau that the sandbox and the demo start with. No name here belongs to anybody.
import type { Roster } from "../src/services/roster-content.ts";

/** Its name and code. */
export const DEMO_ORG = { code: "yunchuan-yingji", name: "云川区应急管理局", headPost: "局长" };

/** The one group chat. */
export const DEMO_GROUP = { chatId: "group-all", name: "云川应急·专项行动联络群" };

/** Four 业务室, the lead unit (not one of them), the brigade, the bureau itself, and the people in them. */
export const DEMO_ROSTER: Roster = {
  units: [
    {
      code: "ju",
      name: "云川区应急管理局",
      aliases: ["我局", "本局", "区应急局", "区应急管理局", "应急管理局", "局机关"],
      kind: "bureau",
      members: [],
    },
    {
      code: "fagui",
      name: "政策法规宣传和规划科技室",
      aliases: ["法规室", "政策法规室"],
      kind: "office",
      members: [],
    },
    {
      code: "weihua",
      name: "危险化学品监督管理室",
      aliases: ["危化室"],
      kind: "office",
      members: [],
    },
    { code: "anji", name: "安全基础室", aliases: ["基础室"], kind: "office", members: [] },
    { code: "zonghe", name: "综合协调室", aliases: ["综合室"], kind: "office", members: [] },
    { code: "fangzai", name: "防灾减灾室", aliases: ["防灾室"], kind: "office", members: [] },
    {
      code: "dadui",
      name: "云川区应急管理综合行政执法大队",
      aliases: ["执法大队", "区应急管理综合行政执法大队", "应急管理综合行政执法大队", "大队"],
      kind: "office",
      members: [],
    },
    {
      code: "yewushi",
      name: "各业务室",
      aliases: ["局属各业务室", "各业务科室"],
      kind: "group",
      members: ["weihua", "anji", "zonghe", "fangzai"],
    },
  ],
  people: [
    { id: "lin-guodong", name: "林国栋", posts: [{ unit: "ju", role: "director" }] },
    { id: "su-min", name: "苏敏", posts: [{ unit: "fagui", role: "deputy" }] },
    {
      id: "han-zhiyuan",
      name: "韩志远",
      posts: (["weihua", "anji", "zonghe", "fangzai", "dadui"] as const).map((unit) => ({
        unit,
        role: "deputy" as const,
      })),
    },
    {
      id: "zhou-wen",
      name: "周雯",
      posts: [
        { unit: "fagui", role: "coordinator" },
        { unit: "fagui", role: "contact", rank: "A" },
      ],
    },
    { id: "he-yun", name: "何云", posts: [{ unit: "fagui", role: "head" }] },
    { id: "qin-yue", name: "秦悦", posts: [{ unit: "fagui", role: "contact", rank: "B" }] },
    { id: "zhang-lei", name: "张磊", posts: [{ unit: "weihua", role: "contact", rank: "A" }] },
    { id: "tang-jing", name: "唐静", posts: [{ unit: "weihua", role: "contact", rank: "B" }] },
    { id: "gu-jianhua", name: "顾建华", posts: [{ unit: "weihua", role: "head" }] },
    {
      id: "li-na",
      name: "李娜",
      posts: [
        { unit: "anji", role: "contact", rank: "A" },
        { unit: "zonghe", role: "contact", rank: "B" },
      ],
    },
    { id: "ma-chao", name: "马超然", posts: [{ unit: "anji", role: "contact", rank: "B" }] },
    { id: "wei-dong", name: "魏东升", posts: [{ unit: "anji", role: "head" }] },
    { id: "wu-xia", name: "吴霞", posts: [{ unit: "zonghe", role: "contact", rank: "A" }] },
    { id: "xu-peng", name: "许鹏", posts: [{ unit: "zonghe", role: "head" }] },
    { id: "deng-fei", name: "邓飞", posts: [{ unit: "fangzai", role: "contact", rank: "A" }] },
    { id: "yao-lan", name: "姚岚", posts: [{ unit: "fangzai", role: "contact", rank: "B" }] },
    { id: "shen-tao", name: "沈涛", posts: [{ unit: "fangzai", role: "head" }] },
    { id: "luo-qiang", name: "罗强", posts: [{ unit: "dadui", role: "contact", rank: "A" }] },
    { id: "bai-xue", name: "白雪松", posts: [{ unit: "dadui", role: "contact", rank: "B" }] },
    { id: "ding-yi", name: "丁毅", posts: [{ unit: "dadui", role: "head" }] },
  ],
};
