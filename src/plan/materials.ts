// Reads what has to be handed in: documents and ledgers, by the nouns that such things end with.
import type { Attachments } from "./attachments.ts";
import { findDates } from "./dates.ts";
import type { DraftMaterial } from "./draft.ts";
import { findSubject, namesAt } from "./parties.ts";
import { findRecurrences } from "./recurrences.ts";

const LEDGER =
  /(?:台账|清单|目录|汇总表|统计表|一览表|登记表|进度表|信息表|情况表|自查表|明细表|花名册|表)”?(?:（[^）]*）)?$/;
const PAPER =
  /(?:台账|清单|目录|表|报告|方案|总结|计划|材料|名单|情况|信息|数据|意见|建议|文件|文本|标准|结果|图片|照片|影像|简报|案例|案卷|委托书|责任书|承诺书|档案|联系人|联系电话|联系方式|联络员|人员|资料|小结|内容|问题|进展|成效|做法|经验|指标|动态|预案|制度|办法|细则)”?(?:（[^）]*）)?$/;
const REFERENCE_ONLY =
  /(?:标准|制度|办法|方案|规定|指南|细则|要点|通知|规范|意见|职责|成员|说明)(?:（[^）]*）)?$/;

/** The names of things in a list such as 「工作方案和问题台账」; one name where the parts are no things on their own. */
export function splitThings(list: string): string[] {
  const parts = list
    .split(/连同|以及|、|和|及|与|暨/)
    .map((part) => part.replace(/^(?:本(?:单位|部门|地区|辖区|级)|各自)的?/, "").trim())
    .filter((part) => part !== "");
  const ends = parts.filter((part) => PAPER.test(part) && part.length >= 2);
  const vague = /^(?:情况|问题|结果|内容|意见|建议|联系电话|联系方式|联系人|成效|做法|经验|人员)$/;
  return parts.length > 1 &&
    ends.length === parts.length &&
    !parts.some((part) => vague.test(part)) &&
    !/联系(?:电话|方式|人)/.test(list)
    ? parts
    : [list];
}

/** The kind of a thing by its name. */
export function kindOf(name: string): DraftMaterial["kind"] {
  return LEDGER.test(name) ? "ledger" : "document";
}

const HANDING =
  "(?:书面|汇总|统一|及时|按时|如实|同步|一并|分别|逐级|一同|随时|按期|按要求|整理|加盖公章后?|经.{2,20}?(?:审核|签字|盖章)后?|以书面形式|以正式文件)*(?:进行)?(?:报送|上报|报备|提交|反馈|报告(?![报送提上于和及、并交，。；一])|报(?![告表备刊])|送|备案|抄送|向|完成|发|填报|交|录入|上传)";

// Where the thing stands, by the words around it; the first that fits is taken.
const PLACES: RegExp[] = [
  /(?:[将把就]|^)([^，。；将把]{2,40}?(?:情况|工作|问题|成效))(?:认真|及时)?形成((?:书面|专题)?(?:总结|报告|材料|小结))/,
  /就([^，。；]{2,40}?)(?:形成|撰写|提交)([^，。；]{2,40}?)(?=连同|于|，|。|（|报|$)/,
  /对([^，。；]{2,30}?情况)(?:[将要])?(?:及时)?(?:反馈|通报|报)/,
  new RegExp(`[将把]([^，。；]{2,70}?)(?:（[^）]*）)?(?=于|在|以|按|${HANDING}|由|通过)`),
  new RegExp(`就([^，。；]{2,40}?)(?=${HANDING})`),
  /(?:形成|编制|梳理|制定|填写|填报|撰写|汇总|建立|整理|完善)(?:和完善|完善|编制|填写|形成|调整)?好?([^，。；]{2,50}?)(?=，|。|；|（|于|报(?!告|表)|送|$)/,
  /确定([^，。；]{2,40}?)(?=于|，|报)/,
  /(?:报送|上报|提交|报)([^，。；（至]{2,50}?)(?=至)/,
  /(?:报送|上报|提交|报告|反馈|报备|报)(?:至|给)?([^，。；（]{2,60})/,
  /([^，。；]{2,40}?)(?=于.{2,20}前?.{0,6}(?:报|送))/,
];

/** The things a sentence hands in, named so that a person understands, with the annexes that give their form. */
export function findMaterials(
  norm: string,
  attachments: Attachments,
  recipient: string | null,
): DraftMaterial[] {
  const numbers = attachments.referred(norm);
  const named = /(?:报送|报备|上报|提交|报)(?:[^，。；《]{0,4})《([^》]{2,40})》/.exec(norm)?.[1];
  const things = named === undefined ? findThings(bare(norm), recipient) : [named];
  const result: DraftMaterial[] = things.map((name) => ({ kind: kindOf(name), name }));
  return withAttachments(result, numbers, attachments);
}

/** Gives ledgers their annex number, and adds those annexes that are forms to fill and not yet named. */
export function withAttachments(
  materials: readonly DraftMaterial[],
  numbers: readonly string[],
  attachments: Attachments,
): DraftMaterial[] {
  const result = materials.map((material) => ({ ...material }));
  const forms = numbers.filter((no) => !REFERENCE_ONLY.test(attachments.titleOf(no) ?? ""));
  const ledgers = result.filter(({ kind, attachment }) => kind === "ledger" && attachment === undefined);
  if (forms.length === 1 && ledgers.length === 1) {
    ledgers[0]!.attachment = forms[0]!;
    return result;
  }
  if (forms.length === 0) return result;
  const generic = (name: string) => /^.{0,4}(?:清单|目录|台账|表)$/.test(name) && forms.length > 1;
  const kept = result.filter(({ kind, name }) => kind !== "ledger" || !generic(name));
  for (const no of forms) {
    if (!kept.some(({ attachment }) => attachment === no))
      kept.push({ kind: "ledger", name: attachments.titleOf(no) ?? `附件${no}`, attachment: no });
  }
  return kept;
}

// Without dates, repetitions and remarks, so that the words around a thing stand side by side.
function bare(norm: string): string {
  const spans = [...findDates(norm, { year: 2000 }), ...findRecurrences(norm)].map(
    ({ index, length }) => [index, index + length] as const,
  );
  let result = "";
  for (let at = 0; at < norm.length; at += 1)
    if (!spans.some(([from, to]) => at >= from && at < to)) result += norm[at];
  return result
    .replace(/（(?:详?见|附|主要内容|含|包括|格式|联系)[^（）]*）/g, "")
    .replace(/(?:连同|和|及|、)?附件[\d、和及至—-]+/g, "")
    .replace(/^[，、]/, "");
}

function findThings(plain: string, recipient: string | null): string[] {
  for (const [order, place] of PLACES.entries()) {
    for (const match of plain.matchAll(new RegExp(place.source, "g"))) {
      const joined = match[2] !== undefined ? `${match[1]!}${match[2]}` : match[1]!;
      const name = tidy(joined, recipient);
      if (name === null || (recipient !== null && name.endsWith(recipient))) continue;
      const written = /书面(?:报|上报|报送)/.test(plain) && /情况$/.test(name) ? `${name}书面报告` : name;
      if (order >= 4 && !PAPER.test(written) && !/《.+》$/.test(written)) continue;
      return splitThings(written);
    }
  }
  return [];
}

function tidy(raw: string, recipient: string | null): string | null {
  let name = raw.replace(/^的/, "").replace(/[于在]$/, "");
  const subject = findSubject(name);
  if (
    subject !== null &&
    subject.end < name.length &&
    namesAt(name, 0) !== null &&
    !/^[的、]/.test(name.slice(subject.end))
  )
    name = name.slice(subject.end).replace(/^(?:要|应|将|须|需|对|就|把)+/, "");
  name = name
    .replace(/^(?:本(?:单位|部门|地区|辖区|级|部门本单位)|各自|每|我局)的?/, "")
    .replace(
      /(?:以|并|后|要|经|由|统一|进行|完成整理|整理完成|汇总后?|电子版|书面|逐级|完成|完整|等|等材料)+$/,
      "",
    )
    .replace(/[（(][^）)]*$/, "")
    .replace(/^[“《](.*)[”》]$/, "$1");
  if (recipient !== null)
    name = name.replace(new RegExp(`向${recipient.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}.*$`), "");
  if (name.length < 2 || name.length > 60) return null;
  name = name.replace(/^(?:签订|制定|形成|梳理|填写|填报|编制|整理|收集)(?:好|完成)?的/, "");
  if (
    /^(?:送|至|给|到|要求|制度|工作$|严格|落实|开展|组织|继续|进一步|认真|会同|联合|通过|采取|根据|对|予以|按)/.test(
      name,
    )
  )
    return null;
  return name;
}
