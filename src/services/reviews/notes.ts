// A reviewer's notes on single rows and fields of a report.
import { z } from "zod";
import type { Version } from "../submissions/latest.ts";

/** One note; without `rowKey` it is about the material, without `field` about the whole row. */
export const fieldNoteSchema = z.object({
  material: z.string(),
  rowKey: z.string().optional(),
  field: z.string().optional(),
  note: z.string().trim().min(1).max(500),
});

export type FieldNote = z.infer<typeof fieldNoteSchema>;

/** Reads the fieldNotes column of a review. */
export function readFieldNotes(json: unknown): FieldNote[] {
  return z.array(fieldNoteSchema).parse(json);
}

/** Each note with its place in front, as people find it: 「自查台账第2行“完成时限”:与措施不符」. */
export function phraseFieldNotes(notes: readonly FieldNote[], version: Version): string[] {
  const several = version.materials.length > 1;
  return notes.map(({ material, rowKey, field, note }) => {
    const name = version.materials.find(({ key }) => key === material)?.name ?? "";
    const row = rowKey ? version.rows[material]?.find((each) => each.rowKey === rowKey) : undefined;
    const label = field && row?.definition?.fields.find(({ key }) => key === field)?.label;
    const place = [
      several || !row ? name : "",
      row ? `第${row.ordinal}行` : "",
      label ? `“${label}”` : "",
    ].join("");
    return `${place}：${note}`;
  });
}
