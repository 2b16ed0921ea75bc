// Reports as rows, for suites about figures: what handing in, reviewing and returning leave behind.
import { randomUUID } from "node:crypto";
import type { Values } from "../../src/ledger/value.ts";
import type { PrismaClient } from "../../src/store/generated/client.ts";
import type { Harness } from "../support/harness.ts";

/** What a unit hands in for one obligation. */
export interface Report {
  unit: string;
  obligationId: string;
  period?: string;
  by: string;
  /** Rows of one ledger; none is a report of documents only. */
  ledger?: { code: string; materialKey: string; rows: Values[] };
  nil?: boolean;
  lateDays?: number;
  complete?: boolean;
}

/** The assignment of a unit. */
export async function assignmentOf(
  db: PrismaClient,
  report: Pick<Report, "unit" | "obligationId" | "period">,
) {
  return db.assignment.findFirstOrThrow({
    where: { obligationId: report.obligationId, unit: { code: report.unit }, period: report.period ?? "" },
    include: { obligation: true },
  });
}

/** Hands in a version at the office's clock. */
export async function handIn(office: Harness, report: Report): Promise<string> {
  const { db } = office.app.runtime.store;
  const now = office.app.runtime.clock.now();
  const assignment = await assignmentOf(db, report);
  const version = (await db.submission.count({ where: { assignmentId: assignment.id } })) + 1;
  const { ledger, lateDays = 0, complete = true, nil = false } = report;
  const id = randomUUID();
  await db.submission.create({
    data: {
      id,
      assignmentId: assignment.id,
      version,
      kind: nil ? "nil" : "report",
      complete,
      receiptNumber: `T${randomUUID().slice(0, 12)}`,
      requestId: id,
      contentHash: id,
      materials: ledger
        ? [{ key: ledger.materialKey, kind: "ledger", name: ledger.code, ledger: ledger.code }]
        : [{ key: "1", kind: "document", name: "书面材料" }],
      channel: "page",
      late: lateDays > 0,
      lateDays,
      submittedById: report.by,
      submittedAt: now,
      rows: {
        create: (ledger?.rows ?? []).map((values, index) => ({
          materialKey: ledger!.materialKey,
          ledger: ledger!.code,
          ledgerVersion: 1,
          rowKey: String(index + 1),
          ordinal: index + 1,
          values,
        })),
      },
    },
  });
  await db.assignment.update({
    where: { id: assignment.id },
    data: {
      lastSubmittedAt: now,
      ...(complete
        ? { state: "submitted", lateDays, nil, firstSubmittedAt: assignment.firstSubmittedAt ?? now }
        : {}),
    },
  });
  return id;
}

/** Enters problems of a unit's report. */
export async function findProblems(
  office: Harness,
  report: Pick<Report, "unit" | "obligationId">,
  problems: { kind: string; done?: boolean; closed?: boolean; gone?: boolean }[],
): Promise<void> {
  const { db } = office.app.runtime.store;
  const assignment = await assignmentOf(db, report);
  const { campaignId } = assignment.obligation;
  const before = await db.problem.count({ where: { campaignId } });
  await db.problem.createMany({
    data: problems.map(({ kind, done = false, closed = false, gone = false }, index) => ({
      campaignId,
      number: before + index + 1,
      unitId: assignment.unitId,
      assignmentId: assignment.id,
      materialKey: "1",
      rowKey: `p${before + index}`,
      kind,
      description: "问题描述",
      done,
      state: closed ? ("closed" as const) : ("open" as const),
      foundOn: "2023-07-20",
      goneOn: gone ? "2023-07-21" : null,
    })),
  });
}
