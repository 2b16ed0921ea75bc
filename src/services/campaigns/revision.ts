// What a later version of a plan changes, item by item, in words: added, changed from old to new, withdrawn.
import { canonicalJson } from "../../domain/audit.ts";
import type { Calendar } from "../../domain/calendar.ts";
import type { Tx } from "../../store/open.ts";
import { dueWords } from "./due-words.ts";
import { numberOf, type PlanItem, readItems } from "./item.ts";
import { type Directory, unitNames } from "./units.ts";
import type { PlanVersion } from "./versions.ts";

/** One field that differs, in words. */
export interface FieldChange {
  label: string;
  before: string;
  after: string;
}

/** What became of one item. */
export interface ItemChange {
  kind: "added" | "changed" | "withdrawn";
  item: PlanItem;
  fields: FieldChange[];
}

/** The items against which a version is held: those published last, else those of the version before. */
export async function readBasis(
  db: Pick<Tx, "planVersion">,
  version: Pick<PlanVersion, "version" | "campaign">,
): Promise<PlanItem[] | null> {
  const earlier = await db.planVersion.findMany({
    where: { campaignId: version.campaign.id, version: { lt: version.version } },
    orderBy: { version: "desc" },
    select: { items: true, publishedAt: true },
  });
  const basis = earlier.find(({ publishedAt }) => publishedAt !== null) ?? earlier[0];
  return basis ? readItems(basis.items) : null;
}

function fieldsOf(item: PlanItem, directory: Directory, calendar: Calendar): [string, string][] {
  return [
    ["事项", item.what],
    ["责任单位", unitNames(item.unitIds, directory).join("、") || item.who.join("、") || "待定"],
    ["期限", dueWords(item, calendar, "always with its year")],
    ["起止", [item.windowFrom, item.windowTo].filter(Boolean).join("至") || "待定"],
    ["报给", item.to ?? "待定"],
    ["材料", item.materials.map(({ name }) => name).join("、") || "待定"],
  ];
}

/** The fields by which two states of an item differ. */
export function differences(
  before: PlanItem,
  after: PlanItem,
  directory: Directory,
  calendar: Calendar,
): FieldChange[] {
  const old = fieldsOf(before, directory, calendar);
  return fieldsOf(after, directory, calendar).flatMap(([label, words], index) => {
    const was = old[index]![1];
    if (was === words || (label === "起止" && after.timing !== "recurring")) return [];
    return [{ label, before: was, after: words }];
  });
}

/** What a version changes against its basis, in the order of numbers; unchanged items are left out. */
export function changesOf(
  basis: readonly PlanItem[],
  items: readonly PlanItem[],
  directory: Directory,
  calendar: Calendar,
): ItemChange[] {
  const before = new Map(basis.filter(({ keep }) => keep).map((item) => [item.key, item]));
  const kept = items.filter(({ keep }) => keep);
  const changes = kept.flatMap((item): ItemChange[] => {
    const elder = before.get(item.key);
    if (!elder) return [{ kind: "added", item, fields: [] }];
    if (item.absent) return [];
    const fields =
      canonicalJson(elder) === canonicalJson(item) ? [] : differences(elder, item, directory, calendar);
    return fields.length > 0 ? [{ kind: "changed", item, fields }] : [];
  });
  const now = new Map(items.map((item) => [item.key, item]));
  const gone = [...before.values()].flatMap((elder): ItemChange[] => {
    const item = now.get(elder.key);
    return !item?.keep || item.absent ? [{ kind: "withdrawn", item: item ?? elder, fields: [] }] : [];
  });
  return [...changes, ...gone].sort((a, b) => numberOf(a.item) - numberOf(b.item));
}

/** One line for cards: 「第2项 清单：期限由7月15日(周六)前改为7月18日(周二)前」. */
export function changeLine({ kind, item, fields }: ItemChange): string {
  const name = `第${numberOf(item)}项 ${item.what}`;
  if (kind === "added") return `${name}：新增`;
  if (kind === "withdrawn")
    return `${name}：${item.keep ? "新稿中没有，继续保留；要撤下请在确认页删去" : "撤下"}`;
  return `${name}：${fields.map(({ label, before, after }) => `${label}由${before}改为${after}`).join("；")}`;
}
