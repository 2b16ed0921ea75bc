// What a version holds of one material: the entry that stands for it, its hash, and the rows to write.
import { createHash } from "node:crypto";
import { canonicalJson } from "../../domain/audit.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { NIL_INSPECTION } from "../../ledger/definitions/index.ts";
import type { HandedIn, MatterMaterial } from "./materials.ts";
import type { Content } from "./matter.ts";
import type { UnkeyedRow } from "./row-keys.ts";

/** The material as the new version holds it. */
export function entryOf(
  { definition, handedIn: _, ...material }: MatterMaterial,
  content: Content,
): HandedIn {
  if (content.kind === "file")
    return {
      ...material,
      fileId: content.sha256,
      fileName: content.name,
      hash: hashOf(["file", content.sha256]),
    };
  if (content.kind === "nil") return { ...material, nil: true, hash: hashOf(["nil", content.items ?? null]) };
  return {
    ...material,
    rows: content.rows.length,
    hash: hashOf([definition?.code, content.rows.map(({ values }) => values)]),
  };
}

/** The hash of any plain content, the same whatever the order of its keys. */
export function hashOf(content: unknown): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}

/** A version is 零报告 when all of it that can say 「nothing」 does; a written report beside it changes nothing. */
export function isNil(asked: readonly MatterMaterial[], materials: readonly HandedIn[]): boolean {
  const ledgers = new Set(asked.filter(({ definition }) => definition).map(({ key }) => key));
  const telling = ledgers.size > 0 ? materials.filter(({ key }) => ledgers.has(key)) : materials;
  return telling.length > 0 && telling.every(({ nil }) => nil);
}

/** The rows to write and the ledger they belong to: a nil report's items are a row of their own form. */
export function rowsOf(
  { definition }: MatterMaterial,
  content: Content,
): { ledger: LedgerDefinition; rows: readonly UnkeyedRow[] } {
  if (content.kind === "rows" && definition) return { ledger: definition, rows: content.rows };
  const items = content.kind === "nil" && content.items ? [{ values: content.items }] : [];
  return { ledger: NIL_INSPECTION, rows: items };
}
