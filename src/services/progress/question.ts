// The plain questions a leader asks: recognised by what they ask, never by a word that merely occurs in a sentence.
import { toHalfWidth } from "../../domain/text.ts";

/** What is asked: who is missing, what was found, or how things stand; `topic` is what it is asked about, if anything. */
export interface Question {
  kind: "missing" | "problems" | "overall";
  topic: string;
}

const LONGEST = 30;

const ASKING =
  "请问|问一下|问下|我?想(?:知道|了解|问|看|问问)(?:一下|下)?|麻烦|帮(?:我|忙)|请|(?:看看|看一下|看下|查查|查一下|查下|查(?![出到摆])|说说|说一下|讲讲|汇报一下|汇报下|汇报|统计一下|统计下)|告诉我|给我";
const WHEN =
  "现在|目前|当前|今天|今日|本月|这个月|本周|到(?:现在|目前|今天)(?:为止)?|截[至止](?:目前|现在|今天)?|那么|那|嗯|对了|小报|机器人|报送机器人";
const LEAD = new RegExp(`^(?:${ASKING}|${WHEN}|[,、:\\s])+`);
const TAIL = /(?:[?!。.~…\s]|呢|啊|呀|哦|啦|哈|谢谢|一下|来着)+$/;

const WHO =
  "(?:谁|哪些(?:单位|科室|处室|室|部门|人|家)?|哪(?:几)?(?:家|个)?(?:单位|科室|室|部门)?|(?:多少|几)(?:家|个)?(?:单位|科室|室|部门)?)";
const UNITS =
  "(?:各|所有|全部|这些|下面各|局属各|其他|其它)?(?:单位|科室|业务室|处室|室|部门|大家|他们|下面|各家)(?:们)?";
const STILL = "(?:都|还|仍|还是|到底|究竟|现在|目前|已经|已|总共|一共|共|总|是|有|还有)*";
const NOT = "(?:没有?|未|尚未|还没有?)";
const HAND =
  "(?:按时|及时)?(?:报送|上报|填报|报来|报上来|报齐|报完|报|提交|交上来|交来|交齐|交完|交|填完|填|送来|送)";
const STUFF = "(?:材料|台账|清单|报告|表|数据|上来|情况)?";
const HOW = "(?:怎么样|怎样|怎么着|咋样|如何|什么样|啥样|到(?:哪(?:儿|里|一步|步)?|什么程度|几成))";
const MANY = "(?:多少|几|哪些|什么|啥|哪几)(?:个|条|项|类|种|件|方面)?";
const END = "(?:了|的|吗|么|嘛|吧|是谁)*";

const MISSING = [
  `${STILL}${WHO}${STILL}${NOT}${HAND}${STUFF}${END}`,
  `${STILL}${NOT}${HAND}${STUFF}的(?:单位|科室|部门|室)?${STILL}(?:${WHO}|名单)?`,
  `${NOT}${HAND}(?:单位|科室|部门|名单|情况)(?:名单)?${STILL}(?:${WHO})?`,
  `${STILL}(?:差|缺|欠)${WHO}(?:${NOT}${HAND})?${STUFF}${END}`,
  `${WHO}${STILL}(?:逾期|迟报|超期|拖着|欠着|欠报)(?:未报|${NOT}${HAND})?${END}`,
  `逾期(?:未报|未交)的?(?:单位)?${STILL}${WHO}`,
];

const FOUND =
  "(?:自查自纠|自查|排查|检查)?(?:发现|查出来?|查摆出?|查摆|排查出?|查到|找出|自查出|登记|报上来|报了)(?:了|出|的|出来)*";
const PROBLEMS = [
  `${STILL}(?:自查自纠|自查|排查|检查)?${STILL}${FOUND}${STILL}${MANY}(?:突出|的)*问题${END}`,
  `${STILL}(?:自查自纠|自查|排查|检查)?${STILL}多少(?:个|条|项)?(?:突出)?问题${END}`,
  `${STILL}(?:${FOUND}|自查|突出)的?(?:突出)?问题${STILL}${MANY}${END}`,
  `(?:自查|突出|发现的|自查发现的?)?问题(?:的)?(?:整改|销号|自查|排查)?(?:得|的)?(?:情况|进展|进度)?(?:是)?${HOW}${END}`,
  `(?:自查|突出|发现的|自查发现的?)?问题(?:的)?(?:整改|销号)(?:的)?(?:情况|进展|进度|了${MANY})`,
  `${STILL}(?:整改|销号)(?:完成|完)?(?:了)?${MANY}(?:问题)?${END}`,
  `${STILL}${MANY}问题${STILL}(?:${NOT})?(?:整改|销号)(?:到位|完成|完)?${END}`,
  `${STILL}(?:自查自纠|自查|排查)(?:发现|查出)(?:了)?(?:什么|哪些|啥)?(?:突出)?问题(?:没有|没|吗|么|了吗)`,
  `(?:整改|销号)(?:得|的)?(?:情况|进展|进度)?${HOW}${END}`,
];

const SUBJECT = `(?:${UNITS}|材料|台账|清单|报告|专项行动|行动|工作)?(?:的)?`;
const OVERALL = [
  `${SUBJECT}${STILL}${HAND}${STUFF}(?:得|的)?(?:情况|进度|进展)?${STILL}${HOW}${END}`,
  `${SUBJECT}${STILL}(?:总体|整体|报送|上报|填报|工作|完成|推进|开展|进行|情况|进度|进展)+(?:得|的)?(?:情况|进度|进展)?(?:是)?${HOW}${END}`,
  `(?:各单位|各科室|各室|各部门|各家|大家|下面)${STILL}${HOW}${END}`,
  `${SUBJECT}(?:总体|整体|报送|上报|填报|工作)(?:情况|进度|进展)`,
  `${STILL}(?:收到|收|${HAND})(?:了|齐了|来|上来|到)*(?:多少|几|哪些|哪几)(?:家|个|份|项|单位|科室|部门|室|成)*${END}`,
  `${STILL}(?:多少|几|哪些|哪几)(?:家|个)?(?:单位|科室|部门|室)?${STILL}(?:收到|收|${HAND})${STUFF}${END}`,
  `${STILL}谁${STILL}${HAND}了${END}`,
  `${SUBJECT}${STILL}(?:全部|全)?(?:收|${HAND})(?:齐|全|完|上来|来)*${STUFF}了?(?:没有|没|吗|么|嘛|没啊)`,
  `(?:${WHO}|${STILL}(?:多少|几)(?:家|个)?)?${STILL}零报告${STILL}(?:${WHO})?${END}`,
];

const asked = (cores: readonly string[]) => cores.map((core) => new RegExp(`^(?:${core})$`));
const KINDS = [
  ["missing", asked(MISSING)],
  ["problems", asked(PROBLEMS)],
  ["overall", asked(OVERALL)],
] as const;

// 「X还有谁没交」: what stands before a question is what it is about, unless it is a sentence of its own.
const NO_TOPIC =
  /[我你您他她它咱不别,。;:!?、/]|知道|通知|告诉|如果|怎么|请|就|才|要是|是否|因为|所以|请问|想问/;
const LONGEST_TOPIC = 14;

/** What a leader's plain question asks for, or null where the words are something else. */
export function readQuestion(text: string): Question | null {
  if (text.includes("\n")) return null;
  const words = toHalfWidth(text)
    .replace(/[“”"「」《》\s]/g, "")
    .replace(TAIL, "")
    .replace(LEAD, "");
  const characters = [...words];
  if (characters.length < 2 || characters.length > LONGEST) return null;
  for (let at = 0; at <= Math.min(LONGEST_TOPIC, characters.length - 2); at++) {
    const topic = characters.slice(0, at).join("");
    if (NO_TOPIC.test(topic)) return null;
    const rest = characters.slice(at).join("");
    const kind = KINDS.find(([, cores]) => cores.some((core) => core.test(rest)))?.[0];
    if (kind) return { kind, topic };
  }
  return null;
}
