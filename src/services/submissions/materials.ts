// The materials of a matter: what each one takes, and what of it has been handed in.
import { z } from "zod";
import { type Material, materialSchema, readMaterials } from "../../domain/obligation.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { Definitions } from "../definitions.ts";

/** One material as a version holds it: rows of a ledger (`rows` counts them), a stored file, or a nil report. */
export const handedInSchema = materialSchema.extend({
  rows: z.number().optional(),
  /** sha256 of the stored file. */
  fileId: z.string().optional(),
  fileName: z.string().optional(),
  nil: z.boolean().optional(),
  /** Came on paper, by OA or 机要: registered, with a scan at most. */
  paper: z.boolean().optional(),
  /** 代填: the name of whoever of another unit filled it in. */
  filledBy: z.string().optional(),
  /** Of the content alone, so that the same content is known again. */
  hash: z.string(),
});

export type HandedIn = z.infer<typeof handedInSchema>;

/** Reads the materials column of a submission. */
export function readHandedIn(json: unknown): HandedIn[] {
  return z.array(handedInSchema).parse(json);
}

/** A material of a matter: its ledger's definition when it is filled row by row, else it is sent as a file. */
export interface MatterMaterial extends Material {
  definition: LedgerDefinition | null;
  /** What the latest version holds of it. */
  handedIn: HandedIn | null;
}

/** What a matter asks for; one that names no material asks for a written report of what it is about. */
export function askedOf(obligation: { what: string; materials: unknown }): Material[] {
  const materials = readMaterials(obligation.materials);
  return materials.length > 0 ? materials : [{ key: "1", kind: "document", name: obligation.what }];
}

/** The materials of a matter with what the latest version holds. */
export function joinMaterials(
  materials: readonly Material[],
  handedIn: readonly HandedIn[],
  definitions: Definitions,
): MatterMaterial[] {
  return materials.map((material) => ({
    ...material,
    definition: material.ledger ? definitions.find(material.ledger) : null,
    handedIn: handedIn.find(({ key }) => key === material.key) ?? null,
  }));
}

/** How having nothing to report is reported for a material; `none` where it must be reported. */
export type NilWay = "none" | "plain" | "inspected";

/**
 * 自查 and 突出问题 always take 「经自查未发现问题」 item by item; another ledger takes 零报告 where the matter allows it;
 * a written report only where the matter has no ledger that says it.
 */
export function nilWayOf(
  matter: { nilAllowed: boolean; materials: readonly MatterMaterial[] },
  material: MatterMaterial,
): NilWay {
  if (material.definition?.nil === "inspected") return "inspected";
  const saysIt =
    material.definition !== null || matter.materials.every(({ definition }) => definition === null);
  return matter.nilAllowed && saysIt ? "plain" : "none";
}
