// What leaders read of overdue reports (报告领导): a head of the own unit, a deputy of the units overseen, the director of all.
import { card, type Outgoing } from "../../chat/card.ts";
import { tally } from "../../domain/assignment.ts";
import { dayOf } from "../../domain/day.ts";
import type { Delivery } from "../../store/generated/client.ts";
import { findHolders, findPerson } from "../people.ts";
import type { Runtime } from "../runtime.ts";
import { selectOwed } from "./owed.ts";
import { matterName, phraseDeadline, politely } from "./words.ts";

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
  const missing = await listMissing(runtime, delivery);
  if (!leader || !missing.some(({ carried }) => carried)) return null;

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
  if (lines.length === 0) return null;
  return {
    text: "",
    card: card("逾期未报情况", { body: lines, actions: [{ action: "ack", label: "收到" }] }),
    files: [],
    mentions: [],
  };
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
