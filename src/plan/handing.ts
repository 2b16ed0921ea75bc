// Tells whether a sentence hands something over, and to whom.
import { PAPER } from "./material-words.ts";
import { NO_INSIDE, NOT_A_NAME, SUFFIX } from "./name-words.ts";
import { type KnownNames, namesAt } from "./parties.ts";

// 报, 送 and 交 stand in many words (月报, 输送, 交通); alone they hand over only where a name follows.
const HANDS =
  /呈报|呈送|补报|补交|递交|函告|专报(?![呈上报送])(?=[^，。；]{1,14}(?:政府|局|委|厅|办|党组|领导))|(?<![印转下分颁核补开爆突自激引触首签制研])发(?!改|展|动|扬|挥)(?=[^，。；现生放布展给送至到]{2,16}?(?:邮箱|群|办公室|[科股处室办局]))|报齐|报全|交齐|提供(?=[^，。；]{0,20}(?:材料|文档|资料|数据|清单|名单|报告|信息))|(?<![印转下分颁核补])发给(?!你们|大家|各)|传给|寄给|转给|(?:交办|移交)(?:至|到|给)|(?:通报|告知|移送|移交)(?=[^，。；]{2,20}(?:[局办厅委科室处股站所队]|机关|部门|政府|单位|中心))|报送至|报送到|报送给|报送|上报至|上报到|上报|汇总报|报告(?!单位|主体|制度|机制|人)给?|报备|提交至?给?|(?<!不)反馈至?给?|报至|报到|报给|发送至|发送到|传真至|传至|推送至|邮寄至|寄至|发至|寄送至|交至|送至|送交|(?<![举通填申情公上预海零呈警专简快]|(?<![次当每按逐底])[日周季年])报(?![告送备纸刊道名警表酬销废复请批到至给]|案(?!件))|(?<![报移抄遣运发寄呈输递派])送(?![达检审医教货])|(?<![提递移转上成外社])交(?![通流纳易由付代替叉接底往给]|办(?!公室))/g;
const TOWARD = /(?<![方去走导趋倾志])向(?!阳)/g;
const TELLS =
  /^[^，。；]{0,24}?(?:专报|申请|报送|报告|上报|报备|备案|提交|反馈|汇报|递交|通报|申报|移交|提出|作出|报)/;
const STOP =
  /[，。；：（）！]|汇总(?!科|股|处|室)|备案|审核(?!科|股|处|室|中心)|审查(?!科|股|处|室|中心)|审定|审批(?!局|服务|大厅|科|股|处|中心)|存档|进行|统一(?!战线)|邮箱|电子邮|公务邮|研究(?!院|所|室|中心)|同意|并|后(?!勤|方|备)|备查|留存|复查|复核|查验|核实|核准|批准|批复|归档|把关|会签|销号|登记(?!中心|局|科|处)|指定|及时|分别|和(?=[^，。；]{0,4}邮箱)/;
const OWN = /^(?:我|本)(?:局|厅|委|办|院|中心|部|处|单位|机关)/;
const LEADERS =
  /(?:分管|主要|包联|带班|局|厅|委|县|市|区|镇|旗|政府|党委|党组|有关)(?:局|县|区|市|镇|旗|州|盟|省|厅|校|院|政府|党委|党组)?(?:主要|分管)?(?:领导|副?(?:市长|县长|区长|局长|镇长|乡长|主任|秘书长|厅长|书记)|总?(?:林长|河长|湖长|路长|田长))$/;
// What makes 报送 a noun: 「报送工作」「报送时间」.
const NOUN =
  /^(?:制度|机制|工作(?![总情台汇进小简动方计报要月季年信])|不及时|系统|渠道|的|时间|时限|程序|要求|、|质量|途径|事项|单位|内容(?!材)|路径|流程|范围|口径|及时|频次)/;

// 「28日前报月度报告」「12日前反馈意见」: a day in front makes it a deed.
const DATED = /(?:[日号底末午时分点半班天周旬初]|\d{2})[之以]?前$|以?内$/;

/** To whom a sentence hands something, as the text writes it, or null. */
export function findRecipient(sentence: string, known: KnownNames = []): string | null {
  const norm = hideBrackets(sentence);
  return recipientIn(norm, known)?.replace(/［/g, "（").replace(/］/g, "）") ?? null;
}

// 「乡镇（街道）应急办」 is one name: its brackets must not stop the reading.
function hideBrackets(sentence: string): string {
  return sentence
    .replace(/（([^（）]{1,8})）(?=[一-龥]{1,12})/g, "［$1］")
    .replace(/(?<=[镇乡村县区市委局办])（((?:街道|社区|局|委|乡|镇|市|区|县|旗|、){1,8})）/g, "［$1］");
}

function recipientIn(norm: string, known: KnownNames): string | null {
  if (/逐级(?:汇总|审核)?(?:后)?(?:上报|报送|报|汇总)/.test(norm)) return "逐级上报";
  for (const match of norm.matchAll(TOWARD)) {
    const rest = norm.slice(match.index + 1);
    const name = namesAt(rest, 0, known);
    if (name !== null && TELLS.test(rest.slice(name.end))) return ownPart(rest.slice(0, name.end));
    const leader = /^[^，。；]{2,14}?(?=报备|报告|汇报|请假|说明)/.exec(rest)?.[0] ?? "";
    if (LEADERS.test(leader)) return leader;
  }
  const kept = /到([^，。；到在]{3,24}?)(?:备案|登记|报备)/.exec(norm)?.[1];
  const keeper = kept === undefined ? null : nameIn(kept, known);
  if (keeper !== null) return keeper;
  for (const match of norm.matchAll(
    /(?:报送|上报|提交|反馈|汇总|发送|上传|录入|报|送|交|发|传|交办)[^，。；]{2,40}?[至到给]([^，。；（至到给]{2,30})/g,
  )) {
    const name = nameIn(match[1]!, known);
    if (name !== null) return name;
  }
  for (const match of norm.matchAll(HANDS)) {
    const name = nameIn(norm.slice(match.index + match[0].length), known);
    if (name !== null) return name;
  }
  return null;
}

function nameIn(rest: string, known: KnownNames): string | null {
  return wholeName(rest.slice(0, STOP.exec(rest)?.index ?? rest.length), known);
}

function wholeName(chunk: string, known: KnownNames): string | null {
  const text = chunk
    .replace(/^(?:至|到|给|于|各自|经|由)+/, "")
    .replace(/(?:处|那里|这里)?$/, (found) => (found === "处" ? found : ""));
  if (text.length < 2 || text.length > 40 || /^[报送]/.test(text)) return null;
  const ends =
    new RegExp(`${SUFFIX}(?:［[^］]{1,8}］)?(?:\\d{1,4}室?)?$`).test(text) ||
    LEADERS.test(text) ||
    /(?:平台|系统)$/.test(text);
  if (NOT_A_NAME.test(text) || NO_INSIDE.test(text) || /^[和及与]/.test(text)) return null;
  if (!ends || /[至]|情况/.test(text)) return ends ? null : nameBefore(text, known);
  return ownPart(text);
}

// 「我局法规室」 is the 法规室.
function ownPart(name: string): string {
  return name.replace(OWN, "") || name;
}

// 「办公室小李」, 「应急办李工处」: the unit in which somebody takes it.
const PERSON_OF =
  /^([一-龥]{0,10}(?:办公室|办|室|科|股|局|所|站|中心))(?:小[一-龥]|老[一-龥]|[一-龥](?:姐|哥|工|老师|主任|科长|股长)处?)$/;
// 「报某局养老处邮箱」 and 「报某局张某」: the name that stands at the front.
function nameBefore(text: string, known: KnownNames): string | null {
  const person = PERSON_OF.exec(text)?.[1];
  if (person !== undefined) return ownPart(person);
  const found = namesAt(text, 0, known);
  if (found === null || /[将把至]|情况|的/.test(text.slice(0, found.end))) return null;
  return ownPart(text.slice(0, found.end));
}

/** A clause's words from where it hands something over: 「报送某局」 of 「将总结报送某局」; all of it where it does not. */
export function handingPart(clause: string): string {
  const thing = clause.search(/[将把]/);
  for (const match of clause.matchAll(HANDS)) if (match.index > thing) return clause.slice(match.index);
  return clause;
}

/** True where a sentence hands something over (报送、报、上报、反馈、备案 …). */
export function handsOver(sentence: string, known: KnownNames = []): boolean {
  const norm = hideBrackets(sentence);
  if (/(?:向|到|报|送)[^，。；]{2,24}备案|进行备案|逐级(?:汇总)?(?:上报|报送)|书面报/.test(norm)) return true;
  if (/(?:及时|立即|第一时间|随时)(?:书面|电话)?告知/.test(norm)) return true;
  if (
    /向[^，。；]{2,24}?(?:专报|通报|汇报(?!材料|会)|申请(?!人|书|表)|提出[^，。；]{0,12}申请|移交|报备|申报)/.test(
      norm,
    )
  )
    return true;
  for (const match of norm.matchAll(HANDS)) {
    const word = match[0];
    const before = norm.slice(0, match.index);
    const rest = norm.slice(match.index + word.length);
    if (/^(?:通报|告知|移送|移交$|发$)/.test(word)) {
      if (nameIn(rest, known) !== null) return true;
      continue;
    }
    if (/^(?:报告|反馈|提交)/.test(word)) {
      // 「形成报告」「年度报告」 is a thing; 「立即报告」「向…报告」 is a deed.
      const isUrged =
        /(?:立即|及时|当日|当天|即时|即刻|第一时间|随时|以?内|每[日天周月旬年]|每季度?|每半[年月]|向[^，。；]{2,20})(?:电话|书面|口头|如实)?$/.test(
          before,
        );
      if (word.startsWith("报告") && !isUrged && nameIn(rest, known) === null) continue;
      if (
        /^(?:反馈|提交)/.test(word) &&
        !DATED.test(before) &&
        /^(?:意见|机制|渠道|问题|等|的|制度|、)/.test(rest)
      )
        continue;
      return true;
    }
    if (/^[报送交]$/.test(word)) {
      const isSpan = /(?<![按逐每])月$/.test(before);
      const thing = rest.slice(0, /[，。；（至到给]/.exec(rest)?.index ?? rest.length);
      if (DATED.test(before) && PAPER.test(thing)) return true;
      if (!isSpan && nameIn(rest, known) !== null) return true;
      continue;
    }
    if (!NOUN.test(rest)) return true;
  }
  return false;
}
