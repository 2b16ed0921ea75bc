// Files that come with a ledger's form: a row's 佐证材料, each looked at before anything is kept.
import { codecOf } from "../ledger/kinds.ts";
import type { RowIssue } from "../ledger/validate.ts";
import type { AttachedFile } from "../services/evidence.ts";
import type { Sheet, TypedRow } from "../services/form-sheet.ts";
import { inspectUpload } from "../services/form-upload.ts";
import { fileInputName, inputName } from "./form-posted.ts";

/** The files of a posted form that can be taken, and what is wrong with the others. */
export async function readAttached(
  { definition, material }: Sheet,
  form: FormData,
  rows: readonly TypedRow[],
): Promise<{ files: AttachedFile[]; issues: RowIssue[] }> {
  const files: AttachedFile[] = [];
  const issues: RowIssue[] = [];
  const fields = definition.fields.filter((field) => codecOf(field).control === "file");
  for (const [index, { rowKey }] of rows.entries())
    for (const field of fields)
      for (const sent of form.getAll(fileInputName(inputName(field.key, index)))) {
        if (!(sent instanceof File) || (sent.size === 0 && sent.name === "")) continue;
        const upload = await inspectUpload(sent, { sheets: true });
        if ("problem" in upload)
          issues.push({
            row: index + 1,
            field: field.key,
            label: field.label,
            message: `第${index + 1}行“${field.label}”：${upload.problem}`,
          });
        else files.push({ material: material.key, rowKey, field: field.key, upload });
      }
  return { files, issues };
}

/** The rows with the names of what was attached, each once. */
export function withNames(
  rows: readonly TypedRow[],
  files: readonly AttachedFile[],
  names: readonly string[],
): TypedRow[] {
  return rows.map((row) => {
    const values = { ...row.values };
    files.forEach(({ rowKey, field }, index) => {
      if (rowKey !== row.rowKey) return;
      const listed = (values[field] ?? "").split("、").filter(Boolean);
      values[field] = [...new Set([...listed, names[index]!])].join("、");
    });
    return { ...row, values };
  });
}
