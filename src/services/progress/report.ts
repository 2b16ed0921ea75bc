// One version of what a unit handed in, for people to read: materials, rows, files, reviews and the versions beside it.
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { Values } from "../../ledger/value.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";
import { type HandedIn, readHandedIn } from "../submissions/materials.ts";
import { senderWords } from "../submissions/words.ts";

/** A material of a report: its file, its rows with the ledger they belong to, or that there is nothing. */
export interface ReportMaterial extends HandedIn {
  definition: LedgerDefinition | null;
  values: Values[];
  /** 逐级汇总: for each row the units of lower bureaus that it came through, or null. */
  sources: (string | null)[];
}

/** A version as it stands in the database. */
export interface Report {
  id: string;
  assignmentId: string;
  assignment: number;
  unitId: string;
  preparerId: string;
  unit: string;
  campaignCode: string;
  number: number;
  what: string;
  period: string;
  version: number;
  complete: boolean;
  receiptNumber: string;
  channel: string;
  lateDays: number;
  afterClosing: boolean;
  submittedBy: string;
  submittedAt: Date;
  materials: ReportMaterial[];
  reviews: { verdict: "accepted" | "returned" | "doubted"; note: string; reviewedAt: Date }[];
  /** All versions, the latest first. */
  versions: { id: string; version: number; submittedAt: Date }[];
}

/** A report of the bureau by its submission's id, or null. */
export async function readReport(
  db: Pick<Tx, "submission" | "person" | "ledgerDefinition">,
  orgId: string,
  id: string,
): Promise<Report | null> {
  const found = await db.submission.findFirst({
    where: { id, assignment: { obligation: { campaign: { orgId } } } },
    include: {
      rows: { orderBy: [{ materialKey: "asc" }, { ordinal: "asc" }] },
      reviews: { orderBy: { reviewedAt: "asc" } },
      assignment: {
        include: {
          unit: true,
          obligation: { include: { campaign: { select: { code: true } } } },
          submissions: {
            select: { id: true, version: true, submittedAt: true },
            orderBy: { version: "desc" },
          },
        },
      },
    },
  });
  if (!found) return null;
  const { assignment, rows, reviews, submittedById } = found;
  const definitions = await readDefinitions(db, orgId);
  const person = await db.person.findUnique({ where: { id: submittedById }, select: { name: true } });
  return {
    id: found.id,
    assignmentId: assignment.id,
    assignment: assignment.number,
    unitId: assignment.unitId,
    preparerId: assignment.preparerId,
    unit: assignment.unit.name,
    campaignCode: assignment.obligation.campaign.code,
    number: assignment.obligation.number,
    what: assignment.obligation.what,
    period: assignment.period,
    version: found.version,
    complete: found.complete,
    receiptNumber: found.receiptNumber,
    channel: found.channel,
    lateDays: found.lateDays,
    afterClosing: found.afterClosing,
    submittedBy: senderWords(found, person?.name ?? "", assignment.unit.name),
    submittedAt: found.submittedAt,
    materials: readHandedIn(found.materials).map((material) => {
      const own = rows.filter(({ materialKey }) => materialKey === material.key);
      return {
        ...material,
        definition: own[0] ? definitions.at(own[0].ledger, own[0].ledgerVersion) : null,
        values: own.map(({ values }) => values as Values),
        sources: own.map(({ sourceUnit }) => sourceUnit),
      };
    }),
    reviews: reviews.map(({ verdict, note, reviewedAt }) => ({ verdict, note, reviewedAt })),
    versions: assignment.submissions,
  };
}
