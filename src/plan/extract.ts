// Turns the text of a plan into the draft that a person then confirms.
import type { Day } from "../domain/day.ts";
import { scrub } from "../domain/scrub.ts";
import { readAttachments } from "./attachments.ts";
import { knownNames, type Parties } from "./authority.ts";
import { applyCorrections } from "./corrections.ts";
import type { DateContext } from "./date-mention.ts";
import { countQuestions, findContacts } from "./details.ts";
import type { Draft } from "./draft.ts";
import { mergeRepeated } from "./duplicates.ts";
import { type Header, readHeader } from "./header.ts";
import { findMetrics } from "./metrics.ts";
import { findObligations } from "./obligations.ts";
import { outlineOf } from "./outline.ts";
import { type Paragraph, paragraphsOf } from "./paragraphs.ts";
import { findPhases } from "./phases.ts";
import { readReportRows } from "./report-rows.ts";
import { readRows } from "./rows.ts";

/**
 * The draft of a plan's text. `issuedOn` is used where the text has no day of issue.
 * Passwords are blanked first, and nothing of them reaches the draft. What the text leaves open is null and asked.
 */
export function extractPlan(source: string, options: { issuedOn?: Day } = {}): Draft {
  const { text, scrubbed } = scrub(source);
  const paragraphs = paragraphsOf(text);
  const header = readHeader(paragraphs);
  const issuedOn = header.issuedOn ?? options.issuedOn ?? null;
  const baseYear = yearIn(header.issuedOn) ?? yearWritten(header) ?? yearIn(options.issuedOn ?? null);
  const context: DateContext = { year: baseYear, issuedOn };
  const norms = paragraphs.map(({ norm }) => norm);
  const parties: Parties = {
    issuer: header.issuer,
    addressees: header.addressees,
    known: knownNames(header.issuer, header.addressees, norms),
  };

  const attachments = readAttachments(paragraphs);
  const reports = readReportRows(paragraphs, attachments, parties, context);
  const rows = readRows(paragraphs, context, reports.lines);
  const { contacts, lines } = findContacts(paragraphs);
  const skip = new Set<number>([...rows.lines, ...attachments.lines, ...lines]);
  const sections = outlineOf(paragraphs, skip);
  const phases = findPhases(paragraphs, sections, context);
  for (let index = 0; index < header.bodyFrom; index += 1) skip.add(index);
  for (const [index, paragraph] of paragraphs.entries()) if (isHeadMatter(paragraph)) skip.add(index);

  const obligations = applyCorrections(
    mergeRepeated([
      ...findObligations({ paragraphs, sections, phases, attachments, parties, context, skip }),
      ...reports.obligations,
    ]).sort((a, b) => a.line - b.line),
    paragraphs,
    context,
  );
  const draftPhases = phases.map(({ phase }) => phase);
  return {
    title: header.title,
    issuer: header.issuer,
    documentNumber: header.documentNumber,
    issuedOn,
    baseYear,
    phases: draftPhases,
    obligations,
    attachments: attachments.list,
    tasks: rows.rows,
    metrics: findMetrics(paragraphs, new Set([...attachments.lines, ...lines])),
    contacts,
    scrubbed,
    questions: [
      ...headQuestions(header, issuedOn, baseYear),
      ...attachmentQuestions(attachments.list),
      ...countQuestions(paragraphs, sections, draftPhases.length),
      ...(scrubbed.length > 0 ? ["原文中有账号或口令,已抹除,请另行当面告知"] : []),
    ],
  };
}

function yearIn(day: Day | null): number | null {
  return day === null ? null : Number(day.slice(0, 4));
}

// The document's number or its title says the year where no day of issue does.
function yearWritten({ documentNumber, title }: Header): number | null {
  const found =
    /〔(\d{4})〕/.exec(documentNumber ?? "")?.[1] ??
    /(20\d{2})年(?!.*[—-]\d{4})/.exec((title ?? "").replace(/《[^》]*》/g, ""))?.[1];
  return found === undefined ? null : Number(found);
}

function isHeadMatter({ norm }: Paragraph): boolean {
  return /^(?:索引号|发布机构|文号|成文日期|公开方式|资料来源|原文链接|抄送|网站标识码|当前位置|您当前|上一[篇条]|下一[篇条]|上篇|下篇|相关(?:链接|文章|阅读|信息|文件)：|版权所有|主办(?:单位)?：|承办(?:单位)?：|分享到)/.test(
    norm,
  );
}

function headQuestions(header: Header, issuedOn: Day | null, baseYear: number | null): string[] {
  const result: string[] = [];
  if (issuedOn === null) result.push("成文日期没有写明,请补充");
  if (issuedOn === null && baseYear === null) result.push("全文没有能确定年份的日期,各期限的年份请补充");
  if (header.issuer === null) result.push("发文机关没有写明,请补充");
  if (header.issuer !== null && /^(?:省|市|区|县|旗|镇|乡)[一-龥]{2,}/.test(header.issuer))
    result.push(`发文机关原文只写「${header.issuer}」,请补充全称`);
  if (header.title === null) result.push("没有读出标题,请补充");
  return result;
}

function attachmentQuestions(list: Draft["attachments"]): string[] {
  const unnamed = list.filter(({ title }) => title === null).map(({ no }) => no);
  return unnamed.length === 0 ? [] : [`附件${unnamed.join("、")}只有编号,没有题名,请补充`];
}
