// Settling a plan on its page: edits of several people at once are merged item by item, or shown to whom they meet.
import { canonicalJson } from "../../domain/audit.ts";
import { isDay } from "../../domain/day.ts";
import { scrub } from "../../domain/scrub.ts";
import { toHalfWidth } from "../../domain/text.ts";
import type { Draft } from "../../plan/draft.ts";
import type { Prisma } from "../../store/generated/client.ts";
import { readDefinitions } from "../definitions.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type Act, type Acted, actOn, correctMapping } from "./acts.ts";
import { type Forms, makeItems } from "./drafting.ts";
import { editItem, type Fault } from "./edits.ts";
import { headForm, itemForm, type Posted, printOf, proposedWindow } from "./form.ts";
import { blankItem, nextKey, type PlanItem } from "./item.ts";
import { readBasis } from "./revision.ts";
import { type CampaignSettings, settingsOf, writeSettings } from "./settings.ts";
import { type Directory, readDirectory } from "./units.ts";
import { issueDayOf, lockCampaign, type PlanVersion, readVersion } from "./versions.ts";

/** The field in which it is corrected which item of the version before an item is. */
export const FOLLOWS = "follows";
/** The key under which the form posts an item to be added. */
export const NEW_KEY = "new";
/** The key under which the form posts what belongs to the whole campaign. */
export const HEAD_KEY = "head";

/** What the page posts, by item; a form's `print` tells what it held when the page was made. */
export interface Settling {
  versionId: string;
  revision: number;
  posted: ReadonlyMap<string, Posted>;
  /** An act on a whole item, done after what was typed is taken. */
  act?: Act;
  /** The text read again with the day of issue that is posted, where it had none. */
  redraft?: Draft;
}

/** Saved with how many items changed; or not, with what to mend. A conflict is a fault on the field `keep`. */
export type Settled = { saved: true; changed: number } | { saved: false; faults: Fault[] };

const MOVED = "这一项在您打开页面后已被别人改过。下面是您填的内容；对照原值后再点保存，就按您的改";
const MOVED_ACT = "您打开页面后方案有改动，这一步没有做；请核对后再点一次";
const OUTDATED =
  "这份方案已有更新的一稿，请从聊天里打开最新的一稿再修改；不要那一稿的，可在它的页面最下面放弃它";
const MOVED_HEAD = "名称、印发日期或群的设置在您打开页面后已被别人改过。再点保存，就按您的改";

/** Keys of the items that have 报送任务 already; a later version is free to change them until it is published. */
export async function findLocked(
  tx: UnitOfWork["tx"],
  { publishedAt, campaign }: Pick<PlanVersion, "publishedAt" | "campaign">,
): Promise<Set<string>> {
  if (publishedAt === null) return new Set();
  const rows = await tx.obligation.findMany({
    where: { campaignId: campaign.id, assignments: { some: {} } },
    select: { itemKey: true },
  });
  return new Set(rows.map(({ itemKey }) => itemKey));
}

/** Fills the days of items that had none from a draft that knows the year. */
function redate(
  items: readonly PlanItem[],
  redraft: Draft,
  { directory, forms }: { directory: Directory; forms: Forms },
): PlanItem[] {
  const fresh = makeItems(redraft, directory, forms);
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
  const typed = last("shortNotice");
  const shortNotice = typed === undefined ? before.shortNotice : readCount(typed);
  if (shortNotice === null)
    faults.push({
      key: HEAD_KEY,
      field: "shortNotice",
      sentence: `请写0到${MOST_NOTICE}的整数，0为不提示`,
    });
  return {
    title,
    issuedOn: issued === undefined ? before.issuedOn : issued || null,
    groupId: groupId === undefined ? before.groupId : groupId || null,
    mentions: mentions !== undefined ? mentions === "1" : posted.has("shown") ? false : before.mentions,
    shortNotice: shortNotice ?? before.shortNotice,
  };
}

const MOST_NOTICE = 30;

function readCount(typed: string): number | null {
  const count = Number(toHalfWidth(typed));
  return typed !== "" && Number.isInteger(count) && count >= 0 && count <= MOST_NOTICE ? count : null;
}

/** Corrections of what is which item of the version before, and the act of the button that was pressed. */
async function applyActs(
  work: UnitOfWork,
  version: PlanVersion,
  edited: readonly PlanItem[],
  input: Pick<Settling, "posted" | "act"> & { stale: boolean; locked: ReadonlySet<string> },
): Promise<{ items: PlanItem[]; faults: Fault[] }> {
  let items = [...edited];
  const faults: Fault[] = [];
  const take = (key: string, field: string, acted: Acted) => {
    if ("items" in acted) items = acted.items;
    else faults.push({ key, field, sentence: acted.sentence });
  };
  const targets = [...input.posted].flatMap(([key, posted]) => {
    const target = posted.get(FOLLOWS)?.at(-1);
    return target ? [{ key, target }] : [];
  });
  if (targets.length > 0) {
    const basis = (await readBasis(work.tx, version)) ?? [];
    for (const { key, target } of targets) {
      if (input.stale) faults.push({ key, field: "keep", sentence: MOVED_ACT });
      else take(key, FOLLOWS, correctMapping(items, basis, key, target));
    }
  }
  const { act } = input;
  if (act && input.stale) faults.push({ key: act.key, field: "keep", sentence: MOVED_ACT });
  else if (act) take(act.key, "act", actOn(items, act, input.locked));
  return { items, faults };
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
  const definitions = await readDefinitions(tx, orgId);
  const lockedKeys = await findLocked(tx, version);
  const today = issueDayOf(version);
  const stale = input.revision !== version.revision;
  const faults: Fault[] = [];
  const later = await tx.planVersion.count({
    where: { campaignId: campaign.id, version: { gt: version.version } },
  });
  if (later > 0) faults.push({ key: HEAD_KEY, field: "version", sentence: OUTDATED });

  const base = input.redraft
    ? redate(version.items, input.redraft, { directory, forms: { definitions, text: version.text } })
    : version.items;
  const proposed = proposedWindow(today, version.draft);
  const touchOf = (posted: Posted, current: Posted): "none" | "mine" | "both" => {
    const mine = printOf(posted);
    const seen = posted.get("print")?.at(-1);
    if (mine === seen || mine === printOf(current)) return "none";
    return stale && seen !== printOf(current) ? "both" : "mine";
  };
  const edited = base.map((item) => {
    const posted = input.posted.get(item.key);
    const touched = posted ? touchOf(posted, itemForm(item, proposed)) : "none";
    if (!posted || touched === "none") return item;
    if (touched === "both") faults.push({ key: item.key, field: "keep", sentence: MOVED });
    const result = editItem(item, posted, {
      directory,
      definitions,
      today,
      locked: lockedKeys.has(item.key),
    });
    faults.push(...result.faults);
    return result.item;
  });
  const acted = await applyActs(work, version, edited, { ...input, stale, locked: lockedKeys });
  faults.push(...acted.faults);
  const { items } = acted;
  const added = input.posted.get(NEW_KEY);
  if (added?.get("what")?.at(-1)?.trim()) {
    const key = added.get("key")?.at(-1) ?? "";
    const next = nextKey(items);
    const elder = items.find((item) => item.key === key);
    const made = editItem(blankItem(elder ? key : next), added, {
      directory,
      definitions,
      today,
      locked: false,
    });
    faults.push(...made.faults.map((fault) => ({ ...fault, key: NEW_KEY })));
    // The same form sent twice adds one item.
    if (elder?.what !== made.item.what) items.push({ ...made.item, key: next, keep: true });
  }

  const head = input.posted.get(HEAD_KEY);
  const touchedHead = head ? touchOf(head, headForm(settingsOf(version))) : "none";
  if (touchedHead === "both") faults.push({ key: HEAD_KEY, field: "title", sentence: MOVED_HEAD });
  const settings = head && touchedHead !== "none" ? readSettings(version, head, faults) : settingsOf(version);
  const group = settings.groupId && (await tx.chatGroup.count({ where: { id: settings.groupId, orgId } }));
  if (group === 0) faults.push({ key: HEAD_KEY, field: "groupId", sentence: "没有这个群，请重新选择" });
  if (faults.length > 0) return { saved: false, faults };

  const former = new Map(version.items.map((item) => [item.key, canonicalJson(item)]));
  const changed = items.filter((item) => former.get(item.key) !== canonicalJson(item));
  const reset = canonicalJson(settings) !== canonicalJson(settingsOf(version));
  const fewer = items.length < version.items.length;
  if (changed.length === 0 && !reset && !fewer) return { saved: true, changed: 0 };
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
  const left = new Set(items.map(({ key }) => key));
  const before = version.items.filter(({ key }) => keys.has(key) || !left.has(key));
  work.audit({
    action: "settle-plan",
    subject: `campaign:${campaign.id}`,
    before: { settings: { ...settingsOf(version) }, items: before } as Prisma.InputJsonObject,
    after: { settings: { ...settings }, items: changed } as Prisma.InputJsonObject,
  });
  return { saved: true, changed: changed.length + (reset ? 1 : 0) };
}
