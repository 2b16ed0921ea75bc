// The rows of a new version: carried over from the one before, or written with keys that stay theirs.
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { Values } from "../../ledger/value.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { assignRowKeys, type KeyedRow, type UnkeyedRow } from "./row-keys.ts";

/** The other materials' rows go on into the new version. */
export async function carryRows(work: UnitOfWork, from: string, to: string, except: string): Promise<void> {
  await work.tx.$executeRaw(Prisma.sql`
    INSERT INTO "LedgerRow" ("id", "submissionId", "materialKey", "ledger", "ledgerVersion", "rowKey", "ordinal", "values")
    SELECT gen_random_uuid()::text, ${to}, "materialKey", "ledger", "ledgerVersion", "rowKey", "ordinal", "values"
    FROM "LedgerRow" WHERE "submissionId" = ${from} AND "materialKey" <> ${except}`);
}

/** Writes the rows of one material and returns them with their keys. */
export async function writeRows(
  work: UnitOfWork,
  input: {
    assignmentId: string;
    submissionId: string;
    materialKey: string;
    ledger: LedgerDefinition;
    rows: readonly UnkeyedRow[];
  },
): Promise<KeyedRow[]> {
  const { submissionId, materialKey, ledger } = input;
  if (input.rows.length === 0) return [];
  const keys = assignRowKeys(ledger, input.rows, await knownRows(work, input));
  const rows = input.rows.map(({ values }, index) => ({ rowKey: keys[index]!, ordinal: index + 1, values }));
  // One parameter, however many rows.
  await work.tx.$executeRaw(Prisma.sql`
    INSERT INTO "LedgerRow" ("id", "submissionId", "materialKey", "ledger", "ledgerVersion", "rowKey", "ordinal", "values")
    SELECT gen_random_uuid()::text, ${submissionId}, ${materialKey}, ${ledger.code}, ${ledger.version},
      fresh."rowKey", fresh."ordinal", fresh."values"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS fresh("rowKey" text, "ordinal" int, "values" jsonb)`);
  return rows;
}

/** Each row that any version had, as it last stood; those of the newest version first, so that a row that was left out may come back. */
async function knownRows(
  work: UnitOfWork,
  {
    assignmentId,
    materialKey,
    ledger,
  }: { assignmentId: string; materialKey: string; ledger: LedgerDefinition },
): Promise<KeyedRow[]> {
  return work.tx.$queryRaw<{ rowKey: string; values: Values }[]>(Prisma.sql`
    SELECT "rowKey", "values" FROM (
      SELECT DISTINCT ON (r."rowKey") r."rowKey", r."values", r."ordinal", s."version"
      FROM "LedgerRow" r JOIN "Submission" s ON s."id" = r."submissionId"
      WHERE s."assignmentId" = ${assignmentId} AND r."materialKey" = ${materialKey} AND r."ledger" = ${ledger.code}
      ORDER BY r."rowKey", s."version" DESC
    ) AS known ORDER BY "version" DESC, "ordinal"`);
}
