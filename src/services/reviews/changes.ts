// What changed from one version of a report to the next, row by row and field by field.
import { formatField } from "../../ledger/kinds.ts";
import { widen } from "../definitions.ts";
import type { SubmittedRow, Version } from "../submissions/latest.ts";
import type { HandedIn } from "../submissions/materials.ts";

/** One difference. `row` counts from 1, in the older version for what is gone; texts are as people read them. */
export type Change = { material: string; name: string } & (
  | { kind: "material"; before: string | null; after: string | null }
  | { kind: "added" | "removed"; rowKey: string; row: number }
  | {
      kind: "field";
      rowKey: string;
      row: number;
      field: string;
      label: string;
      before: string;
      after: string;
    }
);

/** Everything that differs, in the order of materials and rows. */
export function findChanges(before: Version, after: Version): Change[] {
  const keys = new Set([...before.materials, ...after.materials].map(({ key }) => key));
  return [...keys].flatMap((key) => {
    const old = before.materials.find((material) => material.key === key);
    const now = after.materials.find((material) => material.key === key);
    const at = { material: key, name: (now ?? old)!.name };
    const [was, is] = [describe(old), describe(now)];
    const whole = was === is ? [] : [{ ...at, kind: "material" as const, before: was, after: is }];
    // A ledger that became a nil report, or the other way round, has no rows to compare.
    const comparable = old !== undefined && now !== undefined && !old.nil === !now.nil;
    return [...whole, ...(comparable ? compareRows(at, before.rows[key] ?? [], after.rows[key] ?? []) : [])];
  });
}

/** The difference as one line. */
export function phraseChange(change: Change): string {
  switch (change.kind) {
    case "material":
      if (change.before === null) return `补交${change.name}：${change.after}`;
      return `${change.name}：${change.before} → ${change.after ?? "没有了"}`;
    case "added":
      return `新增第${change.row}行`;
    case "removed":
      return `删去原第${change.row}行`;
    case "field":
      return `第${change.row}行“${change.label}”：${change.before || "(空)"} → ${change.after || "(空)"}`;
  }
}

/** What a material is, where that is not said by its rows. */
function describe(material: HandedIn | undefined): string | null {
  if (!material) return null;
  if (material.nil) return "零报告";
  if (material.paper) return "线下收件";
  if (material.fileId) return `文件“${material.fileName}”`;
  return "台账";
}

function compareRows(
  at: { material: string; name: string },
  before: readonly SubmittedRow[],
  after: readonly SubmittedRow[],
): Change[] {
  const old = new Map(before.map((row) => [row.rowKey, row]));
  const now = new Set(after.map(({ rowKey }) => rowKey));
  const present = after.flatMap((row): Change[] => {
    const { rowKey, ordinal } = row;
    const elder = old.get(rowKey);
    return elder ? compareFields(at, elder, row) : [{ ...at, kind: "added" as const, rowKey, row: ordinal }];
  });
  const gone = before.filter(({ rowKey }) => !now.has(rowKey));
  return [
    ...present,
    ...gone.map(({ rowKey, ordinal }) => ({ ...at, kind: "removed" as const, rowKey, row: ordinal })),
  ];
}

function compareFields(
  at: { material: string; name: string },
  before: SubmittedRow,
  after: SubmittedRow,
): Change[] {
  const old = before.definition;
  const fields = after.definition ? widen(after.definition, old ? [old] : []).fields : [];
  return fields.flatMap((field) => {
    const elder = old?.fields.find(({ key }) => key === field.key) ?? field;
    const was = formatField(elder, before.values[field.key]);
    const is = formatField(field, after.values[field.key]);
    const { rowKey, ordinal } = after;
    return was === is
      ? []
      : [
          {
            ...at,
            kind: "field" as const,
            rowKey,
            row: ordinal,
            field: field.key,
            label: field.label,
            before: was,
            after: is,
          },
        ];
  });
}
