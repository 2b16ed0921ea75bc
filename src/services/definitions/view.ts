// What the pages of ledgers show beside the definitions: who made each version, and how many rows stand under it.
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";

/** One version of a ledger; `by` is null for a built-in one, `rows` counts those of all reports. */
export interface KnownVersion {
  code: string;
  version: number;
  by: string | null;
  at: Date | null;
  rows: number;
}

/** The versions that somebody made or that rows stand under, of one ledger or of all, newest first. */
export async function readVersions(
  db: Pick<Tx, "auditEntry" | "$queryRaw">,
  orgId: string,
  code?: string,
): Promise<KnownVersion[]> {
  const subject = code === undefined ? { startsWith: "ledger:" } : `ledger:${code}`;
  const [entries, counts] = await Promise.all([
    db.auditEntry.findMany({
      where: { orgId, action: "define-ledger", subject },
      orderBy: { sequence: "desc" },
    }),
    db.$queryRaw<{ code: string; version: number; rows: number }[]>(Prisma.sql`
      SELECT r."ledger" AS "code", r."ledgerVersion" AS "version", count(*)::int AS "rows"
      FROM "LedgerRow" r JOIN "Submission" s ON s."id" = r."submissionId"
      WHERE s."orgId" = ${orgId} AND ${code === undefined ? Prisma.sql`true` : Prisma.sql`r."ledger" = ${code}`}
        AND NOT EXISTS (SELECT 1 FROM "Submission" n
          WHERE n."assignmentId" = s."assignmentId" AND n."version" > s."version")
      GROUP BY 1, 2`),
  ]);
  const made = entries.map(({ subject: about, actor, at, after }) => ({
    code: about.slice("ledger:".length),
    version: Number((after as { version?: unknown } | null)?.version),
    by: (actor as { name?: string }).name ?? null,
    at,
    rows: 0,
  }));
  const key = (one: { code: string; version: number }) => `${one.code} ${one.version}`;
  const byKey = new Map<string, KnownVersion>(made.map((one) => [key(one), one]));
  for (const one of counts) byKey.set(key(one), { by: null, at: null, ...byKey.get(key(one)), ...one });
  return [...byKey.values()].sort((a, b) => b.version - a.version);
}
