// What leaders read of overdue reports (报告领导): a head of the own unit, a deputy of the units overseen, the director of all.
import { z } from "zod";
import { card, type Outgoing } from "../../chat/card.ts";
import { type Asker, holds, unitsOf } from "../../chat/context.ts";
import { tally } from "../../domain/assignment.ts";
import { type Day, dayOf, formatDay } from "../../domain/day.ts";
import type { Role } from "../../domain/roles.ts";
import type { Delivery } from "../../store/generated/client.ts";
import { findHolders, findPerson } from "../people.ts";
import type { Runtime } from "../runtime.ts";
import { selectOwed } from "./owed.ts";
import type { UpStep } from "./plan.ts";
import { countReportedUp, type OverdueProblems } from "./problems.ts";
import { matterName, phraseDeadline, politely } from "./words.ts";

const payloadSchema = z.object({ problemIds: z.array(z.string()).default([]) });

interface MissingReport {
  step: string;
  carried: boolean;
  obligationId: string;
  what: string;
  period: string;
  direction: string;
  dueOn: string;
  dueTime: string | null;
  preparerId: string;
  unitName: string;
}

async function listMissing(runtime: Runtime, delivery: Delivery): Promise<MissingReport[]> {
  return runtime.store.db.$queryRaw`
    SELECT r."step", l."deliveryId" IS NOT NULL AS "carried", w."obligationId", o."what", w."period",
      w."direction"::text AS "direction", w."dueOn", w."dueTime", w."preparerId", u."name" AS "unitName"
    FROM ${selectOwed(delivery.orgId)} w
      JOIN "Reminder" r ON r."assignmentId" = w."id" AND r."dueRevision" = w."dueRevision"
        AND r."step" LIKE 'up-%' AND r."state" = 'sent'
      LEFT JOIN "ReminderDelivery" l ON l."reminderId" = r."id" AND l."deliveryId" = ${delivery.id}
      JOIN "Obligation" o ON o."id" = w."obligationId"
      JOIN "Unit" u ON u."id" = w."preparerId"
    ORDER BY u."position", w."dueOn", o."number", w."period"`;
}

function byUnit(reports: readonly MissingReport[]): [MissingReport, ...MissingReport[]][] {
  const units = new Map<string, [MissingReport, ...MissingReport[]]>();
  for (const report of reports) {
    const list = units.get(report.preparerId);
    if (list) list.push(report);
    else units.set(report.preparerId, [report]);
  }
  return [...units.values()];
}

/** The leader's report, from those still missing; null when nothing of what it was made for is. */
export async function renderReportUp(runtime: Runtime, delivery: Delivery): Promise<Outgoing | null> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const today = dayOf(now);
  const leader = await findPerson(runtime, delivery.personId!);
  const listed = await listMissing(runtime, delivery);
  const { problemIds } = payloadSchema.parse(delivery.payload ?? {});
  const counted = await countReportedUp(db, delivery.orgId, problemIds);
  // What this message was not made for has been told on its own day.
  const missing = listed.some(({ carried }) => carried) ? listed : [];
  const problems = counted.some(({ carried }) => carried) ? counted : [];
  if (!leader || missing.length + problems.length === 0) return null;

  const of = (step: string, role: string) => {
    const units = new Set(leader.posts.filter((post) => post.role === role).map(({ unitId }) => unitId));
    return missing.filter((report) => report.step === step && units.has(report.preparerId));
  };
  const line = (report: MissingReport) => {
    const upward = report.direction === "upward" ? "(本局对外报送)" : "";
    return `· ${matterName(report.what, report.period)}${upward}：${phraseDeadline(report, today, now)}`;
  };

  const lines: string[] = [];
  const asHead = byUnit(of("up-head", "head"));
  const contacts = await findHolders(
    db,
    asHead.map(([{ preparerId }]) => preparerId),
    ["contact"],
    today,
  );
  for (const reports of asHead) {
    const [{ unitName, preparerId }] = reports;
    const names = contacts.filter(({ unitId }) => unitId === preparerId).map(({ name }) => name);
    const own = asHead.length > 1 ? unitName : politely(unitName);
    lines.push(`${own}有${reports.length}项报送逾期未报，请您督促办理：`, ...reports.map(line));
    if (names.length > 0) lines.push(`联系人：${names.join("、")}`);
  }

  const asDeputy = byUnit(of("up-deputy", "deputy"));
  if (asDeputy.length > 0) {
    lines.push(`您分管的${asDeputy.length}个单位有报送逾期满3个工作日仍未报，请关注：`);
    for (const reports of asDeputy) lines.push(`【${reports[0].unitName}】`, ...reports.map(line));
  }

  if (leader.posts.some(({ role }) => role === "director")) {
    lines.push(
      ...(await directorLines(
        runtime,
        missing.filter(({ step }) => step === "up-director"),
        line,
      )),
    );
  }
  const reports = lines.length > 0;
  lines.push(...problemLines(leader, problems, today));
  if (lines.length === 0) return null;
  const both = reports && problems.length > 0;
  const title = both ? "逾期未报、未整改情况" : reports ? "逾期未报情况" : "逾期未整改情况";
  return {
    text: "",
    card: card(title, { body: lines, actions: [{ action: "ack", label: "收到" }] }),
    files: [],
    mentions: [],
  };
}

/** Overdue rectifications in figures: a head reads of the own unit, a deputy of the units overseen, the director of all. */
function problemLines(leader: Asker, problems: readonly OverdueProblems[], today: Day): string[] {
  const of = (step: UpStep, role: Role) => {
    const units = new Set(unitsOf(leader, role).map(({ id }) => id));
    return problems.filter((one) => one.step === step && (role === "director" || units.has(one.unitId)));
  };
  const since = (day: Day) => formatDay(day, day.slice(0, 4) !== today.slice(0, 4));
  const each = (list: readonly OverdueProblems[]) =>
    list.map(({ unitName, count, dueOn }) => `· ${unitName}：${count}个，最早应于${since(dueOn)}完成`);
  const sum = (list: readonly OverdueProblems[]) => list.reduce((total, { count }) => total + count, 0);
  const own = of("up-head", "head");
  const overseen = of("up-deputy", "deputy");
  const all = holds(leader, "director") ? of("up-director", "director") : [];
  return [
    ...own.map(
      ({ unitName, count, dueOn }) =>
        `${own.length > 1 ? unitName : politely(unitName)}有${count}个问题逾期未整改，最早应于${since(dueOn)}完成，请您督促。发送 /整改 可查看。`,
    ),
    ...(overseen.length > 0
      ? [
          `您分管的${overseen.length}个单位有${sum(overseen)}个问题逾期满3个工作日仍未整改，请关注：`,
          ...each(overseen),
        ]
      : []),
    ...(all.length > 0
      ? [`逾期满7个工作日仍未整改的问题${sum(all)}个，涉及${all.length}个单位：`, ...each(all)]
      : []),
  ];
}

/** For the director: how many matters and units, then each matter with its figures and who is missing. */
async function directorLines(
  runtime: Runtime,
  reports: readonly MissingReport[],
  line: (report: MissingReport) => string,
): Promise<string[]> {
  if (reports.length === 0) return [];
  const matters = new Map<string, MissingReport[]>();
  for (const report of reports) {
    const key = `${report.obligationId}|${report.period}|${report.dueOn}`;
    matters.set(key, [...(matters.get(key) ?? []), report]);
  }
  const assignments = await runtime.store.db.assignment.findMany({
    where: { obligationId: { in: reports.map(({ obligationId }) => obligationId) } },
  });
  const lines = [`逾期满7个工作日仍未报送的有${matters.size}项，涉及${byUnit(reports).length}个单位：`];
  for (const missing of matters.values()) {
    const first = missing[0]!;
    const { due, done } = tally(
      assignments
        .filter((one) => one.obligationId === first.obligationId && one.period === first.period)
        .map((one) => ({ ...one, pastWhenIssued: one.pastAtIssue })),
      runtime.clock.now(),
    );
    const units = missing.map(({ unitName }) => unitName).join("、");
    lines.push(`${line(first)}`, `  应报${due}家，已报${done}家，未报：${units}`);
  }
  return lines;
}
