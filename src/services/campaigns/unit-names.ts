// How plans write the names of units: joined, abbreviated, as a group, with exceptions; each taken apart without guessing.
import { normaliseName } from "../../domain/text.ts";

/** One name as a plan writes it, taken apart. All texts are in the form of `normaliseName`. */
export interface WrittenName {
  /** The names in it, 除外 words taken away. */
  parts: string[];
  /** Names that are excepted (除X外, X除外). */
  except: string[];
  /** 「等」 stands behind them: more are meant than are written. */
  more: boolean;
}

const EXCEPT = [
  // 各业务室(除综合协调室外), 各业务室(不含综合协调室)
  /^(?<base>[^(]+)\((?:除|不含|不包括|不包含)(?<except>[^()]+?)(?:以外|之外|外|除外)?\)(?<rest>.*)$/,
  // 各业务室(综合协调室除外)
  /^(?<base>[^(]+)\((?<except>[^()]+?)(?:除外|不在内)\)(?<rest>.*)$/,
  // 除综合协调室外的各业务室, 除综合协调室外,各业务室
  /^除(?:了)?(?<except>.+?)(?:以外|之外|外)(?:的|,)?(?<base>.*)$/,
  // 各业务室,综合协调室除外
  /^(?<base>.+),(?<except>[^,]+?)除外$/,
  /^(?<base>)(?<except>[^,]+?)除外$/,
];

const MORE =
  /等(?:有关|相关|\d{1,2}(?:个|家)|[一二三四五六七八九十]{1,2}(?:个|家))?(?:部门|单位|企业|机关|行业主管部门|职能部门|科室|处室)?$/;

/** Splits at the marks of a list; 和, 与, 及 may belong to a name and are left to the reader of the directory. */
export function takeApart(written: string): WrittenName {
  let text = normaliseName(written).replace(/[;。.]$/, "");
  const except: string[] = [];
  for (const pattern of EXCEPT) {
    const match = pattern.exec(text)?.groups;
    if (!match?.except) continue;
    except.push(...match.except.split(/[、,]/).filter(Boolean));
    text = `${match.base ?? ""}${match.rest ?? ""}`;
    break;
  }
  const more = MORE.test(text) && !/^等/.test(text);
  const list = more ? text.replace(MORE, "") : text;
  const parts: string[] = [];
  for (const part of list.split(/[、,]/).filter(Boolean)) {
    // 「各镇、街道」: what follows 各 goes on with the kinds.
    const goesOn = parts.length > 0 && KIND.test(part) && /^各/.test(parts.at(-1)!);
    parts.push(goesOn ? `各${part}` : part);
  }
  return { parts, except, more };
}

const KIND = /^(?:乡镇|镇|乡|街道|苏木|嘎查|园区|开发区|部门|单位|科室|处室)$/;

// What offices are called in full and in short; the short form stands for both.
const SHORT: readonly [RegExp, string][] = [
  [/人民政府/g, "政府"],
  [/办公室$/g, "办"],
  [/委员会/g, "委"],
  [/监督管理/g, "监管"],
  [/发展和?改革/g, "发改"],
  [/住房和?城乡建设/g, "住建"],
  [/人力资源和?社会保障/g, "人社"],
  [/卫生健康/g, "卫健"],
  [/文化(?:和|体育)?旅游/g, "文旅"],
  [/教育(?:和)?体育/g, "教体"],
  [/工业和?信息化/g, "工信"],
  [/农业农村(?:和|与)?水务/g, "农水"],
  [/农牧业/g, "农牧"],
  [/农业农村/g, "农业"],
  [/交通运输/g, "交通"],
  [/行政审批(?:和)?(?:政务)?服务/g, "审批"],
  [/行政审批/g, "审批"],
  [/城市管理/g, "城管"],
  [/综合行政执法/g, "综合执法"],
  [/行政执法/g, "执法"],
  [/应急管理/g, "应急"],
  [/机构编制/g, "编"],
  [/编委办/g, "编办"],
  [/全面依法治/g, "依法治"],
  [/(?:依法治[省市区县旗])委办/g, "依法治办"],
  [/危险化学品/g, "危化"],
  [/危化品/g, "危化"],
  [/监察委|监委机关/g, "监委"],
  [/人民(?=法院|检察院)/g, ""],
  [/街道办事处|街道办/g, "街道"],
  [/[镇乡]政府$/g, "镇"],
  [/执法大队$/g, "大队"],
  [/(?:和|与|及)/g, ""],
];

// Fields whose own names have 和 in them.
const WITH_AND =
  /发展和改革|住房和城乡建设|人力资源和社会保障|文化和旅游|工业和信息化|农业农村和水[务利]|规划和自然资源|教育和体育|退役和|预防和/;

/** 「市场监管和水务」 as two fields; one whose own name has 和 stays whole. */
export function splitFields(name: string): string[] {
  if (WITH_AND.test(name)) return [name];
  const pieces = name.split(/以及|和|与|及/);
  return pieces.every((piece) => piece.length >= 2) ? pieces : [name];
}

/** 「云川区应急管理局」 lies in 云川区: the names of places in front of offices' names. */
export function placesIn(names: readonly (string | null)[]): string[] {
  const places = new Set<string>();
  for (const name of names) {
    let rest = normaliseName(name ?? "");
    for (let match = PLACE.exec(rest); match; match = PLACE.exec(rest)) {
      places.add(match[0]);
      rest = rest.slice(match[0].length);
    }
  }
  return [...places];
}
const PLACE = /^(?![省市区县旗])[一-龥]{2,5}?(?:自治区|自治旗|自治县|省|市|区|县|旗)/;
const LEVEL = /^(?:自治区|[省市区县旗])(?!场|直)/;

/** One form for full and short spellings of an office: 云川区市场监督管理局 and 区市场监管局 are 区市场监管局. */
export function shortForm(name: string, places: readonly string[]): string {
  let text = normaliseName(name);
  for (let again = true; again; ) {
    again = false;
    for (const place of places) {
      if (!text.startsWith(place) || text.length <= place.length + 1) continue;
      const bare = text.slice(place.length);
      // 鄂尔多斯市东胜区…: the innermost place is the level that counts.
      text = LEVEL.test(bare) || places.some((other) => bare.startsWith(other)) ? bare : place.at(-1)! + bare;
      again = true;
    }
  }
  for (const [long, short] of SHORT) text = text.replace(long, short);
  return text;
}

/** A short form without the level in front: 区司法局 and 司法局 are 司法局. */
export function withoutLevel(short: string): string {
  return short.replace(LEVEL, "");
}

/** What an office is about: 市场监管 for 区市场监管局, 公安 for 市公安局云川分局. */
export function coreOf(short: string): string {
  return withoutLevel(short)
    .replace(/^.{2,6}?[省市](?=[^省市]+局.*分局$)/, "")
    .replace(/局[^局]{0,8}分局$/, "局")
    .replace(/(?:部门|机关|系统|单位)$/, "")
    .replace(/(?:管理局|局|委|办|院|厅|室|科|股|处|大队|支队|中心)$/, "");
}

/** A group's name without what makes no difference: 局属各业务室 is 业务室, 各行政执法单位 is 执法部门. */
export function groupForm(name: string): string {
  return normaliseName(name)
    .replace(/[、,和与及]/g, "")
    .replace(/^(?:局|委|厅|政府)?(?:属|机关|内设)?各/, "")
    .replace(/^(?:全)?([省市区县旗])直各?/, "$1直")
    .replace(/^全[省市区县旗局]各?/, "")
    .replace(/行政执法/g, "执法")
    .replace(/业务(?:科室|处室)$/, "业务室")
    .replace(/(?:单位|部门|机关)$/, "部门");
}

/** The kind that 各… means: 镇 of 各镇, 市应急 of 各市应急管理局; null where it is no such name. */
export function kindsOf(name: string): string[] | null {
  const rest = /^(?:全[省市区县旗])?各(.+)$/.exec(normaliseName(name))?.[1];
  if (!rest || /^(?:有关|相关)/.test(rest)) return null;
  const kinds = rest.match(/^(?:(?:乡镇|镇|乡|街道|苏木|嘎查|园区|开发区)[和与及、]?)+$/)
    ? [...rest.matchAll(/乡镇|镇|乡|街道|苏木|嘎查|园区|开发区/g)].map(([kind]) => kind)
    : [rest];
  return kinds.flatMap((kind) => (kind === "乡镇" ? ["乡", "镇"] : [kind]));
}

/** Whether `short` could be an abbreviation: its characters in order, from the same end, three or more. */
export function abbreviates(short: string, name: string): boolean {
  if (short.length < 3 || short.length >= name.length || short.at(-1) !== name.at(-1)) return false;
  let at = 0;
  for (const character of name) if (character === short[at]) at += 1;
  return at === short.length;
}
