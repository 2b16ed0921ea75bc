// What a problem's row says in its unit's latest version: the unit's word, beside what the lead unit decided.
import { formatField } from "../../ledger/kinds.ts";
import { type ProblemFacts, problemOf } from "../../ledger/problems.ts";
import type { Values } from "../../ledger/value.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";

/** The place of a problem's row; all null where an inspection found it. */
export interface RowPlace {
  assignmentId: string | null;
  materialKey: string | null;
  rowKey: string | null;
}

/** The row as it stands now. */
export interface LatestRow {
  /** 「A12」's number. */
  assignment: number;
  ledger: string;
  version: number;
  /** Null where the latest version has no such row any more. */
  facts: ProblemFacts | null;
  /** All that is filled in, by label. */
  fields: [string, string][];
}

/** The row in the latest version of its report; null for a problem without a row. */
export async function readLatestRow(
  db: Pick<Tx, "submission" | "ledgerDefinition">,
  place: RowPlace,
): Promise<LatestRow | null> {
  if (place.assignmentId === null) return null;
  const latest = await db.submission.findFirst({
    // What waits for 审签 does not count yet.
    where: { assignmentId: place.assignmentId, unsigned: false },
    orderBy: { version: "desc" },
    include: {
      assignment: { select: { number: true } },
      rows: { where: { materialKey: place.materialKey ?? "", rowKey: place.rowKey ?? "" } },
    },
  });
  if (!latest) return null;
  const [row] = latest.rows;
  const definitions = await readDefinitions(db, latest.orgId);
  const definition = row ? definitions.at(row.ledger, row.ledgerVersion) : null;
  const values = (row?.values ?? {}) as Values;
  return {
    assignment: latest.assignment.number,
    ledger: definition?.title ?? "台账",
    version: latest.version,
    facts: definition ? problemOf(definition, values) : null,
    fields: (definition?.fields ?? []).flatMap((field): [string, string][] => {
      const text = formatField(field, values[field.key]);
      return text === "" ? [] : [[field.label, text]];
    }),
  };
}

/** Whether the latest version has left the row out. */
export async function isRowGone(
  db: Pick<Tx, "submission" | "ledgerDefinition">,
  place: RowPlace,
): Promise<boolean> {
  const row = await readLatestRow(db, place);
  return row !== null && row.facts === null;
}
