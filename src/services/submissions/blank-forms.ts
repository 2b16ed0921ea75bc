// Forms to fill in outside the page: the text skeleton and the workbook, with the unit's own values where it has any.
import type { Asker } from "../../chat/context.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { NIL_INSPECTION } from "../../ledger/definitions/index.ts";
import { renderSkeleton } from "../../ledger/text-form.ts";
import { titleOn } from "../../ledger/titles.ts";
import type { Values } from "../../ledger/value.ts";
import { buildWorkbook } from "../../ledger/workbook.ts";
import type { Tx } from "../../store/open.ts";
import { readCarried } from "../carry-over.ts";
import { type StoredFile, XLSX } from "../files.ts";
import { readLatest } from "./latest.ts";
import type { MatterMaterial } from "./materials.ts";
import type { Owed } from "./owed.ts";
import { codeOf, matterName, nilFormCode } from "./words.ts";

/** The unit's own values of the latest version, in order; else what its last period left unfinished, if anything. */
export async function ownValues(
  db: Pick<Tx, "submission" | "assignment" | "problem" | "ledgerDefinition">,
  owed: Owed,
  material: MatterMaterial,
  ledger: LedgerDefinition,
): Promise<Values[]> {
  if (!material.handedIn) {
    const carried = ledger === NIL_INSPECTION ? null : await readCarried(db, owed, material.key, ledger);
    return carried?.rows.map(({ values }) => values) ?? [];
  }
  const latest = await readLatest(db, owed.id);
  return (latest?.rows[material.key] ?? [])
    .filter((row) => row.ledger === ledger.code)
    .map(({ values }) => values);
}

/** The text to copy, fill in and send back. */
export async function textForm(
  db: Pick<Tx, "submission" | "assignment" | "problem" | "ledgerDefinition">,
  asker: Asker,
  owed: Owed,
  material: MatterMaterial,
  nil = false,
): Promise<string> {
  const ledger = nil ? NIL_INSPECTION : material.definition!;
  return renderSkeleton(ledger, {
    code: nil ? nilFormCode(owed, material) : codeOf(owed, material),
    heading: [
      `填报单位：${owed.unit.name}`,
      `填报人：${asker.name}`,
      // The reader passes over lines that begin with this mark.
      `※ ${matterName(owed)}，${owed.due}`,
    ],
    prefill: await ownValues(db, owed, material, ledger),
  });
}

/**
 * The workbook to fill in and send back. Rows of a 敏感 ledger stay behind the login: in a chat its workbook is always
 * empty.
 */
export async function sheetForm(
  db: Pick<Tx, "submission" | "assignment" | "problem" | "ledgerDefinition">,
  asker: Asker,
  owed: Owed,
  material: MatterMaterial,
  { behindLogin = false }: { behindLogin?: boolean } = {},
): Promise<StoredFile> {
  const definition = material.definition!;
  const values = owed.sensitive && !behindLogin ? [] : await ownValues(db, owed, material, definition);
  const code = codeOf(owed, material);
  const title = titleOn(definition, material.name);
  const bytes = await buildWorkbook({
    definition,
    heading: {
      title,
      ...(material.attachment ? { attachmentNo: material.attachment } : {}),
      unit: owed.unit.name,
      filledBy: asker.name,
    },
    rows: values.map((row) => ({ values: row })),
    code,
  });
  return { name: `${code} ${title}(${owed.unit.name}).xlsx`, mime: XLSX, bytes };
}
