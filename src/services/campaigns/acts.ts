// What a coordinator does to whole items of a draft: split, join, drop, restore, and say which older item one is.
import { nextKey, numberOf, type PlanItem } from "./item.ts";

/** An act on the item `key`. `materials` go to the new item of a split; `other` is joined into `key`. */
export type Act =
  | { kind: "split"; key: string; materials: readonly string[] }
  | { kind: "join"; key: string; other: string }
  | { kind: "drop"; key: string }
  | { kind: "restore"; key: string };

/** The items after an act, or the sentence that says why it can't be done. */
export type Acted = { items: PlanItem[] } | { sentence: string };

const replace = (items: readonly PlanItem[], changed: PlanItem): PlanItem[] =>
  items.map((item) => (item.key === changed.key ? changed : item));

const namesOf = (materials: PlanItem["materials"]) => materials.map(({ name }) => name).join("、");

function split(items: readonly PlanItem[], item: PlanItem, chosen: readonly string[]): Acted {
  const key = nextKey(items);
  const moved = item.materials.filter((material) => chosen.includes(material.key));
  const going = moved.length > 0 ? moved : item.materials.slice(-1);
  const staying = item.materials.filter((material) => !going.includes(material));
  // A single material stays with both: what is split then is the day or the units.
  const whole = staying.length === 0;
  const made: PlanItem = {
    ...item,
    key,
    splitFrom: item.splitFrom ?? item.key,
    what: whole ? item.what : namesOf(going),
    materials: whole ? item.materials : going,
    also: [],
  };
  const named = item.what === namesOf(item.materials) ? namesOf(staying) : item.what;
  const left = whole ? item : { ...item, what: named, materials: staying };
  return { items: [...replace(items, left), made] };
}

const sameSet = (left: readonly string[], right: readonly string[]) =>
  left.length === right.length && left.every((one) => right.includes(one));

function join(items: readonly PlanItem[], item: PlanItem, other: PlanItem): Acted {
  const known = new Set(item.materials.map(({ name }) => name));
  let last = Math.max(0, ...item.materials.map(({ key }) => Number(key)));
  const added = other.materials
    .filter(({ name }) => !known.has(name))
    .map((material) => ({ ...material, key: String(++last) }));
  const materials = [...item.materials, ...added];
  const remarks = [
    ...(sameSet(item.unitIds, other.unitIds)
      ? []
      : [`并入的第${numberOf(other)}项责任单位不同，已按第${numberOf(item)}项的单位计，请核对责任单位`]),
    ...(item.timing === other.timing &&
    item.dueOn === other.dueOn &&
    item.recurrence === other.recurrence &&
    item.trigger === other.trigger
      ? []
      : [`并入的第${numberOf(other)}项期限不同，已按第${numberOf(item)}项的期限计，请核对期限`]),
  ];
  const both = known.size > 0 && item.what === namesOf(item.materials) ? namesOf(materials) : item.what;
  const joined: PlanItem = {
    ...item,
    what: both,
    materials,
    level: other.level === "sensitive" ? other.level : item.level,
    confirm: [...item.confirm, ...remarks],
    also: [
      ...item.also,
      ...other.also,
      { key: other.key, quote: other.quote, line: other.line, materials: added.map(({ key }) => key) },
    ],
  };
  const gone: PlanItem = { ...other, keep: false, joinedInto: item.key };
  return { items: replace(replace(items, joined), gone) };
}

function restore(items: readonly PlanItem[], item: PlanItem): Acted {
  const back = replace(items, { ...item, keep: true, joinedInto: null });
  const host = items.find(({ key }) => key === item.joinedInto);
  const brought = host?.also.find(({ key }) => key === item.key);
  if (!host || !brought) return { items: back };
  const materials = host.materials.filter(({ key }) => !brought.materials.includes(key));
  const what = host.what === namesOf(host.materials) ? namesOf(materials) : host.what;
  return {
    items: replace(back, { ...host, what, materials, also: host.also.filter((one) => one !== brought) }),
  };
}

/** Does an act; an item with 报送任务 (`locked`) can only be dropped and restored. */
export function actOn(items: readonly PlanItem[], act: Act, locked: ReadonlySet<string>): Acted {
  const item = items.find(({ key }) => key === act.key);
  if (!item) return { sentence: `没有第${act.key}项，请刷新页面再看` };
  if (item.upper?.part === "answer" && act.kind !== "restore")
    return { sentence: "这是上级布置本局报送的一项，不能删去、拆分或合并" };
  if (act.kind === "drop") return { items: replace(items, { ...item, keep: false }) };
  if (act.kind === "restore") return restore(items, item);
  const busy = [act.key, ...(act.kind === "join" ? [act.other] : [])].find((key) => locked.has(key));
  if (busy) return { sentence: `第${busy}项已生成报送任务，不能拆分或合并；要改请删去这一项，另加一项` };
  if (act.kind === "split") return split(items, item, act.materials);
  const other = items.find(({ key, keep }) => key === act.other && keep);
  if (other?.upper && other.upper.obligationId !== item.upper?.obligationId)
    return { sentence: `第${other.key}项是为上级布置的事项收集的，不能并入别的事项` };
  if (!other || other.key === item.key) return { sentence: "请先选好要并入的另一项，再点合并" };
  return join(items, item, other);
}

/** `target` of a correction that makes an item a new one, whatever it was taken for. */
export const AS_NEW = "new";

/**
 * Corrects which item of the version before an item is: it takes the number and the settings of `target`, an item that
 * was taken for missing, or becomes a new one. What it was taken for before is missing then, and stands at the end.
 */
export function correctMapping(
  items: readonly PlanItem[],
  basis: readonly PlanItem[],
  key: string,
  target: string,
): Acted {
  const item = items.find((one) => one.key === key);
  const elder = target === AS_NEW ? null : items.find((one) => one.key === target && one.absent);
  if (!item || elder === undefined) return { sentence: "对应的原事项已不在名单里，请刷新页面再选" };
  const former = basis.find((one) => one.key === key);
  const left =
    former && !items.some((one) => one.key === key && one !== item)
      ? { ...former, absent: former.line > 0 }
      : null;
  const { level, nilAllowed, signOff, signOffBy, steps, preparerId, shift, countPast } = elder ?? item;
  const settings = { level, nilAllowed, signOff, signOffBy, steps, preparerId, shift, countPast };
  const moved: PlanItem = { ...item, ...settings, key: elder?.key ?? nextKey([...items, ...basis]) };
  const rest = items
    .filter((one) => one !== elder)
    .map((one) => (one === item ? moved : one))
    .map((one) => (one.splitFrom === key ? { ...one, splitFrom: moved.key } : one));
  return { items: left ? [...rest, left] : rest };
}
