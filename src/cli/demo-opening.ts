// A demo's first day: the plan is sent to the bot, open points are settled or left out, it is published, people press 收到.
import { dayOf, formatDay } from "../domain/day.ts";
import { readItems } from "../services/campaigns/item.ts";
import { isPastAtIssue, isReady } from "../services/campaigns/open-points.ts";
import { partMessages, type Stage, sayIt } from "./demo-stage.ts";
import type { SeenMessage } from "./sandbox-client.ts";

/** What the coordinator settles on the confirm page: fields of the item whose line in the draft matches. */
export interface Settlement {
  item: RegExp;
  fields: Record<string, string>;
  /** As the transcript tells it. */
  words: string;
}

/** A plan as a file, and what its coordinator adds to it. */
export interface PlanFile {
  name: string;
  bytes: Uint8Array;
  /** The day of issue, where the text has none. */
  issuedOn: string | null;
  settlements: readonly Settlement[];
}

/** Imports, settles and publishes; the instant at which it was told, or null where nothing can be published. */
export async function openCampaign(stage: Stage, plan: PlanFile): Promise<Date | null> {
  const { sandbox, cast, transcript, app } = stage;
  const { coordinator } = cast;
  const who = `${cast.nameOf(coordinator)}(${cast.placeOf(coordinator)}，牵头科室管理员)`;
  transcript.act(app.runtime.clock.now(), `${who}把方案发给机器人：〔文件〕${plan.name}`);
  const { own } = partMessages(await sandbox.person(coordinator).sends(plan.name, plan.bytes), coordinator);
  const draft = own.at(-1)!;
  // The open points come once more after publishing, when they matter.
  const lines = draft.text.split("\n").filter(Boolean);
  const open = lines.findIndex((line) => line.startsWith("待确认("));
  transcript.note(...(open < 0 ? lines : lines.slice(0, open + 1)).map((line) => `│ ${line}`));
  const page = draft.card?.actions.find(({ action }) => action === "open")?.url;
  if (!page) return null;
  if (plan.issuedOn) {
    await settle(stage, page, { "head.issuedOn": plan.issuedOn });
    transcript.note(`原文没有写明印发日期，${who}在确认页填上${formatDay(plan.issuedOn, true)}`);
  }
  const keys = keysOf(draft);
  for (const { item, fields, words } of plan.settlements) {
    const key = [...keys].find(([, line]) => item.test(line))?.[0];
    if (!key) continue;
    await settle(
      stage,
      page,
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${key}.${name}`, value])),
    );
    transcript.note(`${who}在确认页定下第${key}项：${words}`);
  }
  if (!(await hasPublishable(stage))) return null;
  return publish(stage);
}

/** Item numbers with their line, as the draft's card lists them. */
function keysOf({ card }: SeenMessage): Map<string, string> {
  const lines = card?.body.split("\n") ?? [];
  const numbered = lines.flatMap((line) => {
    const match = /^(\d+)\. (.+?)；/.exec(line);
    return match ? [[match[1]!, match[2]!] as const] : [];
  });
  return new Map(numbered);
}

async function settle({ sandbox, cast }: Stage, url: string, fields: Record<string, string>): Promise<void> {
  const talker = sandbox.person(cast.coordinator);
  const page = await talker.opens(new URL(url).pathname);
  const revision = /name="revision" value="(\d+)"/.exec(page.text)?.[1] ?? "0";
  const answer = await talker.opens(page.path, { revision, ...fields });
  if (answer.status !== 200) throw new Error(`确认页没有收下 ${JSON.stringify(fields)}：${answer.status}`);
}

async function hasPublishable({ app }: Stage): Promise<boolean> {
  const version = await app.runtime.store.db.planVersion.findFirstOrThrow({ include: { campaign: true } });
  const issuedOn = version.campaign.issuedOn ?? dayOf(app.runtime.clock.now());
  return readItems(version.items).some(
    (item) => item.keep && isReady(item) && item.timing !== "triggered" && !isPastAtIssue(item, issuedOn),
  );
}

async function publish(stage: Stage): Promise<Date> {
  const { sandbox, cast, transcript, app } = stage;
  const toldAt = app.runtime.clock.now();
  const { own, others } = partMessages(
    await sandbox.person(cast.coordinator).says("/发布"),
    cast.coordinator,
  );
  transcript.act(toldAt, `${cast.nameOf(cast.coordinator)}:/发布`);
  const answer = own.find(({ card }) => card?.title.startsWith("已发布")) ?? own.at(-1)!;
  const body = answer.card?.body.split("\n") ?? [];
  const open = body.findIndex((line) => line.startsWith("待确认("));
  const [said, left] = open < 0 ? [body, []] : [body.slice(0, open), body.slice(open + 1)];
  transcript.note(`│ ${answer.card?.title ?? answer.text}`);
  for (const [label, value] of answer.card?.facts ?? []) transcript.note(`│ ${label}：${value}`);
  transcript.note(...said.filter(Boolean).map((line) => `│ ${line}`));
  if (left.length > 0)
    transcript.note("待确认，本次演示略过：", ...left.filter(Boolean).map((line) => `  ${line}`));
  transcript.heard([...own.filter(({ id }) => id !== answer.id), ...others]);
  return toldAt;
}

/** Everybody's A contact presses 收到 but the slow unit's; the coordinator looks who has not. */
export async function pressReceived(stage: Stage, slow: string | null): Promise<void> {
  const { sandbox, cast, transcript, app, duties } = stage;
  const units = [...new Set(duties.map(({ preparer }) => preparer))].filter((unit) => unit !== slow);
  const contacts = [...new Set(units.flatMap((unit) => cast.holders(unit, "contact").slice(0, 1)))];
  const at = app.runtime.clock.now();
  const pressed: string[] = [];
  for (const id of contacts) {
    const talker = sandbox.person(id);
    const asking = (await talker.sees()).findLast(({ card }) =>
      card?.actions.some(({ action }) => action === "ack"),
    );
    if (!asking) continue;
    await talker.presses(asking, "收到");
    pressed.push(`${cast.nameOf(id)}(${cast.placeOf(id)})`);
  }
  transcript.act(at, `${pressed.join("、")}点“收到”${slow ? `；${cast.callUnit(slow)}没有点` : ""}`);
  await sayIt(stage, cast.coordinator, "/回执");
}
