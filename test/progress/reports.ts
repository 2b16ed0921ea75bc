// Reports for suites about figures: as rows in any state one likes, and as units really hand them in.
import { randomUUID } from "node:crypto";
import type { Content } from "../../src/services/submissions/matter.ts";
import { submitMaterial } from "../../src/services/submissions/submit.ts";
import { inUnitOfWork } from "../../src/services/unit-of-work.ts";
import type { PrismaClient } from "../../src/store/generated/client.ts";
import type { Harness } from "../support/harness.ts";

/** What a unit hands in for one obligation. */
export interface Report {
  unit: string;
  obligationId: string;
  period?: string;
  by: string;
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

/** Leaves a version behind at the office's clock, late or not as told. */
export async function handIn(office: Harness, report: Report): Promise<string> {
  const { db } = office.app.runtime.store;
  const now = office.app.runtime.clock.now();
  const assignment = await assignmentOf(db, report);
  const version = (await db.submission.count({ where: { assignmentId: assignment.id } })) + 1;
  const { lateDays = 0, complete = true, nil = false } = report;
  const id = randomUUID();
  await db.submission.create({
    data: {
      id,
      assignmentId: assignment.id,
      version,
      kind: nil ? "nil" : "report",
      complete,
      orgId: "org",
      receiptNumber: `T${randomUUID().slice(0, 12)}`,
      requestId: id,
      contentHash: id,
      materials: [{ key: "1", kind: "document", name: "书面材料", hash: id, nil }],
      channel: "page",
      late: lateDays > 0,
      lateDays,
      submittedById: report.by,
      submittedAt: now,
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

/** Hands in one material by the service that every form ends in. */
export async function submit(
  office: Harness,
  report: Pick<Report, "unit" | "obligationId" | "period" | "by"> & { materialKey: string; content: Content },
): Promise<void> {
  const { runtime } = office.app;
  const assignment = await assignmentOf(runtime.store.db, report);
  const { orgId } = await runtime.store.db.person.findUniqueOrThrow({ where: { id: report.by } });
  const actor = { kind: "person", id: report.by, name: report.by } as const;
  await inUnitOfWork(runtime, { orgId, actor, label: "test" }, (work) =>
    submitMaterial(work, {
      assignmentId: assignment.id,
      materialKey: report.materialKey,
      content: report.content,
      channel: "page",
      requestId: randomUUID(),
      byPersonId: report.by,
    }),
  );
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
