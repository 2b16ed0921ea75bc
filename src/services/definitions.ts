// The ledgers of a bureau: the built-in ones overlaid by its own, and every version that rows were written under.
import type { LedgerDefinition } from "../ledger/definition.ts";
import { findLedger, LEDGERS } from "../ledger/definitions/index.ts";
import type { Tx } from "../store/open.ts";

/** A bureau's ledgers at one moment. */
export interface Definitions {
  /** Every ledger in force, the built-in ones first. */
  all: readonly LedgerDefinition[];
  /** The ledger (or nil form) that is filled in now, or null. */
  find(code: string): LedgerDefinition | null;
  /** The ledger as rows of that version were written; as it is now where that version is not known any more. */
  at(code: string, version: number): LedgerDefinition | null;
  /** All versions of a ledger, newest first. */
  versions(code: string): readonly LedgerDefinition[];
  /** Whether one of the materials is a 敏感 ledger. */
  holdsSensitive(materials: readonly { ledger?: string | undefined }[]): boolean;
}

/** The built-in ledgers under a bureau's own definitions, of which the newest version of a code is in force. */
export function overlay(own: readonly LedgerDefinition[]): Definitions {
  const byCode = new Map<string, LedgerDefinition[]>(LEDGERS.map((ledger) => [ledger.code, []]));
  for (const one of own) byCode.set(one.code, [...(byCode.get(one.code) ?? []), one]);
  for (const [code, versions] of byCode) {
    const built = findLedger(code);
    if (built && !versions.some(({ version }) => version === built.version)) versions.push(built);
    versions.sort((a, b) => b.version - a.version);
  }
  // What a bureau made is not overtaken by a later release of the built-in one.
  const inForce = (code: string) =>
    own.filter((one) => one.code === code).reduce<LedgerDefinition | null>(later, null) ?? findLedger(code);
  return {
    all: [...byCode.keys()].flatMap((code) => inForce(code) ?? []),
    find: inForce,
    at: (code, version) => byCode.get(code)?.find((one) => one.version === version) ?? inForce(code),
    versions: (code) => byCode.get(code) ?? [],
    holdsSensitive: (materials) =>
      materials.some(({ ledger }) => ledger !== undefined && inForce(ledger)?.level === "敏感"),
  };
}

const later = (one: LedgerDefinition | null, other: LedgerDefinition) =>
  one && one.version > other.version ? one : other;

/** The ledgers that come with the house, for whatever has no bureau. */
export const BUILT_IN: Definitions = overlay([]);

/** A bureau's ledgers as they stand now. */
export async function readDefinitions(db: Pick<Tx, "ledgerDefinition">, orgId: string): Promise<Definitions> {
  const rows = await db.ledgerDefinition.findMany({
    where: { orgId },
    select: { body: true },
    orderBy: { id: "asc" },
  });
  // Checked when they were written.
  return overlay(rows.map(({ body }) => body as unknown as LedgerDefinition));
}

/** A definition with the columns that only other versions have behind its own, so that rows of all of them fit into one table. */
export function widen(definition: LedgerDefinition, others: readonly LedgerDefinition[]): LedgerDefinition {
  const fields = [...definition.fields];
  for (const other of others)
    for (const field of other.fields) {
      if (fields.some(({ key }) => key === field.key)) continue;
      const known = fields.some(({ label }) => label === field.label);
      const { aliases: _, ...rest } = field;
      fields.push(known ? { ...rest, label: `${field.label}(第${other.version}版)` } : rest);
    }
  return { ...definition, fields };
}
