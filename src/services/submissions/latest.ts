// The latest version of what a unit handed in, with its rows.
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { Values } from "../../ledger/value.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";
import { type HandedIn, readHandedIn } from "./materials.ts";

/** A row of a version. */
export interface SubmittedRow {
  rowKey: string;
  ordinal: number;
  /** The code of the ledger it belongs to; the nil form's where the material is a nil report. */
  ledger: string;
  ledgerVersion: number;
  /** The ledger as it was when the row was written; null where the bureau has no such ledger any more. */
  definition: LedgerDefinition | null;
  values: Values;
  /** 逐级汇总: the units of lower bureaus that it came through; null for a row of the unit's own. */
  sourceUnit: string | null;
}

/** One version with its rows by material key. */
export interface Version {
  id: string;
  version: number;
  kind: "report" | "nil" | "paper";
  complete: boolean;
  receiptNumber: string;
  materials: HandedIn[];
  channel: string;
  onBehalf: boolean;
  receivedOn: string | null;
  unsigned: boolean;
  signNote: string | null;
  late: boolean;
  lateDays: number;
  afterClosing: boolean;
  submittedById: string;
  submittedAt: Date;
  rows: Record<string, SubmittedRow[]>;
}

/** The latest version of an assignment, or a given one; null where nothing was handed in. */
export async function readLatest(
  db: Pick<Tx, "submission" | "ledgerDefinition">,
  assignmentId: string,
  version?: number,
): Promise<Version | null> {
  const found = await db.submission.findFirst({
    where: { assignmentId, ...(version === undefined ? {} : { version }) },
    orderBy: { version: "desc" },
    include: { rows: { orderBy: [{ materialKey: "asc" }, { ordinal: "asc" }] } },
  });
  if (!found) return null;
  const definitions = await readDefinitions(db, found.orgId);
  const rows: Record<string, SubmittedRow[]> = {};
  for (const { materialKey, rowKey, ordinal, ledger, ledgerVersion, values, sourceUnit } of found.rows) {
    rows[materialKey] ??= [];
    rows[materialKey].push({
      rowKey,
      ordinal,
      ledger,
      ledgerVersion,
      definition: definitions.at(ledger, ledgerVersion),
      values: values as Values,
      sourceUnit,
    });
  }
  const { id, kind, complete, receiptNumber, channel, late, lateDays, afterClosing } = found;
  const { onBehalf, receivedOn, unsigned, signNote } = found;
  return {
    id,
    version: found.version,
    kind,
    complete,
    receiptNumber,
    materials: readHandedIn(found.materials),
    channel,
    onBehalf,
    receivedOn,
    unsigned,
    signNote,
    late,
    lateDays,
    afterClosing,
    submittedById: found.submittedById,
    submittedAt: found.submittedAt,
    rows,
  };
}
