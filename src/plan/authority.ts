// Who stands where: the issuer, those it addresses, and organs outside that the plan cannot bind.
import type { KnownNames } from "./parties.ts";

/** What the head of a document tells about those who take part. */
export interface Parties {
  issuer: string | null;
  addressees: string[];
  /** Names that the document itself gives, the longest first. */
  known: KnownNames;
}

// 「（以下简称“区活动办”）」.
const CALLED = /以下(?:统一)?简称(?:为|：)?[“”「]?([一-龥]{2,14}?)(?=[”」）])/g;
const UNIT =
  /(?:局|厅|委|办|政府|组|部|中心|室|队|站|所|院|会|科|股|处|公司|学校|单位|部门|机构|企业|专班)(?:（[^（）]*）)?$/;

/** The names that a document gives: its addressees, its issuer with and without the place, and what it calls 「以下简称」. */
export function knownNames(
  issuer: string | null,
  addressees: readonly string[],
  norms: readonly string[],
): KnownNames {
  const short = (name: string) =>
    /^[一-龥]{2,6}?(?=[省市区县旗州盟镇乡][^省市区县旗州盟镇乡])(.+)$/.exec(name)?.[1];
  const names = [...addressees, ...(issuer === null ? [] : [issuer])].flatMap((name) => {
    const bare = name.replace(/^(?:各|全体)(?:有关|相关)?/, "");
    return [name, bare, ...(bare === name ? [short(name) ?? name] : [])];
  });
  const called = norms.flatMap((norm) => [...norm.matchAll(CALLED)].map((match) => match[1]!));
  return [...new Set([...names, ...called])]
    .filter((name) => name.length >= 3 && name.length <= 30 && UNIT.test(name) && !/[、，；]/.test(name))
    .sort((a, b) => b.length - a.length);
}

/** Whether a doer is the issuer itself, someone whom the plan addresses, or an organ outside. */
export type Standing = "issuer" | "member" | "outside";

const INNER = /局属|所属|机关各|各业务|科室|股室|处室|各室|各科|各股|各处|本局|厅机关|局机关/;
// A part of a bureau, as against 各镇 or 各单位.
const PART = /(?:科|股|处|室|大队|支队|中队|中心|站|所|队|分局)(?:（[^）]*）)?$/;
const ORGAN = /^.*?(?:局|厅|委员会|人民政府|政府|委(?![托员派会])|法院|检察院|部门)/;

/** 1 (乡镇) to 5 (国家) by the place that a name begins with, or null. */
export function levelOf(name: string): number | null {
  if (/^(?:国务院|国家|中央|全国)/.test(name)) return 5;
  if (/分局|分公司/.test(name)) return 2;
  const place = name.replace(/(?:人民政府|党委).*$/, "");
  if (/(?:镇|街道|乡)$/.test(place)) return 1;
  if (/^(?:省|自治区)|^.{2,8}?(?:省|自治区)(?!.*[市区县旗])/.test(place)) return 4;
  if (/^(?:区|县|旗)|^.{0,12}?(?:区|县|旗)/.test(place) && !/^自治区/.test(place)) return 2;
  if (/^(?:市(?![场政容民])|盟|州)|^.{2,6}?(?:市(?![场政容民])|盟|州)/.test(place)) return 3;
  if (/厅$|厅/.test(place)) return 4;
  return null;
}

// 「市场监督管理局」 and 「市场监管局」 are one: the letters of the shorter stand in order in the longer.
function sameBody(a: string, b: string): boolean {
  const core = (name: string) => name.replace(/^.*[省市区县旗盟州](?=.{2,})/, "");
  const [short, long] = [core(a), core(b)].sort((x, y) => x.length - y.length) as [string, string];
  if (short.length < 2 || short.at(-1) !== long.at(-1)) return false;
  let at = 0;
  for (const unit of long) if (unit === short[at]) at += 1;
  return at === short.length;
}

/** True where a name is the issuer's: 我局, 本厅, or the issuer in long or short. */
export function isIssuer(name: string, parties: Parties): boolean {
  if (/^(?:我|本)(?:局|厅|委|办|院|中心|处|机关)/.test(name) || /^(?:局|厅|委|办)机关/.test(name))
    return true;
  if (parties.issuer === null) return false;
  const [mine, theirs] = [levelOf(parties.issuer), levelOf(name)];
  if (mine !== null && theirs !== null && mine !== theirs) return false;
  return parties.issuer.endsWith(name) || sameBody(parties.issuer, name);
}

/** How a doer stands to the plan. */
export function standingOf(name: string, parties: Parties): Standing {
  if (isIssuer(name, parties)) return "issuer";
  if (/^(?:上级|上一级)/.test(name)) return "outside";
  if (/^(?:各|局属|所属|全|有关|相关|涉及|其他|其它|责任|牵头|成员|本|分管)/.test(name)) return "member";
  if (parties.addressees.some((one) => one === name || one.endsWith(name) || name.endsWith(one)))
    return "member";
  const organ = ORGAN.exec(name)?.[0];
  if (organ === undefined) return "member";
  if (isIssuer(organ, parties)) return organ === name ? "issuer" : "member";
  const [mine, theirs] = [parties.issuer === null ? null : levelOf(parties.issuer), levelOf(name)];
  if (theirs === 5 || (mine !== null && theirs !== null && theirs > mine)) return "outside";
  const inside =
    parties.addressees.length > 0 && parties.addressees.every((one) => INNER.test(one) || PART.test(one));
  // Inside one bureau every other bureau is outside; 「综合行政执法大队」 is no bureau.
  return inside && parties.issuer !== null ? "outside" : "member";
}
