// Reads a document's head: title, issuer, number, day of issue, addressees.
import type { Day } from "../domain/day.ts";
import { CLASS } from "./name-words.ts";
import type { Paragraph } from "./paragraphs.ts";
import { namesAt, sharedAt } from "./parties.ts";
import { findSignature, HEAD_LINES, labelledDay } from "./signature.ts";

/** A document's head; null or empty where the text does not say. */
export interface Header {
  title: string | null;
  issuer: string | null;
  documentNumber: string | null;
  issuedOn: Day | null;
  addressees: string[];
  /** Index of the first paragraph after the addressees (0 where there are none). */
  bodyFrom: number;
}

const NUMBER = /[一-龥]{2,14}[〔［[（]\d{4}[〕］\]）]第?\d+号/;
const KIND =
  /(?:方案|计划|通知|意见|办法|要点|安排|清单|制度|细则|规程|规范|规定|指引|预案|函|任务书|分解表)(?:（[^）]*）)?$/;

/** The head of a document. */
export function readHeader(paragraphs: readonly Paragraph[]): Header {
  const head = paragraphs.slice(0, HEAD_LINES);
  const notice = head.find(
    ({ norm }) => /关于.*(?:印发|转发|下发).*《.+》.*的?(?:通知|函)/.test(norm) && norm.length < 160,
  );
  const salutation = findSalutation(head);
  const signature = findSignature(paragraphs);
  const title = titleOf(head, notice, salutation?.index ?? null);
  const issuer =
    signature?.issuer ??
    issuerFromTitle(notice?.norm ?? title ?? "") ??
    labelled(head) ??
    letterhead(head) ??
    deciderOf(paragraphs);
  return {
    title,
    issuer,
    documentNumber: numberIn(head),
    issuedOn: signature?.day ?? labelledDay(paragraphs),
    addressees: salutation?.names ?? [],
    bodyFrom: salutation === null ? 0 : salutation.index + 1,
  };
}

function titleOf(
  head: readonly Paragraph[],
  notice: Paragraph | undefined,
  until: number | null,
): string | null {
  if (notice !== undefined) {
    // 「关于印发2024年《政府工作报告》责任分工的通知」: the marks stand around a part.
    const partly =
      /(?:印发|转发|下发)([^《》]{1,12}《.+》[^《》]{2,30}?|《.+》(?!.{0,6}的(?:通知|函))[^《》]{2,30}?)的?(?:通知|函)/.exec(
        notice.text,
      )?.[1];
    if (partly !== undefined && !/《关于/.test(partly)) return partly;
    const inner = /《(.+)》/.exec(notice.text)?.[1];
    if (inner !== undefined) return inner.replace(/</g, "〈").replace(/>/g, "〉");
  }
  // 「关于印发某某方案的通知」 without title marks.
  const forwarded = head.map(({ norm, text }) => {
    const found =
      norm.length < 120
        ? /关于(?:印发|下发|转发)([^《》。；]{6,60}(?:方案|计划|意见|办法|要点|清单|制度))的通知$/.exec(norm)
        : null;
    return found === null ? null : text.slice(found.index).slice(4, 4 + found[1]!.length);
  });
  const named = forwarded.find((one) => one !== null);
  if (named) return named;
  const candidates = head
    .slice(0, until ?? 12)
    .filter(({ norm }) => KIND.test(norm) && norm.length <= 90 && !/[。；]/.test(norm));
  const best =
    candidates.find(({ norm }) => /关于|方案|计划|通知/.test(norm) && !/[：>]/.test(norm)) ?? candidates[0];
  if (best !== undefined) return best.text;
  // A title that was broken over two or three short lines.
  const first = head
    .slice(0, 4)
    .filter(({ norm }) => norm.length <= 40 && !/[。：；]/.test(norm) && !NUMBER.test(norm));
  for (let count = 2; count <= first.length; count += 1) {
    const joined = first
      .slice(0, count)
      .map(({ text }) => text)
      .join("");
    if (KIND.test(joined)) return joined;
  }
  return null;
}

function issuerFromTitle(norm: string): string | null {
  const found =
    /^(.{3,30}?(?:局|厅|委员会|委|办公室|政府|领导小组|指挥部|法院|检察院|中心|学校|公司))(?:关于|印发|转发)/.exec(
      norm,
    );
  return found?.[1] ?? null;
}

function labelled(head: readonly Paragraph[]): string | null {
  for (const { norm, cells } of head) {
    const found =
      /(?:发布机构|发文机关|发文单位|制发单位)[：:]?(.{3,24}?(?:局|厅|委员会|委|办公室|政府|中心))(?=责任|发布|成文|$)/.exec(
        cells.join(""),
      );
    if (found !== null && norm.length < 120) return found[1]!;
  }
  return null;
}

// 「某县某局（文件）」 in the first lines.
function letterhead(head: readonly Paragraph[]): string | null {
  for (const { norm } of head.slice(0, 4)) {
    const found = /^([一-龥]{4,24}?(?:局|厅|委员会|委|办公室|政府|领导小组|指挥部|大队))(?:文件)?$/.exec(
      norm,
    );
    if (found !== null) return found[1]!;
  }
  return null;
}

// 「某局决定从…开展」: who decides on the campaign issues it.
function deciderOf(paragraphs: readonly Paragraph[]): string | null {
  for (const { norm } of paragraphs.slice(0, HEAD_LINES)) {
    for (const match of norm.matchAll(
      /(?:^|[，。、；])([^，。；、《》]{2,20}(?:局|厅|委|办|政府|委员会|办公室))(?:研究)?决定(?:从|自|在|于|开展|组织|利用)/g,
    ))
      return match[1]!.replace(/^(?:经研究|为此|现|经)/, "");
  }
  return null;
}

function numberIn(head: readonly Paragraph[]): string | null {
  for (const { norm, text } of head) {
    const labelledNumber = new RegExp(`文号[：:]?(${NUMBER.source})`).exec(norm);
    const found = labelledNumber ?? new RegExp(`^(${NUMBER.source})$`).exec(norm);
    if (found !== null) {
      const at = found.index + found[0].length - found[1]!.length;
      return text
        .slice(at, at + found[1]!.length)
        .replace(/[【［[（(]/, "〔")
        .replace(/[】］\]）)]/, "〕");
    }
  }
  return null;
}

function findSalutation(head: readonly Paragraph[]): { index: number; names: string[] } | null {
  for (const [index, { norm }] of head.entries()) {
    if (
      !norm.endsWith("：") ||
      norm.length > 160 ||
      /[。；《]/.test(norm) ||
      /^(?:附件|联系|牵头|责任|资料)/.test(norm)
    )
      continue;
    const body = norm.slice(0, -1);
    const names = splitNames(body);
    const known = names.filter((name) => namesAt(name, 0) !== null || /^[各局区市县旗厅驻全]/.test(name));
    if (known.length > 0 && known.length >= names.length / 2) return { index, names };
  }
  return null;
}

const GOES_ON = new RegExp(`^${CLASS}$`);

/** Splits a list of units at 、，；, not inside brackets; 「各镇、街道」 is one group. */
export function splitNames(list: string): string[] {
  const result: string[] = [];
  let depth = 0;
  let current = "";
  for (const unit of list) {
    if (unit === "（") depth += 1;
    if (unit === "）") depth -= 1;
    if (depth === 0 && "、，；".includes(unit)) {
      result.push(current);
      current = "";
    } else current += unit;
  }
  result.push(current);
  const names: string[] = [];
  const shared = sharedAt(list);
  if (shared > 0) {
    const rest = list.slice(shared).replace(/^[、，；]/, "");
    return [list.slice(0, shared), ...(rest === "" ? [] : splitNames(rest))];
  }
  for (const name of result.map((one) => one.trim())) {
    const last = names.at(-1);
    if (last !== undefined && /^(?:各|全.?各|.{1,3}直各)/.test(last) && GOES_ON.test(name))
      names[names.length - 1] = `${last}、${name}`;
    else if (name !== "") names.push(name);
  }
  return names;
}
