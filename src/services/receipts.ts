// 收到: who has confirmed which message and when, and for the coordinator who has not or could not be reached.
import { card } from "../chat/card.ts";
import type { Reply } from "../chat/context.ts";
import { dayOf, formatDay, timeOf } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import type { Tx } from "../store/open.ts";
import { matterName } from "./reminders/words.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** An instant as people write it down: 「7月12日 09:30」. */
export function sayTime(at: Date): string {
  return `${formatDay(dayOf(at))} ${timeOf(at)}`;
}

/** A message that asks for 收到. */
interface Confirmable {
  id: string;
  title: string;
}

async function confirm(work: UnitOfWork, personId: string, messages: readonly Confirmable[]): Promise<void> {
  const ids = messages.map(({ id }) => id);
  const { count } = await work.tx.receipt.createMany({
    data: ids.map((deliveryId) => ({ deliveryId, personId, at: work.now })),
    skipDuplicates: true,
  });
  if (count > 0)
    work.audit({ action: "acknowledge", subject: `person:${personId}`, after: { deliveries: ids } });
}

/**
 * Keeps 收到 for the message whose button was pressed; pressing again changes nothing. Returns the answer. NOT_FOUND for
 * a message that is gone, or was somebody else's.
 */
export async function acknowledgeMessage(
  work: UnitOfWork,
  personId: string,
  deliveryId: string | undefined,
): Promise<string> {
  const delivery = await work.tx.delivery.findFirst({ where: { id: deliveryId ?? "", personId } });
  if (!delivery)
    throw new AppError(
      "NOT_FOUND",
      "没有找到要确认的消息，没有记下收到：它可能时间太久已清理，或是发给别人的。可以发送 /收到，确认发给您的全部消息。",
    );
  const earlier = await work.tx.receipt.findUnique({
    where: { deliveryId_personId: { deliveryId: delivery.id, personId } },
  });
  if (earlier) return `这条消息您已确认收到，时间${sayTime(earlier.at)}。`;
  await confirm(work, personId, [{ id: delivery.id, title: "" }]);
  return `已记下收到，时间${sayTime(work.now)}。`;
}

/** Keeps 收到 for everything that was sent to the person and not confirmed yet. Returns the answer. */
export async function acknowledgeAll(work: UnitOfWork, personId: string): Promise<string> {
  const open = await work.tx.$queryRaw<Confirmable[]>`
    SELECT d."id", d."payload" -> 'card' ->> 'title' AS "title" FROM "Delivery" d
    WHERE d."personId" = ${personId} AND d."state" = 'sent'
      AND d."payload" -> 'card' -> 'actions' @> '[{"action":"ack"}]'
      AND NOT EXISTS (SELECT 1 FROM "Receipt" r WHERE r."deliveryId" = d."id" AND r."personId" = ${personId})
    ORDER BY d."createdAt" DESC`;
  if (open.length === 0) return "目前没有等您确认的消息。";
  await confirm(work, personId, open);
  const time = `时间${sayTime(work.now)}`;
  if (open.length === 1) return `已记下收到“${open[0]!.title}”，${time}。`;
  return [`已记下收到，共${open.length}条，${time}：`, ...open.map(({ title }) => `· ${title}`)].join("\n");
}

/** Who was sent one thing: confirmed, not confirmed, not reached. People are named with their unit. */
interface Confirmations {
  /** What they were sent. */
  about: string;
  confirmed: number;
  unconfirmed: string[];
  unreached: string[];
}

interface SentTo {
  about: string;
  person: string;
  unit: string;
  state: string;
  confirmed: boolean;
}

function gather(rows: readonly SentTo[]): Confirmations[] {
  const lists = new Map<string, Confirmations>();
  for (const { about, person, unit, state, confirmed } of rows) {
    const list = lists.get(about) ?? { about, confirmed: 0, unconfirmed: [], unreached: [] };
    lists.set(about, list);
    if (confirmed) list.confirmed++;
    else if (state === "sent") list.unconfirmed.push(`${unit} ${person}`);
    else if (state === "failed" || state === "unknown") list.unreached.push(`${unit} ${person}`);
  }
  return [...lists.values()];
}

/** 收到 of a campaign: for the cards of its publishing, then by matter for the latest reminder of those who still owe. */
async function listConfirmations(db: Pick<Tx, "$queryRaw">, campaignId: string): Promise<Confirmations[]> {
  const published = await db.$queryRaw<SentTo[]>`
    SELECT '方案印发' AS "about", p."name" AS "person", u."name" AS "unit", d."state"::text AS "state",
      r."at" IS NOT NULL AS "confirmed"
    FROM "PlanVersion" v
      JOIN "Delivery" d ON d."dedupeKey" LIKE 'publish:' || v."id" || ':%' AND d."personId" IS NOT NULL
      JOIN "Person" p ON p."id" = d."personId"
      JOIN LATERAL (
        SELECT un."name", un."position" FROM "Appointment" a JOIN "Unit" un ON un."id" = a."unitId"
        WHERE a."personId" = p."id" ORDER BY un."position" LIMIT 1) u ON true
      LEFT JOIN "Receipt" r ON r."deliveryId" = d."id" AND r."personId" = d."personId"
    WHERE v."campaignId" = ${campaignId} ORDER BY u."position", p."name"`;
  const reminded = await db.$queryRaw<
    (Omit<SentTo, "about"> & { number: number; what: string; period: string })[]
  >`
    SELECT * FROM (
      SELECT DISTINCT ON (a."id", d."personId") o."number", o."what", a."period", p."name" AS "person",
        u."name" AS "unit", u."position", d."state"::text AS "state", rc."at" IS NOT NULL AS "confirmed"
      FROM "Obligation" o
        JOIN "Assignment" a ON a."obligationId" = o."id" AND a."state" IN ('open', 'signing', 'returned')
        JOIN "Reminder" r ON r."assignmentId" = a."id" AND r."dueRevision" = a."dueRevision" AND r."step" NOT LIKE 'up-%'
        JOIN "ReminderDelivery" l ON l."reminderId" = r."id"
        JOIN "Delivery" d ON d."id" = l."deliveryId" AND d."personId" IS NOT NULL
        JOIN "Person" p ON p."id" = d."personId"
        JOIN "Unit" u ON u."id" = a."preparerId"
        LEFT JOIN "Receipt" rc ON rc."deliveryId" = d."id" AND rc."personId" = d."personId"
      WHERE o."campaignId" = ${campaignId} AND o."withdrawnAt" IS NULL
      ORDER BY a."id", d."personId", d."createdAt" DESC) latest
    ORDER BY "number", "period", "position", "person"`;
  return gather([
    ...published,
    ...reminded.map(({ number, what, period, ...row }) => ({
      ...row,
      about: `${number}. ${matterName(what, period)}`,
    })),
  ]);
}

const MOST_NAMES = 30;

function sayNames(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join("、") + (names.length > MOST_NAMES ? `等${names.length}人` : "");
}

function describe({ about, confirmed, unconfirmed, unreached }: Confirmations): string[] {
  const all = confirmed + unconfirmed.length + unreached.length;
  return [
    `${about}：应回执${all}人，已回执${confirmed}人`,
    ...(unconfirmed.length > 0 ? [`  未回执：${sayNames(unconfirmed)}`] : []),
    ...(unreached.length > 0 ? [`  未送达，请电话告知：${sayNames(unreached)}`] : []),
  ];
}

/**
 * The answer to /回执 over the running campaigns of these lead units; `words` may be a matter's number. The names are
 * for the asker alone, `figures` are what a group may hear.
 */
export async function listReach(
  work: UnitOfWork,
  leadUnitIds: readonly string[],
  words: string,
): Promise<{ reply: Reply; figures: string }> {
  const campaigns = await work.tx.campaign.findMany({
    where: { orgId: work.orgId, state: "published", leadUnitId: { in: [...leadUnitIds] } },
    orderBy: { publishedAt: "desc" },
  });
  const number = /\d+/.exec(words)?.[0];
  const body: string[] = [];
  const all: Confirmations[] = [];
  for (const { id, title } of campaigns) {
    const lists = (await listConfirmations(work.tx, id)).filter(
      ({ about }) => number === undefined || about.startsWith(`${number}.`),
    );
    if (lists.length === 0) continue;
    body.push(`【${title}】`, ...lists.flatMap(describe));
    all.push(...lists);
  }
  if (all.length === 0) {
    const none = "目前没有等待回执的消息。";
    return { reply: { to: "asker", text: none }, figures: none };
  }
  const sum = (count: (list: Confirmations) => number) => all.reduce((total, list) => total + count(list), 0);
  const confirmed = sum((list) => list.confirmed);
  const unconfirmed = sum((list) => list.unconfirmed.length);
  const unreached = sum((list) => list.unreached.length);
  const figures = `已回执${confirmed}人次，未回执${unconfirmed}人次，未送达${unreached}人次。`;
  return {
    reply: { to: "asker", card: card("回执情况", { body }) },
    figures: `${figures}名单已单独发给提问人。`,
  };
}
