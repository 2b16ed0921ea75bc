// Reads the roster workbook: sheets 单位 and 人员, with a sentence for each cell that is wrong.
import { ROLE_NAMES, type Role } from "../domain/roles.ts";
import { nearest, normaliseName } from "../domain/text.ts";
import { readDay } from "../ledger/kind-dates.ts";
import { readTable } from "../ledger/workbook.ts";
import type { Roster, RosterPerson } from "./roster-content.ts";
import { type Entries, type Entry, findTable, PERSON_COLUMNS, UNIT_COLUMNS } from "./roster-sheets.ts";

/** What is wrong, and in which cell; `cell` is empty when it concerns the sheet or file as a whole. */
export interface RosterIssue {
  sheet: string;
  cell: string;
  message: string;
}

/** A roster without a fault, or everything that is wrong: people and units belong together, so it is all or nothing. */
export type RosterReading = { roster: Roster } | { issues: RosterIssue[] };

type Unit = Roster["units"][number];
type Post = RosterPerson["posts"][number];
type PersonEntries = Entries<(typeof PERSON_COLUMNS)[number]>;
type Report = (at: Entry, message: string) => void;

const KINDS: Record<string, Unit["kind"]> = { 局: "bureau", 科室: "office", 组: "group" };
/** 局, 科室, 组. */
export const KIND_NAMES = Object.keys(KINDS);
const ROLES = Object.entries(ROLE_NAMES) as [Role, string][];
const NO_UNIT_SHEET =
  "没有找到“单位”表，表头要有“单位名称”和“类型”两栏。可用 npm run setup -- --sample 名册.xlsx 取一份样表";
const NO_PERSON_SHEET = "没有找到“人员”表，表头要有“姓名”“单位”“角色”三栏";

/** True when a file carries a table of people with their roles, whatever else is wrong with it. */
export async function looksLikeRoster(bytes: Uint8Array): Promise<boolean> {
  return findTable(await readTable(bytes), PERSON_COLUMNS, ["姓名", "角色"]) !== null;
}

/** Reads a roster workbook. */
export async function readRosterFile(bytes: Uint8Array): Promise<RosterReading> {
  const reading = await readTable(bytes);
  if (reading.issue) return { issues: [{ sheet: "", cell: "", message: reading.issue }] };
  const issues: RosterIssue[] = [];
  const unitTable = findTable(reading, UNIT_COLUMNS, ["单位名称", "类型"]);
  const personTable = findTable(reading, PERSON_COLUMNS, ["姓名", "单位", "角色"]);
  if (!unitTable) issues.push({ sheet: "", cell: "", message: NO_UNIT_SHEET });
  if (!personTable) issues.push({ sheet: "", cell: "", message: NO_PERSON_SHEET });
  if (!unitTable || !personTable) return { issues };
  const reportFor =
    (sheet: string): Report =>
    ({ cell }, message) =>
      issues.push({ sheet, cell, message });
  const units = readUnits(unitTable.records, reportFor(unitTable.sheet));
  const people = readPeople(personTable.records, units, reportFor(personTable.sheet));
  return issues.length > 0 ? { issues } : { roster: { units, people } };
}

const listOf = (text: string): string[] =>
  text
    .split(/[、,，;；\n]/)
    .map((part) => part.trim())
    .filter(Boolean);

function readUnits(records: Entries<(typeof UNIT_COLUMNS)[number]>[], report: Report): Unit[] {
  const units: Unit[] = [];
  const owners = new Map<string, string>();
  const claim = (word: string, at: Entry, unit: string): void => {
    const owner = owners.get(normaliseName(word));
    if (owner !== undefined && owner !== unit)
      report(at, `“${word}”已经是“${owner}”的名称或别名，一个叫法只能指一个单位`);
    else if (owner !== undefined && at.text === unit) report(at, `“${word}”重复了，请删去一行`);
    owners.set(normaliseName(word), owner ?? unit);
  };
  const groups: { unit: Unit; at: Entry }[] = [];
  for (const record of records) {
    const name = record.单位名称;
    if (Object.values(record).every(({ text }) => text === "")) continue;
    if (!name.text) {
      report(name, "没有写单位名称，请补填");
      continue;
    }
    claim(name.text, name, name.text);
    const aliases = listOf(record.别名.text);
    for (const alias of aliases) claim(alias, record.别名, name.text);
    const kind = KINDS[record.类型.text];
    if (!kind) report(record.类型, `类型“${record.类型.text}”不在可选项里，请填${KIND_NAMES.join("、")}之一`);
    if (kind === "bureau" && units.some((unit) => unit.kind === "bureau"))
      report(record.类型, "类型为“局”的只能有一行，其余请填“科室”");
    // Without a code of its own a unit is known by its name.
    const code = record.单位编码.text || normaliseName(name.text);
    if (units.some((unit) => unit.code === code)) report(record.单位编码, `单位编码“${code}”重复了`);
    const unit: Unit = { code, name: name.text, aliases, kind: kind ?? "office", members: [] };
    units.push(unit);
    if (kind === "group") groups.push({ unit, at: record.组成员 });
    else if (record.组成员.text) report(record.组成员, "只有类型为“组”的才填组成员，请清空或改类型");
  }
  for (const { unit, at } of groups) {
    const names = listOf(at.text);
    if (names.length === 0) report(at, `“${unit.name}”是组，请填组成员，用、分隔`);
    for (const word of names) {
      const member = findUnit(units, word);
      if (!member) report(at, noSuchUnit(word, units));
      else if (member.kind !== "office") report(at, `组成员“${word}”不是科室，组里只能放科室`);
      else if (!unit.members.includes(member.code)) unit.members.push(member.code);
    }
  }
  return units;
}

function findUnit(units: readonly Unit[], word: string): Unit | undefined {
  const name = normaliseName(word);
  return units.find(
    (unit) =>
      unit.code === word || [unit.name, ...unit.aliases].some((known) => normaliseName(known) === name),
  );
}

function noSuchUnit(word: string, units: readonly Unit[]): string {
  const [near] = nearest(
    word,
    units.flatMap(({ name, aliases }) => [name, ...aliases]),
    1,
  );
  return `“单位”表里没有“${word}”${near ? `，是不是“${near}”` : ""}？请写成“单位”表里的名称或别名`;
}

function readPeople(records: PersonEntries[], units: readonly Unit[], report: Report): RosterPerson[] {
  const filled = records.filter((record) => Object.values(record).some(({ text }) => text !== ""));
  const numbers = readNumbers(filled, report);
  const people = new Map<string, RosterPerson>();
  const holders = new Map<string, string>();
  for (const record of filled) {
    const name = record.姓名.text.replace(/\s/g, "");
    if (!name) {
      report(record.姓名, "没有写姓名，请补填");
      continue;
    }
    const own = [...(numbers.get(name) ?? [])];
    const typed = mobileOf(record.手机号.text);
    if (!typed && own.length > 1) {
      report(record.手机号, `表里有${own.length}位“${name}”，请每行都填手机号，以便区分`);
      continue;
    }
    const mobile = typed || own[0] || "";
    const key = `${name} ${mobile}`;
    const person = people.get(key) ?? { name, ...(mobile ? { mobile } : {}), posts: [] };
    people.set(key, person);
    for (const post of readPosts(record, units, report)) {
      if (person.posts.some(({ unit, role }) => unit === post.unit && role === post.role)) {
        report(record.角色, `“${name}”的这一角色已在前面写过，请删去一行`);
        continue;
      }
      person.posts.push(post);
      if (!post.rank || post.untilOn) continue;
      const place = `${post.unit} ${post.rank}`;
      const other = holders.get(place);
      if (other !== undefined)
        report(record["A/B角"], `这个单位的${post.rank}角已经是“${other}”，一个单位只有一个${post.rank}角`);
      else holders.set(place, name);
    }
  }
  return [...people.values()];
}

const mobileOf = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\s-]/g, "")
    .replace(/^\+?86(?=1\d{10}$)/, "");

/** Each name's different phone numbers, after checking every number. */
function readNumbers(records: PersonEntries[], report: Report): Map<string, Set<string>> {
  const numbers = new Map<string, Set<string>>();
  const owners = new Map<string, string>();
  for (const { 姓名, 手机号 } of records) {
    const name = 姓名.text.replace(/\s/g, "");
    const mobile = mobileOf(手机号.text);
    if (!mobile || !name) continue;
    if (!/^1\d{10}$/.test(mobile)) {
      report(手机号, `手机号“${手机号.text}”应为1开头的11位数字，现在有${mobile.length}位，请核对`);
    }
    const owner = owners.get(mobile);
    if (owner !== undefined && owner !== name)
      report(手机号, `这个手机号前面已写给“${owner}”，一个号码只能对应一个人`);
    owners.set(mobile, owner ?? name);
    numbers.set(name, (numbers.get(name) ?? new Set()).add(mobile));
  }
  return numbers;
}

/** A row's posts: one, or one for each unit that it names. */
function readPosts(record: PersonEntries, units: readonly Unit[], report: Report): Post[] {
  const { 单位, 角色, 离任日期 } = record;
  const role = ROLES.find(([, name]) => name === 角色.text)?.[0];
  if (!role)
    report(
      角色,
      角色.text
        ? `角色“${角色.text}”不在可选项里，请填${ROLES.map(([, name]) => name).join("、")}之一`
        : "没有写角色，请补填",
    );
  const rank = readRank(record["A/B角"], role, report);
  const left = /\d{4}/.test(离任日期.text) ? readDay(离任日期.text, 0) : null;
  if (离任日期.text && (left === null || left === "monthOnly"))
    report(离任日期, `离任日期“${离任日期.text}”看不出是哪一天，请写成2023-07-27`);
  const words = findUnit(units, 单位.text) ? [单位.text] : listOf(单位.text);
  if (words.length === 0) report(单位, "没有写单位，请补填");
  const codes = words.flatMap((word) => {
    const unit = findUnit(units, word);
    if (!unit) report(单位, noSuchUnit(word, units));
    else if (unit.kind !== "group") return [unit.code];
    else if (role === "deputy") return unit.members;
    else report(单位, `“${unit.name}”是组，只有分管领导可以写组，其他人请写到具体科室`);
    return [];
  });
  if (!role) return [];
  return [...new Set(codes)].map((unit) => ({
    unit,
    role,
    ...(rank ? { rank } : {}),
    ...(left && left !== "monthOnly" ? { untilOn: left.day } : {}),
  }));
}

function readRank(at: Entry, role: Role | undefined, report: Report): "A" | "B" | undefined {
  if (!at.text) return undefined;
  const rank = /^([AB])角?$/.exec(at.text.normalize("NFKC").toUpperCase())?.[1] as "A" | "B" | undefined;
  if (!rank) report(at, `“${at.text}”看不懂，请填A或B，没有就留空`);
  else if (role && role !== "contact") report(at, "只有联系人分A、B角，请清空");
  return rank;
}
