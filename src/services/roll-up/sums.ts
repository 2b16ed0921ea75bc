// A bureau's own row of figures over its units' rows: computed beforehand as a proposal, which somebody completes and hands in.
import type { Asker } from "../../chat/context.ts";
import { AppError } from "../../errors.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { formatField } from "../../ledger/kinds.ts";
import { plainNumber, type Values } from "../../ledger/value.ts";
import type { Tx } from "../../store/open.ts";
import { saveDraft } from "../submissions/drafts.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { Collected, Gathered } from "./collected.ts";

/** Fields that are added up: figures that somebody types. */
function addedFields({ fields }: LedgerDefinition) {
  return fields.filter((field) => field.summarise === "sum" && !field.compute);
}

async function readRows(db: Pick<Tx, "ledgerRow">, { definition, parts }: Gathered): Promise<Values[]> {
  if (!definition) return [];
  const places = parts.map(({ part, handedIn }) => ({
    submissionId: part.submissionId!,
    materialKey: handedIn.key,
  }));
  if (places.length === 0) return [];
  const rows = await db.ledgerRow.findMany({
    where: { ledger: definition.code, OR: places },
    select: { values: true },
  });
  return rows.map(({ values }) => values as Values);
}

function sumOf(rows: readonly Values[], key: string): number {
  const sum = rows.reduce(
    (total, row) => total + (typeof row[key] === "number" ? (row[key] as number) : 0),
    0,
  );
  return Number(sum.toPrecision(15));
}

/** The material of an upward report whose row is the bureau's own sum; null where there is none. */
function summedOf({ materials }: Collected): Gathered | null {
  return materials.find(({ sums, parts }) => sums && parts.length > 0) ?? null;
}

/**
 * Fills the draft of the bureau's own row with the sums over its units' accepted rows. It stays a draft until somebody
 * hands it in. CONFLICT where a draft has been begun, so that nobody's words are lost.
 */
export async function proposeSums(work: UnitOfWork, asker: Asker, collected: Collected): Promise<Gathered> {
  const material = summedOf(collected);
  if (!material?.definition) throw new AppError("NOT_FOUND", `${collected.code}没有要按合计填的台账。`);
  const { definition, key } = material;
  const place = { assignmentId_materialKey: { assignmentId: collected.assignmentId, materialKey: key } };
  if ((await work.tx.formDraft.count({ where: place.assignmentId_materialKey })) > 0)
    throw new AppError("CONFLICT", `“${material.name}”已有填写中的草稿，没有改动；请在草稿上核对。`);
  const rows = await readRows(work.tx, material);
  const values: Record<string, string> = {};
  for (const field of addedFields(definition)) values[field.key] = plainNumber(sumOf(rows, field.key));
  const allZero = Object.values(values).every((value) => value === "0");
  for (const field of definition.fields) {
    if (field.kind === "unit" && definition.key?.includes(field.key))
      values[field.key] = collected.upper.unit;
    if (field.kind === "boolean" && field.required) values[field.key] = allZero ? "是" : "否";
    // What is the same for all of them is the bureau's as well: the month.
    if (field.kind === "month" || field.kind === "date") {
      const said = new Set(rows.map((row) => formatField(field, row[field.key])));
      if (said.size === 1) values[field.key] = [...said][0]!;
    }
  }
  await saveDraft(work, {
    assignmentId: collected.assignmentId,
    materialKey: key,
    body: { rows: [{ rowKey: "sum", values }] },
    byPersonId: asker.id,
    revision: null,
  });
  work.audit({
    action: "propose-sums",
    subject: `assignment:${collected.assignmentId}`,
    after: { material: key, rows: rows.length, values },
  });
  return material;
}

/** Where the bureau's own figures are not the sums over its units, a line for each: shown, never changed. */
export async function differences(db: Pick<Tx, "ledgerRow">, collected: Collected): Promise<string[]> {
  const material = summedOf(collected);
  if (!material?.definition || !material.ownSubmissionId || material.rows === 0) return [];
  const own = await db.ledgerRow.findMany({
    where: { submissionId: material.ownSubmissionId, materialKey: material.key },
    select: { values: true },
  });
  const mine = own.map(({ values }) => values as Values);
  const rows = await readRows(db, material);
  const unequal = addedFields(material.definition).flatMap(({ key, label }) => {
    const [said, sum] = [sumOf(mine, key), sumOf(rows, key)];
    return said === sum ? [] : [`${label}本局${plainNumber(said)}、各单位合计${plainNumber(sum)}`];
  });
  return unequal.length > 0 ? [`“${material.name}”与各单位合计不一致，请核对：${unequal.join("；")}`] : [];
}
