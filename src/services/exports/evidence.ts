// 应报未报: who owes what, and the proof that they were told: when messages were delivered and when somebody said 收到.

import { daysLate, statusOf } from "../../domain/assignment.ts";
import type { Day } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { buildTable, type TableColumn } from "../../ledger/workbook.ts";
import { type AssignmentState, Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { CALL } from "../phone-calls.ts";
import type { Scope } from "../progress/scope.ts";
import { dayCell, instantText } from "./cells.ts";

interface MissingRow {
  number: number;
  matter: number;
  what: string;
  period: string;
  unit: string;
  state: AssignmentState;
  dueOn: Day | null;
  dueAt: Date | null;
  opensOn: Day | null;
  contacts: string | null;
  toldAt: Date | null;
  toldReceiptAt: Date | null;
  reminders: number;
  remindedAt: Date | null;
  remindedReceiptAt: Date | null;
  trouble: string | null;
  unbound: boolean;
  called: string | null;
}

const COLUMNS: readonly TableColumn[] = [
  { label: "序号", width: 6, align: "center" },
  { label: "报送任务", width: 10, align: "center" },
  { label: "报送事项", width: 34 },
  { label: "期", width: 14 },
  { label: "单位", width: 26 },
  { label: "期限", width: 13, align: "center" },
  { label: "状态", width: 11, align: "center" },
  { label: "逾期天数", width: 10, align: "center" },
  { label: "联系人", width: 16 },
  { label: "发布告知送达", width: 18, align: "center" },
  { label: "告知后点收到", width: 18, align: "center" },
  { label: "提醒次数", width: 10, align: "center" },
  { label: "最近提醒送达", width: 18, align: "center" },
  { label: "提醒后点收到", width: 18, align: "center" },
  { label: "送达情况", width: 24 },
  { label: "电话催报", width: 30 },
];

/** What is missing in a campaign as a workbook, in order of matters and units; `rows` counts it. */
export async function exportMissing(
  db: Pick<Tx, "$queryRaw">,
  input: { campaign: { id: string; title: string }; scope: Scope; now: Date; today: Day; asOf: string },
): Promise<{ bytes: Uint8Array; rows: number }> {
  const { campaign, now, asOf } = input;
  const rows = await readMissing(db, input);
  const bytes = await buildTable({
    title: `“${campaign.title}”应报未报名单(截至${asOf})`,
    sheetName: "应报未报",
    columns: COLUMNS,
    rows: rows.map((row, index) => [
      index + 1,
      assignmentCode(row.number),
      `${row.matter}. ${row.what}`,
      row.period,
      row.unit,
      dayCell(row.dueOn),
      statusOf({ ...row, counted: true, now }),
      row.dueAt && now >= row.dueAt ? daysLate(row.dueAt, now) : null,
      row.contacts ?? "无",
      instantText(row.toldAt),
      instantText(row.toldReceiptAt),
      row.reminders,
      instantText(row.remindedAt),
      instantText(row.remindedReceiptAt),
      sayDelivery(row),
      row.called ?? "",
    ]),
    note: "送达时间为平台收下消息的时间；“点收到”为该单位联系人或负责人最早一次确认的时间。没有送达的请电话催报，发送“/催办 编号 已电话 情况”记录。",
  });
  return { bytes, rows: rows.length };
}

function sayDelivery({ contacts, unbound, trouble, toldAt, remindedAt }: MissingRow): string {
  if (contacts === null) return "没有联系人，请电话催报";
  if (unbound) return "联系人都没有绑定，请电话催报";
  if (trouble) return trouble;
  return toldAt || remindedAt ? "已送达" : "尚无送达记录";
}

async function readMissing(
  db: Pick<Tx, "$queryRaw">,
  input: { campaign: { id: string }; scope: Scope; today: Day },
): Promise<MissingRow[]> {
  const { campaign, scope, today } = input;
  return db.$queryRaw<MissingRow[]>(Prisma.sql`
    WITH holder AS (
      SELECT ap."unitId", ap."personId", ap."role", ap."rank", p."name",
        EXISTS (SELECT 1 FROM "Binding" b WHERE b."personId" = p."id") AS "bound"
      FROM "Appointment" ap JOIN "Person" p ON p."id" = ap."personId" AND p."active"
      WHERE ap."role" IN ('contact', 'head') AND ap."fromOn" <= ${today}
        AND (ap."toOn" IS NULL OR ap."toOn" >= ${today})
      UNION ALL
      -- A lower bureau (逐级汇总) is told through its coordinators.
      SELECT s."id", ap."personId", 'contact', NULL, p."name",
        EXISTS (SELECT 1 FROM "Binding" b WHERE b."personId" = p."id")
      FROM "Unit" s JOIN "Unit" w ON w."orgId" = s."lowerOrgId"
        JOIN "Appointment" ap ON ap."unitId" = w."id" AND ap."role" = 'coordinator' AND ap."fromOn" <= ${today}
          AND (ap."toOn" IS NULL OR ap."toOn" >= ${today})
        JOIN "Person" p ON p."id" = ap."personId" AND p."active"
    ), reach AS (
      SELECT "unitId", string_agg("name", '、' ORDER BY "rank", "name") AS "contacts", bool_and(NOT "bound") AS "unbound"
      FROM holder WHERE "role" = 'contact' GROUP BY "unitId"
    ), told AS (
      SELECT h."unitId", max(d."sentAt") AS "at", min(e."at") AS "receiptAt",
        max(d."error") FILTER (WHERE d."state" = 'failed' AND h."role" = 'contact') AS "trouble"
      FROM holder h JOIN "Delivery" d ON d."personId" = h."personId"
        JOIN "Campaign" c ON c."id" = ${campaign.id} OR c."upperId" = ${campaign.id}
        JOIN "PlanVersion" v ON v."campaignId" = c."id" AND d."dedupeKey"
          LIKE CASE WHEN c."id" = ${campaign.id} THEN 'publish:' ELSE 'down:' END || v."id" || ':%'
        LEFT JOIN "Receipt" e ON e."deliveryId" = d."id"
      GROUP BY h."unitId"
    ), reminded AS (
      SELECT a."id" AS "assignmentId", count(DISTINCT m."id") FILTER (WHERE d."state" = 'sent')::int AS "count",
        max(d."sentAt") AS "at", min(e."at") AS "receiptAt", max(d."error") FILTER (WHERE d."state" = 'failed') AS "trouble"
      FROM "Reminder" m
        JOIN "Assignment" l ON l."id" = m."assignmentId"
        -- Of what a lower bureau owes, its own reminders tell.
        JOIN "Assignment" a ON a."id" = l."id" OR a."id" = l."upperId"
        JOIN "Obligation" o ON o."id" = a."obligationId" AND o."campaignId" = ${campaign.id}
        JOIN "ReminderDelivery" md ON md."reminderId" = m."id"
        JOIN "Delivery" d ON d."id" = md."deliveryId"
        LEFT JOIN "Receipt" e ON e."deliveryId" = d."id"
      GROUP BY a."id"
    ), called AS (
      SELECT "subject", string_agg(to_char("at" AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') || ' ' ||
        ("actor" ->> 'name') || '：' || ("after" ->> 'note'), '；' ORDER BY "sequence") AS "calls"
      FROM "AuditEntry" WHERE "action" = ${CALL} GROUP BY "subject"
    )
    SELECT a."number", o."number" AS "matter", o."what", a."period", u."name" AS "unit", a."state"::text, a."dueOn",
      a."dueAt", a."opensOn", c."contacts", coalesce(c."unbound", false) AS "unbound",
      t."at" AS "toldAt", t."receiptAt" AS "toldReceiptAt", coalesce(r."count", 0) AS "reminders",
      r."at" AS "remindedAt", r."receiptAt" AS "remindedReceiptAt", coalesce(r."trouble", t."trouble") AS "trouble",
      k."calls" AS "called"
    FROM "Assignment" a
      JOIN "Obligation" o ON o."id" = a."obligationId"
      JOIN "Unit" u ON u."id" = a."unitId"
      LEFT JOIN reach c ON c."unitId" = a."preparerId"
      LEFT JOIN told t ON t."unitId" = a."preparerId"
      LEFT JOIN reminded r ON r."assignmentId" = a."id"
      LEFT JOIN called k ON k."subject" = 'assignment:' || a."id"
    WHERE o."campaignId" = ${campaign.id} AND o."direction" = 'internal' AND o."withdrawnAt" IS NULL AND a."counted"
      AND a."state" IN ('open', 'signing', 'returned') AND (a."opensOn" IS NULL OR a."opensOn" <= ${today})
      AND ${scope.unitIds === null ? Prisma.sql`true` : Prisma.sql`a."unitId" = ANY(${scope.unitIds})`}
    ORDER BY a."dueOn" NULLS LAST, o."number", a."period", u."position", u."name"`);
}
