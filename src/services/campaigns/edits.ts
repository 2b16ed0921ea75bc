// What the confirm page posts about one item, applied to it; what can't be taken comes back as sentences by field.
import { canonicalJson } from "../../domain/audit.ts";
import { type Day, isDay } from "../../domain/day.ts";
import type { Material } from "../../domain/obligation.ts";
import { suggestSpan } from "../../domain/recurrence.ts";
import { STEPS } from "../../domain/reminder.ts";
import { scrub } from "../../domain/scrub.ts";
import type { Definitions } from "../definitions.ts";
import { recurrenceWords } from "./due-words.ts";
import { matchField, NOT_OURS, type Posted } from "./form.ts";
import type { PlanItem } from "./item.ts";
import { type Topic, topicOf } from "./open-points.ts";
import { readTypedDay, readTypedRecurrence, readTypedTime } from "./typed-dates.ts";
import { type Directory, directionOf, expandUnit } from "./units.ts";

/** Something that can't be taken: the item's key (or `head`), the field and a sentence. */
export interface Fault {
  key: string;
  field: string;
  sentence: string;
}

/** What an edit is judged by. */
export interface EditFacts {
  directory: Directory;
  /** The ledgers a material may be. */
  definitions: Definitions;
  /** The year of days typed without one. */
  today: Day;
  /** The matter has 报送任务: its dates, materials and level stay, units can only be added. */
  locked: boolean;
}

const MOST_CHARACTERS = 200;
const TIMINGS = ["dated", "recurring", "triggered", "undated"] as const;

/** Reads posted fields over the current values; a field that was not posted stays. */
function reader(posted: Posted) {
  const text = (field: string): string | undefined => {
    const value = posted.get(field)?.at(-1);
    // Typed words are kept, so a password among them must not be.
    return value === undefined ? undefined : scrub(value.trim()).text;
  };
  return {
    text,
    optional: (field: string, current: string | null) => {
      const value = text(field);
      return value === undefined ? current : value || null;
    },
    flag: (field: string, current: boolean) => {
      const value = posted.get(field)?.at(-1);
      if (value !== undefined) return value !== "" && value !== "0";
      return posted.has("shown") ? false : current;
    },
    choice: <T extends string>(field: string, choices: readonly T[], current: T): T =>
      choices.find((choice) => choice === text(field)) ?? current,
    list: (field: string, current: readonly string[]): readonly string[] =>
      posted.get(field) ?? (posted.has("shown") ? [] : current),
  };
}

type Reader = ReturnType<typeof reader>;
type Complain = (field: string, sentence: string) => void;

/** `kind` of the form: document, a ledger without a definition, or a ledger's code. */
function materialOf(
  { definitions }: EditFacts,
  { key, name, form, before }: { key: string; name: string; form: string; before: Material | null },
): Material {
  const annex = before?.attachment ? { attachment: before.attachment } : {};
  const ledger = definitions.find(form);
  if (ledger) return { key, kind: "ledger", name, ...annex, ledger: ledger.code };
  return { key, kind: form === "ledger" ? "ledger" : "document", name, ...annex };
}

function readMaterials(read: Reader, item: PlanItem, facts: EditFacts, complain: Complain): Material[] {
  const kept = item.materials.flatMap((material) => {
    const field = `m${material.key}`;
    const name = read.text(`${field}.name`);
    const form = read.text(`${field}.form`) ?? material.ledger ?? material.kind;
    if (name === "" || read.text(`${field}.drop`)) return [];
    return [materialOf(facts, { key: material.key, name: name ?? material.name, form, before: material })];
  });
  const added = read.text("m.name");
  const next = String(Math.max(0, ...item.materials.map(({ key }) => Number(key))) + 1);
  const materials = added
    ? [
        ...kept,
        materialOf(facts, { key: next, name: added, form: read.text("m.form") ?? "document", before: null }),
      ]
    : kept;
  if (materials.length === 0) complain("m.name", "至少要有一份材料，请写明报什么");
  return materials;
}

function readTime(read: Reader, item: PlanItem, today: Day, complain: Complain): Partial<PlanItem> {
  const day = (field: "dueOn" | "windowFrom" | "windowTo") => {
    const typed = read.text(field);
    if (typed === undefined) return item[field];
    if (typed === "") return null;
    const found = readTypedDay(typed, today);
    if (!found) complain(field, `“${typed}”不是日期，请写成 2023-07-27 或 7月27日`);
    return found ?? item[field];
  };
  const dueOn = day("dueOn");
  const windowFrom = day("windowFrom");
  const windowTo = day("windowTo");
  const trigger = read.optional("trigger", item.trigger);
  let { dueTime, recurrence } = item;
  const typedTime = read.text("dueTime");
  if (typedTime !== undefined) {
    dueTime = typedTime === "" ? null : readTypedTime(typedTime);
    if (typedTime !== "" && dueTime === null) complain("dueTime", `“${typedTime}”不是钟点，请写成 17:00`);
  }
  const typedRule = read.text("recurrence");
  let timing = read.choice("timing", TIMINGS, item.timing);
  const taken = read.text("takeProposal");
  if (taken && isDay(taken)) return { ...item, timing: "dated", dueOn: taken, dueTime, trigger: null };
  // Whoever fills a field has chosen its way, even where the choice above it was forgotten.
  if (timing === "undated" && item.timing === "undated") {
    if (dueOn !== null) timing = "dated";
    else if (typedRule) timing = "recurring";
    else if (trigger !== null && trigger !== item.trigger) timing = "triggered";
  }
  if (typedRule !== undefined && timing === "recurring") {
    // A round that still lacks its day stays as it is until somebody writes more.
    const unchanged = typedRule === "" || typedRule === recurrenceWords(recurrence);
    const result = unchanged ? { rule: recurrence } : readTypedRecurrence(typedRule, recurrence);
    if ("problem" in result) complain("recurrence", result.problem);
    else recurrence = result.rule;
  }
  if (timing === "dated" && dueOn === null) complain("dueOn", "选了“定期限”，请写明日期");
  if (timing === "recurring" && !recurrence)
    complain("recurrence", "选了“按周期”，请写明周期，例如：每月25日");
  if (timing === "triggered" && trigger === null) complain("trigger", "选了“事件触发”，请写明什么情形下报送");
  if (windowFrom && windowTo && windowTo < windowFrom) complain("windowTo", "止日早于起日，请核对");
  return { timing, dueOn, dueTime, recurrence, trigger, windowFrom, windowTo };
}

/** What the page's lists behind unknown names were set to: a unit, a group, or that the name is none of the bureau's. */
function readMatches(
  read: Reader,
  item: PlanItem,
  directory: Directory,
): { unitIds: string[]; unmatched: string[] } {
  const unitIds: string[] = [];
  const unmatched = item.unmatched.filter((name) => {
    const chosen = read.text(matchField(name));
    if (chosen === NOT_OURS) return false;
    const unit = directory.find(({ id }) => id === chosen);
    if (unit) unitIds.push(...expandUnit(unit, directory));
    return !unit;
  });
  return { unitIds, unmatched };
}

const MOST_INTERNAL_DAYS = 30;

function readInternal(read: Reader, item: PlanItem): Pick<PlanItem, "internalDays" | "noticed"> {
  const typed = read.text("internalDays");
  const days = typed === undefined ? item.internalDays : Number.parseInt(typed, 10) || null;
  const internalDays = days === null ? null : Math.min(Math.max(days, 0), MOST_INTERNAL_DAYS) || null;
  return { internalDays, noticed: internalDays !== null && read.flag("noticed", item.noticed) };
}

const CHANGED: Readonly<Partial<Record<Topic, (keyof PlanItem)[]>>> = {
  due: ["timing", "dueOn", "recurrence", "trigger", "dueTime", "internalDays"],
  past: ["dueOn", "countPast"],
  window: ["windowFrom", "windowTo"],
  who: ["unitIds"],
  to: ["to"],
  preparer: ["preparerId"],
  cumulative: ["cumulative"],
  materials: ["materials", "what"],
};

/** The remarks that stay open: those on topics whose fields this edit left as they were. */
function openRemarks(before: PlanItem, after: PlanItem): string[] {
  return before.confirm.filter((sentence) => {
    const fields = CHANGED[topicOf(sentence)] ?? [];
    return fields.every((field) => canonicalJson(before[field]) === canonicalJson(after[field]));
  });
}

const FROZEN = [
  "timing",
  "dueOn",
  "dueTime",
  "recurrence",
  "windowFrom",
  "windowTo",
  "span",
  "materials",
  "level",
  "shift",
  "countPast",
  "noticed",
  "preparerId",
  "what",
] as const satisfies readonly (keyof PlanItem)[];

function freeze(before: PlanItem, after: PlanItem, complain: Complain): PlanItem {
  const moved = FROZEN.some((field) => canonicalJson(before[field]) !== canonicalJson(after[field]));
  const fewer = before.unitIds.some((id) => !after.unitIds.includes(id));
  if (moved)
    complain("timing", "这一项已生成报送任务，名称、期限和材料不能在这里改；要改请取消保留，另加一项");
  if (fewer) complain("unitId", "这一项已生成报送任务，只能增加单位；要减少请在报送任务上办理免报");
  const frozen = Object.fromEntries(FROZEN.map((field) => [field, before[field]]));
  return { ...after, ...frozen, unitIds: [...new Set([...before.unitIds, ...after.unitIds])] };
}

const SET_ABOVE: readonly (keyof PlanItem)[] = [
  "timing",
  "dueOn",
  "dueTime",
  "recurrence",
  "windowFrom",
  "windowTo",
  "span",
  "trigger",
  "shift",
];
const ASKED_ABOVE: readonly (keyof PlanItem)[] = [
  "keep",
  "what",
  "unitIds",
  "to",
  "materials",
  "internalDays",
  "noticed",
  "countPast",
];

/** 逐级汇总: what the upper bureau asks for and until when is not this bureau's to change. */
function holdToUpper(before: PlanItem, after: PlanItem, complain: Complain): PlanItem {
  if (before.upper === null) return after;
  const answers = before.upper.part === "answer";
  const held = answers ? [...SET_ABOVE, ...ASKED_ABOVE] : SET_ABOVE;
  const moved = held.some((field) => canonicalJson(before[field]) !== canonicalJson(after[field]));
  if (moved)
    complain(
      "timing",
      answers
        ? "这是上级布置本局报送的，事项、材料和期限不能在这里改，也不能删去"
        : "期限是上级定的，不能在这里改；要各单位早些报，请选内部期限",
    );
  const kept = Object.fromEntries(held.map((field) => [field, before[field]]));
  return { ...after, ...kept, direction: before.direction };
}

/** Applies what was posted about an item. Where there are faults the item returned shows the input as far as it can. */
export function editItem(
  item: PlanItem,
  posted: Posted,
  facts: EditFacts,
): { item: PlanItem; faults: Fault[] } {
  const faults: Fault[] = [];
  const complain: Complain = (field, sentence) => faults.push({ key: item.key, field, sentence });
  const { directory } = facts;
  const read = reader(posted);
  const keep = read.flag("keep", item.keep);
  const what = read.text("what") ?? item.what;
  if (keep && what === "") complain("what", "请写明报送事项的名称");
  if (what.length > MOST_CHARACTERS) complain("what", `名称请控制在${MOST_CHARACTERS}字以内`);
  const known = new Set(directory.filter(({ kind }) => kind !== "group").map(({ id }) => id));
  const ticked = read.list("unitId", item.unitIds).filter((id) => known.has(id));
  const matched = readMatches(read, item, directory);
  const unitIds = [...new Set([...ticked, ...matched.unitIds])];
  const to = read.optional("to", item.to);
  const preparerId = read.optional("preparerId", item.preparerId);
  if (preparerId && !known.has(preparerId)) complain("preparerId", "没有这个科室，请重新选择");
  const time = readTime(read, item, facts.today, complain);
  const materials = readMaterials(read, item, facts, keep ? complain : () => {});
  const cumulative = read.text("cumulative");
  const given: PlanItem = {
    ...item,
    ...time,
    keep,
    what,
    unitIds,
    to,
    direction: directionOf({ unitIds, to }, directory),
    preparerId,
    materials,
    span: read.choice("span", ["current", "previous"], item.span),
    cumulative: cumulative === undefined ? item.cumulative : cumulative === "" ? null : cumulative === "1",
    level: read.choice("level", ["normal", "sensitive"], item.level),
    nilAllowed: read.flag("nilAllowed", item.nilAllowed),
    signOff: read.flag("signOff", item.signOff),
    signOffBy: read.choice("signOffBy", ["head", "deputy"], item.signOffBy),
    shift: read.flag("shift", item.shift),
    countPast: read.flag("countPast", item.countPast),
    ...readInternal(read, item),
    steps: STEPS.filter((step) => read.list("step", item.steps).includes(step)),
  };
  // The first full rule brings the span that such a day usually means, unless one was chosen.
  if (
    given.recurrence &&
    given.recurrence !== item.recurrence &&
    !posted.has("span") &&
    faults.length === 0
  ) {
    given.span = suggestSpan(given.recurrence);
  }
  const { holdsSensitive } = facts.definitions;
  if (holdsSensitive(materials) && !holdsSensitive(item.materials)) given.level = "sensitive";
  const own = holdToUpper(item, given, complain);
  const after = facts.locked ? freeze(item, own, complain) : own;
  // A ticked unit answers the one name that nobody bore; of several it can't be told which.
  const answered = matched.unmatched.length === 1 && canonicalJson(ticked) !== canonicalJson(item.unitIds);
  const unmatched = answered ? [] : matched.unmatched;
  const checked = read.text("checked");
  return {
    item: {
      ...after,
      unmatched: checked ? [] : unmatched,
      confirm: checked ? [] : openRemarks(item, after),
    },
    faults,
  };
}
