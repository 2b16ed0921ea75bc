// Settling a plan on its page: edits of several people at once are merged item by item, or shown to whom they meet.
import { canonicalJson } from "../../domain/audit.ts";
import { isDay } from "../../domain/day.ts";
import { scrub } from "../../domain/scrub.ts";
import type { Draft } from "../../plan/draft.ts";
import type { Prisma } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { makeItems } from "./drafting.ts";
import { editItem, type Fault } from "./edits.ts";
import { headForm, itemForm, type Posted, printOf, proposedWindow } from "./form.ts";
import { blankItem, numberOf, type PlanItem } from "./item.ts";
import { type CampaignSettings, settingsOf, writeSettings } from "./settings.ts";
import { type Directory, readDirectory } from "./units.ts";
import { issueDayOf, lockCampaign, type PlanVersion, readVersion } from "./versions.ts";

/** The key under which the form posts an item to be added. */
export const NEW_KEY = "new";
/** The key under which the form posts what belongs to the whole campaign. */
export const HEAD_KEY = "head";

/** What the page posts, by item; a form's `print` tells what it held when the page was made. */
export interface Settling {
  versionId: string;
  revision: number;
  posted: ReadonlyMap<string, Posted>;
  /** The text read again with the day of issue that is posted, where it had none. */
  redraft?: Draft;
}

/** Saved with how many items changed; or not, with what to mend. A conflict is a fault on the field `keep`. */
export type Settled = { saved: true; changed: number } | { saved: false; faults: Fault[] };

const MOVED = "这一项在您打开页面后已被别人改过。下面是您填的内容;对照原值后再点保存,就按您的改";
const OUTDATED = "这份方案已有更新的一稿,请从聊天里打开最新的一稿再修改";
const MOVED_HEAD = "名称、印发日期或群的设置在您打开页面后已被别人改过。再点保存,就按您的改";

/** Keys of the items that have 报送任务 already. */
export async function findLocked(tx: UnitOfWork["tx"], campaignId: string): Promise<Set<string>> {
  const rows = await tx.obligation.findMany({
    where: { campaignId, assignments: { some: {} } },
    select: { itemKey: true },
  });
  return new Set(rows.map(({ itemKey }) => itemKey));
}

/** Fills the days of items that had none from a draft that knows the year. */
function redate(items: readonly PlanItem[], redraft: Draft, directory: Directory): PlanItem[] {
  const fresh = makeItems(redraft, directory);
  return items.map((item) => {
    const found = fresh.find(({ quote, what }) => quote === item.quote && what === item.what);
    if (!found || item.timing !== "undated" || found.timing === "undated") return item;
    const { timing, dueOn, dueTime, recurrence, windowFrom, windowTo, trigger, confirm } = found;
    return { ...item, timing, dueOn, dueTime, recurrence, windowFrom, windowTo, trigger, confirm };
  });
}

function readSettings(version: PlanVersion, posted: Posted, faults: Fault[]): CampaignSettings {
  const before = settingsOf(version);
  const last = (field: string) => posted.get(field)?.at(-1)?.trim();
  const issued = last("issuedOn");
  const title = scrub(last("title") ?? before.title).text;
  if (title === "") faults.push({ key: HEAD_KEY, field: "title", sentence: "请写明专项行动的名称" });
  if (issued && !isDay(issued))
    faults.push({ key: HEAD_KEY, field: "issuedOn", sentence: "印发日期请写成 2023-07-12" });
  const groupId = last("groupId");
  const mentions = last("mentions");
  return {
    title,
    issuedOn: issued === undefined ? before.issuedOn : issued || null,
    groupId: groupId === undefined ? before.groupId : groupId || null,
    mentions: mentions !== undefined ? mentions === "1" : posted.has("shown") ? false : before.mentions,
  };
}

/**
 * Takes what was posted, all or nothing. An item that only the other person touched keeps their values, one that both
 * touched is a conflict, shown with this person's input.
 */
export async function settlePlan(work: UnitOfWork, input: Settling): Promise<Settled> {
  const { tx, orgId } = work;
  const { campaign } = await readVersion(tx, orgId, input.versionId);
  await lockCampaign(tx, campaign.id);
  const version = await readVersion(tx, orgId, input.versionId);
  const directory = await readDirectory(tx, orgId);
  const lockedKeys = await findLocked(tx, campaign.id);
  const today = issueDayOf(version);
  const stale = input.revision !== version.revision;
  const faults: Fault[] = [];
  const later = await tx.planVersion.count({
    where: { campaignId: campaign.id, version: { gt: version.version } },
  });
  if (later > 0) faults.push({ key: HEAD_KEY, field: "version", sentence: OUTDATED });

  const base = input.redraft ? redate(version.items, input.redraft, directory) : version.items;
  const proposed = proposedWindow(today, version.draft);
  const touchOf = (posted: Posted, current: Posted): "none" | "mine" | "both" => {
    const mine = printOf(posted);
    const seen = posted.get("print")?.at(-1);
    if (mine === seen || mine === printOf(current)) return "none";
    return stale && seen !== printOf(current) ? "both" : "mine";
  };
  const items = base.map((item) => {
    const posted = input.posted.get(item.key);
    const touched = posted ? touchOf(posted, itemForm(item, proposed)) : "none";
    if (!posted || touched === "none") return item;
    if (touched === "both") faults.push({ key: item.key, field: "keep", sentence: MOVED });
    const edited = editItem(item, posted, { directory, today, locked: lockedKeys.has(item.key) });
    faults.push(...edited.faults);
    return edited.item;
  });
  const added = input.posted.get(NEW_KEY);
  if (added?.get("what")?.at(-1)?.trim()) {
    const key = added.get("key")?.at(-1) ?? "";
    const next = String(Math.max(0, ...items.map(numberOf)) + 1);
    const elder = items.find((item) => item.key === key);
    const edited = editItem(blankItem(elder ? key : next), added, { directory, today, locked: false });
    faults.push(...edited.faults.map((fault) => ({ ...fault, key: NEW_KEY })));
    // The same form sent twice adds one item.
    if (elder?.what !== edited.item.what) items.push({ ...edited.item, key: next, keep: true });
  }

  const head = input.posted.get(HEAD_KEY);
  const touchedHead = head ? touchOf(head, headForm(settingsOf(version))) : "none";
  if (touchedHead === "both") faults.push({ key: HEAD_KEY, field: "title", sentence: MOVED_HEAD });
  const settings = head && touchedHead !== "none" ? readSettings(version, head, faults) : settingsOf(version);
  const group = settings.groupId && (await tx.chatGroup.count({ where: { id: settings.groupId, orgId } }));
  if (group === 0) faults.push({ key: HEAD_KEY, field: "groupId", sentence: "没有这个群,请重新选择" });
  if (faults.length > 0) return { saved: false, faults };

  const changed = items.filter((item, index) => canonicalJson(item) !== canonicalJson(version.items[index]));
  const reset = canonicalJson(settings) !== canonicalJson(settingsOf(version));
  if (changed.length === 0 && !reset) return { saved: true, changed: 0 };
  const draft: Draft = { ...(input.redraft ?? version.draft), issuedOn: settings.issuedOn };
  await writeSettings(work, campaign.id, settings);
  await tx.planVersion.update({
    where: { id: version.id },
    data: {
      items: items as Prisma.InputJsonArray,
      draft: draft as Prisma.InputJsonObject,
      revision: { increment: 1 },
    },
  });
  const keys = new Set(changed.map(({ key }) => key));
  const before = version.items.filter(({ key }) => keys.has(key));
  work.audit({
    action: "settle-plan",
    subject: `campaign:${campaign.id}`,
    before: { settings: { ...settingsOf(version) }, items: before } as Prisma.InputJsonObject,
    after: { settings: { ...settings }, items: changed } as Prisma.InputJsonObject,
  });
  return { saved: true, changed: changed.length + (reset ? 1 : 0) };
}
