// What an obligation (报送事项) asks for: its materials.
import { z } from "zod";
import { toHalfWidth } from "./text.ts";

/** One material of an obligation. `key` is 1, 2, 3 … within it; `ledger` is a definition's code where there is one. */
export const materialSchema = z.object({
  key: z.string(),
  kind: z.enum(["document", "ledger"]),
  name: z.string(),
  attachment: z.string().optional(),
  ledger: z.string().optional(),
});

export type Material = z.infer<typeof materialSchema>;

/** Reads the materials column of an obligation. */
export function readMaterials(json: unknown): Material[] {
  return z.array(materialSchema).parse(json);
}

/** The short code of an assignment that people read and type: A12. */
export function assignmentCode(number: number): string {
  return `A${number}`;
}

/** The code of one material of an assignment, on forms and templates: A12-1. */
export function materialCode(number: number, materialKey: string): string {
  return `${assignmentCode(number)}-${materialKey}`;
}

/** Takes apart 「A12」 or 「A12-1」, however it is spelled; null when it is neither. */
export function readCode(text: string): { number: number; materialKey: string | null } | null {
  const match = /^\s*A?(\d{1,8})(?:[-—](\d{1,2}))?\s*$/iu.exec(toHalfWidth(text));
  return match ? { number: Number(match[1]), materialKey: match[2] ?? null } : null;
}
