// Reads what has to be handed in: documents and ledgers, by the words around them and the nouns that they end with.
import type { Attachments } from "./attachments.ts";
import { findDates } from "./dates.ts";
import type { DraftMaterial } from "./draft.ts";
import { handsOver } from "./handing.ts";
import { kindOf, PAPER, REFERENCE_ONLY, splitThings } from "./material-words.ts";
import { findSubject, namesAt } from "./parties.ts";
import { findRecurrences } from "./recurrences.ts";

const HANDING =
  "(?:书面|汇总|统一|及时|按时|如实|同步|一并|分别|逐级|一同|随时|按期|按要求|整理|加盖公章后?|经.{2,20}?(?:审核|签字|盖章)后?|以书面形式|以正式文件(?:形式)?|同时|按月|按季度?|按周)*(?:进行)?(?:报送|上报|报备|提交|反馈|报告(?![报送提上发交及和、并一])(?=[^，。；]{0,14}(?:局|办|厅|委|政府|中心|科|室|处|股|站|部门|单位|领导|组|队|指挥部|镇|街道))|(?<![举通汇填申情公上预海日周月季年简专])报(?![告表备刊])|(?<![移报抄遣运发寄呈输递派])送|交(?=[县镇市区乡局本我])|备案|抄送|传真|发送|推送|邮寄|呈报|呈送|补报|补交|递交|交办|向|完成|发|填报|交|录入|上传|通过)";

// Where the thing stands, by the words around it; the first that fits is taken.
const PLACES: RegExp[] = [
  /(?:[将把就]|^)([^，。；将把]{2,40}?(?:情况|工作|问题|成效))(?:认真|及时)?形成((?:书面|专题)?(?:总结|报告|材料|小结))/,
  /就([^，。；]{2,40}?)(?:形成|撰写|提交)([^，。；]{2,40}?)(?=连同|于|，|。|（|报|$)/,
  /对(?![象口外方策比照])([^，。；]{2,30}?情况)(?:[将要])?(?:及时)?(?:反馈|通报|报)/,
  new RegExp(
    `(?:将(?!于|在|会|对|要|由|组织|适时|开展|进一步|依法|纳入|联合|向)|把)((?:《[^》]*》|[^，。；《]){1,70}?)(?:（[^）]*）)?(?=于|在|以|按|${HANDING}|由|通过|(?:主要|分管)?(?:负责人|领导)?(?:签字|签名|盖章|加盖|扫描(?!件)|打印|装订))`,
  ),
  new RegExp(`就([^，。；]{2,40}?)(?=${HANDING})`),
  // 「科室总结及工作计划，请于某日前报某室」.
  /^([^，。；将把]{2,40}?)，(?=(?:请|须|应当?|务必|要|统一|均|于|在)*(?:报|交|送|发))/,
  /^([^，。；将把]{2,30}?(?:情况|数据|进展|进度|信息))(?:自|从|起|实行|调度|按)[^，]{0,12}，(?=于?(?:报送|上报|报))/,
  // 「排查结果经县级政府审定后，」.
  /(?:^|，)([^，。；将把]{2,30}?)(?:须|要|应)?经[^，。；]{2,24}?(?:审定|审核|审批|同意|签字|盖章|批准|确认|签发|研究)后?(?=，|于|$)/,
  /连同([^，。；]{2,30}?)(?=一并|一同|同时|于|报(?!告|表)|(?<![移报抄遣运发寄呈输递派])送|交(?![通流接]|办(?!公室)))/,
  /(?:并附|附上|附送|附)([^，。；]{2,40}?)(?=，|。|；|$)/,
  /(?:形成|编制|梳理|制定|填写|填报|填好|撰写|汇总|建立|整理|完善|提出(?!的)|提交)(?:和完善|完善|编制|填写|形成|调整|报送)?好?([^，。；]{2,50}?)(?=，|。|；|（|于|报(?!告|表)|送|并|$)/,
  /完成([^，。；]{2,30}?)(?=(?:制定|编制|修订|梳理|填报|整理|汇总)(?:，|。|；|$|工作|并))/,
  /确定([^，。；]{2,40}?)(?=于|，|报)/,
  /(?:报送|上报|提交|上传|录入|报)([^，。；（至给]{2,50}?)(?=至|到|给)/,
  /(?:报送|上报|提交|报告|反馈|报备|通报|申报|提供|(?<![月周季年日])报|(?<![提递移转上成外社])交(?![流通纳易由付代替叉接底往给办]))(?:至|给)?([^，。；（]{2,60})/,
  /(?:^|，|其中)([^，。；将]{2,40}?)(?=(?:同时|一并|另|分别|请|应当?|须|需|务必|随时|及时|按时|定期|如实|一律)*(?:于[^，。；]{2,20}?前)?(?:于[^，。；]{0,12}?)?(?:(?<![月周季年旬日简专])报(?![告表])|[上呈补]报|报送|书面报告|上传|录入(?=[至到进]|[^，。；]{0,16}(?:平台|系统))|告知|(?<![移报抄遣运发寄呈输递派])送|交(?![通流接]|办(?!公室))|发(?=[至到给送])))/,
];
// From this place on a name must end with a noun for papers.
const BARE_PLACES = 5;

/** The things a sentence hands in, named so that a person understands, with the annexes that give their form. */
export function findMaterials(
  norm: string,
  attachments: Attachments,
  recipient: string | null,
): DraftMaterial[] {
  const plain = bare(norm);
  const names = thingsByClause(plain, recipient);
  const things = names.length > 0 ? names : findThings(plain, recipient);
  const result: DraftMaterial[] = [...new Set(things)].map((name) => ({ kind: kindOf(name), name }));
  for (const one of result) {
    const no = formBehind(norm, one.name, attachments);
    if (no !== null) one.attachment = no;
  }
  return withAttachments(result, attachments.referred(withoutBases(norm)), attachments);
}

// 「整治情况（附件2）」: the annex right behind a thing is its form.
function formBehind(norm: string, name: string, attachments: Attachments): string | null {
  const at = norm.indexOf(name);
  if (at === -1) return null;
  const remark = /^[》”]?（(?:详?见)?“?附[件表][^（）]{0,8}）/.exec(norm.slice(at + name.length))?.[0];
  const numbers = remark === undefined ? [] : attachments.referred(remark);
  const title = numbers.length === 1 ? attachments.titleOf(numbers[0]!) : null;
  const isOther = norm[at - 1] === "《" && title !== null && !isSame(name, title);
  return numbers.length === 1 && !isOther ? numbers[0]! : null;
}

// What stands behind 对照, 按照 … is a basis, not handed in.
/** A text without the clauses' parts that only name a basis: 「对照问题清单（附件1）」. */
export function withoutBases(norm: string): string {
  return norm.replace(/(?:对照|根据|按照|参照|依据|依照)[^，。；（]{1,40}(?:（[^（）]{1,20}）)?/g, "");
}

// Each clause that hands over names its own thing; one that only says 连同 adds to the one filled in before.
function thingsByClause(plain: string, recipient: string | null): string[] {
  const clauses = withoutBases(plain).split("，");
  const result: string[] = [];
  for (const [order, clause] of clauses.entries()) {
    const isBare = /^报(?!送)[^，。；]{2,20}$/.test(clause) && PAPER.test(clause);
    if (!isBare && !handsOver(clause) && !/附《|^并?附(?:上|送)?(?!件)/.test(clause)) continue;
    const found = findThings(clause, recipient);
    if (/连同|一并/.test(clause) && result.length === 0 && order > 0 && !/[将把]/.test(clause))
      result.push(...findThings(clauses[order - 1]!, recipient));
    result.push(...found);
  }
  return result;
}

/** Gives ledgers their annex number, and adds those annexes that are forms to fill and not yet named. */
export function withAttachments(
  materials: readonly DraftMaterial[],
  numbers: readonly string[],
  attachments: Attachments,
): DraftMaterial[] {
  const result = materials.map((material) => ({ ...material }));
  const forms = numbers.filter((no) => !REFERENCE_ONLY.test(attachments.titleOf(no) ?? ""));
  const rest = forms.filter((no) => {
    if (result.some(({ attachment }) => attachment === no)) return false;
    const title = attachments.titleOf(no);
    const same = result.find(
      ({ name, attachment }) =>
        attachment === undefined &&
        title !== null &&
        isSame(name, title) &&
        forms.filter((other) => isSame(name, attachments.titleOf(other) ?? "")).length === 1,
    );
    if (same !== undefined) same.attachment = no;
    return same === undefined;
  });
  const ledgers = result.filter(({ kind, attachment }) => kind === "ledger" && attachment === undefined);
  if (rest.length === 1 && ledgers.length === 1) {
    ledgers[0]!.attachment = rest[0]!;
    return result;
  }
  if (rest.length === 0) return result;
  const generic = (name: string) => /^.{0,4}(?:清单|目录|台账|表)$/.test(name) && rest.length > 1;
  const kept = result.filter(
    ({ kind, name, attachment }) => attachment !== undefined || kind !== "ledger" || !generic(name),
  );
  for (const no of rest) {
    if (!kept.some(({ attachment }) => attachment === no))
      kept.push({ kind: "ledger", name: attachments.titleOf(no) ?? `附件${no}`, attachment: no });
  }
  return kept;
}

/** The number of the annex that bears a thing's whole name, or undefined. */
export function formTitled(name: string, attachments: Attachments): string | undefined {
  const bare = (text: string) => text.replace(/[“”《》〈〉<>]/g, "");
  const named = attachments.list.filter(({ title }) => title !== null && bare(title) === bare(name));
  return named.length === 1 && !REFERENCE_ONLY.test(name) ? named[0]!.no : undefined;
}

/** True where a thing's name and an annex's title mean one form. */
export function isSame(name: string, title: string): boolean {
  const [a, b] = [name, title].map((one) => one.replace(/[“”《》〈〉<>]/g, "")) as [string, string];
  return a === b || (a.length >= 3 && b.endsWith(a)) || (b.length >= 4 && a.endsWith(b));
}

// Without dates, repetitions and remarks, so that the words around a thing stand side by side.
function bare(norm: string): string {
  const spans = [
    // 「2025年工作计划」 keeps its year.
    ...findDates(norm, { year: 2000 }).filter(
      ({ role, text }) => role !== "aside" || !/^\d{4}年$/.test(text),
    ),
    ...findRecurrences(norm),
  ].map(({ index, length }) => [index, index + length] as const);
  let result = "";
  for (let at = 0; at < norm.length; at += 1)
    if (!spans.some(([from, to]) => at >= from && at < to)) result += norm[at];
  return result
    .replace(/（(?:详?见|附)[^（）]*）/g, "")
    .replace(/（(?![^（）]{1,6}）[一-龥])[^（）]*）/g, "")
    .replace(/(?:连同|和|及|、)?附件[\d、和及至—-]+/g, "")
    .replace(/的?(?:时间|时限|期限|日期)(?:为|是|：)?(?=，|。|；|$)/g, "")
    .replace(/一式[一二两三四五六七八九十\d]{1,2}份/g, "")
    .replace(/(?:一|1)[次份]/g, "")
    .replace(/^[，、]/, "");
}

function findThings(plain: string, recipient: string | null): string[] {
  for (const [order, place] of PLACES.entries()) {
    for (const match of plain.matchAll(new RegExp(place.source, "g"))) {
      const joined = match[2] !== undefined ? `${match[1]!}${match[2]}` : match[1]!;
      const name = tidy(joined, recipient);
      if (name === null || (recipient !== null && name.endsWith(recipient))) continue;
      const written = /书面(?:报|上报|报送)/.test(plain) && /情况$/.test(name) ? `${name}书面报告` : name;
      if (order >= BARE_PLACES && !PAPER.test(written) && !/《.+》$/.test(written)) continue;
      // 「上半年总结请于7月5日前、全年总结请于1月5日前」 names two.
      return written.split(/(?:请|应当?|须|要)?于、/).flatMap(splitThings);
    }
  }
  return [];
}

function tidy(raw: string, recipient: string | null): string | null {
  let name = raw
    .replace(/^的/, "")
    .replace(/[于在的]$/, "")
    .replace(/^经[^，。；《]{2,20}?(?:后的|的)/, "")
    .replace(/^(?:上述|以上|前述)(?=[一-龥]{3,})/, "");
  const subject = findSubject(name);
  if (
    subject !== null &&
    subject.end < name.length &&
    subject.names[0]!.length > 2 &&
    namesAt(name, 0) !== null &&
    !/^[的、]/.test(name.slice(subject.end))
  )
    name = name.slice(subject.end).replace(/^(?:要|应|将|须|需|对|就|把)+/, "");
  name = name
    .replace(
      /^(?:本(?:单位|部门|地区|辖区|级|部门本单位|行业|系统)|各自|每|我局|上月|当月|上一?季度|上一?年度?|上周|本周|本月|本季度|当日|其)的?/,
      "",
    )
    .replace(
      /(?:以|并|后|要|经|由|统一|进行|完成整理|整理完成|汇总后?|电子版|书面|逐级|完成|完整|等|等材料|以正式文件|同时|一并|以及)+$/,
      "",
    )
    .replace(/[（(][^）)]*$/, "")
    .replace(
      /(?:不少于|至少)?[\d一二三四五六七八九十]+(?:[-—~至][\d一二三四五六七八九十]+)?[个篇份件条例张]$/,
      "",
    );
  if (recipient !== null)
    name = name.replace(new RegExp(`向${recipient.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}.*$`), "");
  if (name.length < 2 || name.length > 60) return null;
  name = name.replace(/^(?:签订|制定|形成|梳理|填写|填报|编制|整理|收集)(?:好|完成)?的/, "");
  if (
    /^(?:送|至|给|到|要求|制度|工作$|严格|落实(?!措施|情况|方案)|开展|组织|继续|进一步|认真|会同|联合(?!执法|检查|惩戒|整治)|通过|采取|根据|对|予以|按|均|以上|上述)/.test(
      name,
    )
  )
    return null;
  return name;
}
