// What a demo checks at its end: nothing lost, nothing doubled, nothing on the wrong day, nothing left undone.
import { verifyChain } from "../domain/audit.ts";
import { dayOf, timeOf } from "../domain/day.ts";
import type { LedgerDefinition } from "../ledger/definition.ts";
import { validateRows } from "../ledger/validate.ts";
import { readWorkbook } from "../ledger/workbook.ts";
import { type Exported, latestHandIns } from "./demo-closing.ts";
import { nameOf } from "./demo-duties.ts";
import { checkReminders, checkReportsUp, type Promised } from "./demo-reminder-promise.ts";
import type { HandIn, Stage } from "./demo-stage.ts";
import { printRow } from "./demo-values.ts";
import type { SeenMessage } from "./sandbox-client.ts";

/** Checks every promise against what was said and done, and what the database and the phones hold. */
export async function checkPromises(stage: Stage, exported: readonly Exported[]): Promise<Promised[]> {
  const phones = await readPhones(stage);
  const { duties, cast, app } = stage;
  const played = { duties, cast, calendar: app.runtime.calendar, end: app.runtime.clock.now() };
  const always = [await checkDoubled(stage), await checkAudit(stage), await checkLeftovers(stage)];
  if (duties.length === 0) return always;
  return [
    await checkReceipts(stage),
    await checkRows(stage.handIns, exported),
    checkReminders(played, phones),
    checkReportsUp(played, phones),
    await checkFigures(stage, phones),
    ...always,
  ];
}

/** Everything on everybody's phone, oldest first. */
async function readPhones(stage: Stage): Promise<Map<string, SeenMessage[]>> {
  const response = await stage.sandbox.request("/sandbox/api/people");
  const { people } = (await response.json()) as { people: { id: string }[] };
  const phones = new Map<string, SeenMessage[]>();
  for (const { id } of people) phones.set(id, await stage.sandbox.person(id).sees());
  return phones;
}

/** Every hand-in was answered with one receipt, which stands in the books once; the same again with the same one. */
async function checkReceipts({ app, handIns }: Stage): Promise<Promised> {
  const books = await app.runtime.store.db.submission.findMany({
    select: { receiptNumber: true, assignmentId: true },
  });
  const broken: string[] = [];
  const given = new Map<string, HandIn>();
  for (const one of handIns) {
    const what = `${one.duty.unit}“${nameOf(one.duty)}”的${one.material.name}`;
    const [receipt] = one.receipts;
    if (!receipt || one.receipts.length > 1) {
      broken.push(`${what}：应有一个回执号，收到${one.receipts.length}个(${one.title})`);
      continue;
    }
    const before = given.get(receipt);
    if (before && before.content !== one.content) broken.push(`${what}：回执号${receipt}与另一次报送相同`);
    if (!before && [...given.values()].some(({ content }) => content === one.content))
      broken.push(`${what}：同样的内容再报，回执号变成了${receipt}`);
    given.set(receipt, one);
    if (books.filter(({ receiptNumber }) => receiptNumber === receipt)[0]?.assignmentId !== one.duty.id)
      broken.push(`${what}：回执号${receipt}没有登记在这项任务下`);
  }
  for (const { receiptNumber } of books)
    if (!given.has(receiptNumber)) broken.push(`登记了没有人报送过的${receiptNumber}`);
  return { words: `每次报送都有且只有一个回执(报送${handIns.length}次，回执${given.size}个)`, broken };
}

/** The merged ledgers hold what was handed in last, row by row and unit by unit, and nothing else. */
async function checkRows(handIns: readonly HandIn[], exported: readonly Exported[]): Promise<Promised> {
  const broken: string[] = [];
  const wanted = new Map<string, { of: HandIn; definition: LedgerDefinition; lines: string[] }>();
  for (const one of latestHandIns(handIns)) {
    const { duty, material, content } = one;
    if (content.kind !== "rows") continue;
    const { definition } = content;
    const key = `${duty.matter} ${duty.period} ${material.key}`;
    const list = wanted.get(key) ?? { of: one, definition, lines: [] };
    list.lines.push(...content.stored.map((values) => `${duty.unit}|${printRow(definition, values)}`));
    wanted.set(key, list);
  }
  let count = 0;
  for (const { of, definition, lines } of wanted.values()) {
    count += lines.length;
    const { duty } = of;
    const file = exported.find(
      ({ matter, period, ledger }) =>
        matter === duty.matter && period === duty.period && ledger === definition.code,
    );
    const found = file ? await readLines(file.bytes, definition, duty.unit) : [];
    const missing = lines.filter((line) => !found.includes(line));
    if (missing.length > 0 || found.length !== lines.length)
      broken.push(
        `《${definition.title}》${duty.period}：报了${lines.length}条，导出${found.length}条，对不上${missing.length}条`,
      );
  }
  return { words: `报送的条目都在汇总台账里，不多不少(${wanted.size}本，${count}条)`, broken };
}

async function readLines(bytes: Uint8Array, definition: LedgerDefinition, only: string): Promise<string[]> {
  const { entries } = await readWorkbook(bytes, definition);
  const { rows } = validateRows(definition, entries, { baseYear: 2000 });
  return rows.map(({ unit, values }) => `${unit ?? only}|${printRow(definition, values)}`);
}

/** No delivery arrived twice, and nobody was told the same thing twice on one day without having asked. */
async function checkDoubled({ app }: Stage): Promise<Promised> {
  const { db } = app.runtime.store;
  const [messages, deliveries, events] = await Promise.all([
    db.sandboxMessage.findMany({ orderBy: { id: "asc" } }),
    db.delivery.findMany({ select: { id: true, state: true, eventId: true } }),
    db.inboundEvent.findMany({ select: { id: true, senderKey: true } }),
  ]);
  const sent = deliveries.filter(({ state }) => state === "sent");
  const arrived = new Set(messages.map(({ deliveryId }) => deliveryId));
  const broken: string[] = [];
  if (arrived.size !== messages.length) broken.push("有的投递到了两次");
  if (sent.length !== messages.length || sent.some(({ id }) => !arrived.has(id)))
    broken.push(`发出${sent.length}条，到达${messages.length}条`);
  const eventOf = new Map(deliveries.map(({ id, eventId }) => [id, eventId]));
  const senderOf = new Map(events.map(({ id, senderKey }) => [id, senderKey]));
  const seen = new Set<string>();
  for (const { deliveryId, personId, groupId, at, body } of messages) {
    const eventId = eventOf.get(deliveryId);
    const sender = eventId ? senderOf.get(eventId) : null;
    // An answer to the asker may well read like the one before.
    if (personId && sender === `sandbox:${personId}`) continue;
    const { text } = body as { text: string };
    const key = `${personId ?? groupId} ${dayOf(at)} ${text}`;
    if (seen.has(key)) broken.push(`${dayOf(at)} ${timeOf(at)} 有人收到两条同样的消息：${text.slice(0, 30)}`);
    seen.add(key);
  }
  return { words: `没有重复的消息(共${messages.length}条)`, broken };
}

/** 应报 = 已报 + 未报, as counted from the rows and as the director was told. */
async function checkFigures(
  { app, cast }: Stage,
  phones: ReadonlyMap<string, SeenMessage[]>,
): Promise<Promised> {
  const rows = await app.runtime.store.db.assignment.findMany({
    where: { counted: true, obligation: { direction: "internal", withdrawnAt: null } },
    select: { state: true },
  });
  const due = rows.filter(({ state }) => state !== "waived").length;
  const done = rows.filter(({ state }) => state === "submitted" || state === "accepted").length;
  const told = phones.get(cast.director)?.findLast(({ text }) => /应报\d+项次，已报\d+/.test(text))?.text;
  const [, toldDue, toldDone] = /应报(\d+)项次，已报(\d+)/.exec(told ?? "") ?? [];
  const [, toldMissing] = /未报(\d+)/.exec(told ?? "") ?? [];
  const said = [toldDue, toldDone, toldMissing].map(Number);
  const right = due === 0 || (said[0] === due && said[1] === done && said[2] === due - done);
  return {
    words: `应报${due}=已报${done}+未报${due - done}，${cast.headPost}听到的也是这个数`,
    broken: right ? [] : [`答的是应报${toldDue}、已报${toldDone}、未报${toldMissing}`],
  };
}

async function checkAudit({ app }: Stage): Promise<Promised> {
  const { db } = app.runtime.store;
  const [entries, heads] = await Promise.all([
    db.auditEntry.findMany({ orderBy: { sequence: "asc" } }),
    db.auditHead.findMany(),
  ]);
  const brokenAt = verifyChain(entries, { anchors: heads });
  return {
    words: `留痕链完整(${entries.length}条)`,
    broken: brokenAt === null ? [] : [`第${brokenAt}条断开`],
  };
}

async function checkLeftovers({ app }: Stage): Promise<Promised> {
  const { db } = app.runtime.store;
  const [events, deliveries] = await Promise.all([
    db.inboundEvent.findMany({ where: { state: { not: "handled" } } }),
    db.delivery.findMany({ where: { state: { notIn: ["sent", "dropped"] } } }),
  ]);
  return {
    words: "没有未处理的来件和未送出的消息",
    broken: [
      ...events.map(({ sequence, state, error }) => `第${sequence}号来件${state}：${error ?? ""}`),
      ...deliveries.map(({ dedupeKey, state, error }) => `投递${dedupeKey} ${state}：${error ?? ""}`),
    ],
  };
}
