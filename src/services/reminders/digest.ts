// What a contact reads: everything that his or her units still owe, at the moment it is sent.
import { z } from "zod";
import { type CardAction, card, type Outgoing } from "../../chat/card.ts";
import { type Day, dayOf, formatDay, type TimeOfDay, weekdayName } from "../../domain/day.ts";
import { assignmentCode, readMaterials } from "../../domain/obligation.ts";
import type { Delivery } from "../../store/generated/client.ts";
import { Prisma } from "../../store/generated/client.ts";
import { type ProblemView, problemLine } from "../rectification/problem.ts";
import type { Runtime } from "../runtime.ts";
import { readHandedIn } from "../submissions/materials.ts";
import { selectOwed } from "./owed.ts";
import { readRemindedProblems } from "./problems.ts";
import { listContactUnits } from "./reminded.ts";
import { matterName, phraseDeadline, phraseMissing, shorten } from "./words.ts";

const MOST_ITEMS = 20;
const MOST_BUTTONS = 4;
const NOTE_LENGTH = 60;

/** One assignment that a contact's unit still owes. */
interface OwedItem {
  id: string;
  number: number;
  unitName: string;
  campaignTitle: string;
  name: string;
  dueOn: Day | null;
  dueTime: TimeOfDay | null;
  notes: string[];
  /** 逐级汇总: it goes up by /上报. */
  goesUp: boolean;
}

/** Assignments by id as a contact reads them: grouped by unit, nearest first. */
async function readItems(runtime: Runtime, ids: string[]): Promise<OwedItem[]> {
  const rows = await runtime.store.db.assignment.findMany({
    where: { id: { in: ids } },
    include: {
      preparer: { select: { name: true } },
      obligation: {
        select: { what: true, level: true, materials: true, campaign: { select: { title: true } } },
      },
      submissions: {
        orderBy: { version: "desc" },
        take: 1,
        select: {
          complete: true,
          materials: true,
          reviews: { where: { verdict: "returned" }, orderBy: { reviewedAt: "desc" }, take: 1 },
        },
      },
    },
    orderBy: [
      { preparer: { position: "asc" } },
      { dueOn: { sort: "asc", nulls: "last" } },
      { number: "asc" },
    ],
  });
  return rows.map(({ obligation, preparer, submissions: [latest], ...row }) => {
    const sensitive = obligation.level === "sensitive";
    const notes: string[] = [];
    if (row.internalDueOn !== null && row.dueOn === row.planDueOn)
      notes.push(`内部期限${formatDay(row.internalDueOn)}(${weekdayName(row.internalDueOn)})，请提前报送`);
    if (row.state === "signing") notes.push("审签中");
    if (row.upperId !== null) {
      const state = row.state === "returned" ? "上级已退回，" : "";
      notes.push(`${state}发送“/上报 ${assignmentCode(row.number)}”看汇总并报出`);
    } else if (row.state === "returned") {
      const note = latest?.reviews[0]?.note ?? "";
      notes.push(note && !sensitive ? `退回补正：${shorten(note, NOTE_LENGTH)}` : "退回补正");
    }
    if (latest && !latest.complete && row.upperId === null) {
      const keys = readHandedIn(latest.materials).map(({ key }) => key);
      notes.push(phraseMissing(readMaterials(obligation.materials), new Set(keys), sensitive));
    }
    return {
      id: row.id,
      number: row.number,
      unitName: preparer.name,
      campaignTitle: obligation.campaign.title,
      name: matterName(obligation.what, row.period),
      dueOn: row.dueOn,
      dueTime: row.dueTime,
      notes: notes.filter(Boolean),
      goesUp: row.upperId !== null,
    };
  });
}

/**
 * A card of assignments that are still owed, with 收到 and ways to report; `lead` opens it. Problems that are to be
 * rectified stand below in the same message.
 */
export async function renderOwed(
  runtime: Runtime,
  title: string,
  lead: string,
  ids: string[],
  problems: readonly ProblemView[] = [],
): Promise<Outgoing> {
  const now = runtime.clock.now();
  const today = dayOf(now);
  const items = await readItems(runtime, ids);
  const units = new Set([
    ...items.map(({ unitName }) => unitName),
    ...problems.map((problem) => problem.unit),
  ]);
  const severalCampaigns = new Set(items.map(({ campaignTitle }) => campaignTitle)).size > 1;
  const lines: string[] = items.length > 0 ? [lead] : [];
  let unit = "";
  for (const item of items.slice(0, MOST_ITEMS)) {
    if (units.size > 1 && item.unitName !== unit) lines.push(`【${item.unitName}】`);
    unit = item.unitName;
    const campaign = severalCampaigns ? `(${item.campaignTitle})` : "";
    lines.push(
      `${assignmentCode(item.number)} ${item.name}${campaign}：${phraseDeadline(item, today, now)}`,
      ...item.notes.map((note) => `  ${note}`),
    );
  }
  if (items.length > MOST_ITEMS) {
    lines.push(`另有${items.length - MOST_ITEMS}项，发送 /报送 可查看全部。`);
  }
  lines.push(...rectificationLines(problems, today, units.size > 1));
  const report = [...items]
    .sort((a, b) => (a.dueOn ?? "9").localeCompare(b.dueOn ?? "9"))
    .slice(0, MOST_BUTTONS)
    .map(({ number, goesUp }): CardAction => {
      const code = assignmentCode(number);
      const label = goesUp ? "去上报" : "去报送";
      return {
        action: goesUp ? "preview-up" : "matter",
        label: items.length === 1 ? label : `${label} ${code}`,
        value: code,
      };
    });
  const rectify = problems
    .slice(0, MOST_BUTTONS - report.length)
    .map(({ code, fullCode }): CardAction => ({ action: "problem", label: `看 ${code}`, value: fullCode }));
  const titles = [
    ...(items.length > 0 ? [`${title}(${items.length}项)`] : []),
    ...(problems.length > 0 ? [`整改提醒(${problems.length}个)`] : []),
  ];
  return {
    text: "",
    card: card(titles.join("、"), {
      facts: [["单位", [...units].join("、")]],
      body: lines,
      actions: [{ action: "ack", label: "收到" }, ...report, ...rectify],
    }),
    files: [],
    mentions: [],
  };
}

/** The problems to be rectified, nearest first; of those whose contents stay behind the login only number and deadline. */
function rectificationLines(problems: readonly ProblemView[], today: Day, named: boolean): string[] {
  if (problems.length === 0) return [];
  const left = problems.length - MOST_ITEMS;
  return [
    "以下问题尚未完成整改，请按期整改：",
    ...problems
      .slice(0, MOST_ITEMS)
      .map((problem) => `${named ? `【${problem.unit}】` : ""}${problemLine(problem, today)}`),
    ...(left > 0 ? [`另有${left}个，发送 /整改 可查看全部。`] : []),
  ];
}

const payloadSchema = z.object({ problemIds: z.array(z.string()).default([]) });

/**
 * A digest: what fell due for the person's units and is still owed, reports and rectifications, with everything overdue. Null when nothing is
 * left of what it was made for.
 */
export async function renderDigest(runtime: Runtime, delivery: Delivery): Promise<Outgoing | null> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const units = await listContactUnits(db, delivery.personId!, dayOf(now));
  if (units.length === 0) return null;
  const rows = await db.$queryRaw<{ id: string; carried: boolean }[]>`
    SELECT w."id", coalesce(bool_or(l."reminderId" IS NOT NULL), false) AS "carried"
    FROM ${selectOwed(delivery.orgId)} w
      LEFT JOIN "Reminder" r ON r."assignmentId" = w."id" AND r."dueRevision" = w."dueRevision" AND r."state" = 'sent'
      LEFT JOIN "ReminderDelivery" l ON l."reminderId" = r."id" AND l."deliveryId" = ${delivery.id}
    WHERE w."preparerId" IN (${Prisma.join(units)}) AND (r."id" IS NOT NULL OR w."dueAt" <= ${now})
    GROUP BY w."id"`;
  const { problemIds } = payloadSchema.parse(delivery.payload ?? {});
  const problems = await readRemindedProblems(db, delivery.orgId, units, dayOf(now));
  const carriesReport = rows.some(({ carried }) => carried);
  if (!carriesReport && !problems.some(({ id }) => problemIds.includes(id))) return null;
  return renderOwed(
    runtime,
    "报送提醒",
    "以下事项尚未报送，请按时办理：",
    // Made for a rectification alone, it does not tell of reports on a day that is not theirs.
    carriesReport ? rows.map(({ id }) => id) : [],
    problems,
  );
}
