// The one check of rows before they are handed in, whichever surface they came from.
import { dayOf } from "../../domain/day.ts";
import { problemCode, readReference } from "../../domain/problem.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { MESSAGES } from "../../ledger/messages.ts";
import { presetOf } from "../../ledger/titles.ts";
import { type ValidateContext, type Validation, validateRows } from "../../ledger/validate.ts";
import { type RawEntry, rawText } from "../../ledger/value.ts";
import type { Tx } from "../../store/open.ts";
import type { MatterMaterial } from "./materials.ts";
import type { Owed } from "./owed.ts";

/** Which ledger rows are for: a material's own, or the form of its nil report. */
export interface CheckedLedger {
  owed: Pick<Owed, "baseYear" | "campaign" | "unit">;
  material: Pick<MatterMaterial, "name">;
  definition: LedgerDefinition;
}

/** Raw rows of one material against its ledger; `issues` are the sentences, the same in chat, page and sheet. */
export async function checkRows(
  db: Pick<Tx, "problem">,
  { owed, material, definition }: CheckedLedger,
  entries: readonly RawEntry[],
  now: Date,
): Promise<Validation> {
  const references = await findReferences(db, owed, definition, entries);
  // A unit hands in its own rows: what a 填报单位 column says does not make two equal rows different.
  const own = entries.map(({ values, cells }) => ({
    values: references.inOneSpelling(values),
    ...(cells ? { cells } : {}),
  }));
  return validateRows(definition, own, {
    baseYear: owed.baseYear,
    today: dayOf(now),
    preset: presetOf(definition, material.name),
    refuse: references.refuse,
  });
}

/** What rows that refer to problems may name, and how it is spelled. */
interface References {
  refuse: NonNullable<ValidateContext["refuse"]>;
  /** 「问题12」 and 「12」 are W12, so that one problem stands in one row. */
  inOneSpelling(values: RawEntry["values"]): RawEntry["values"];
}

/**
 * Looks up the problems that rows refer to. A unit tells of its own problems; what the bureau itself hands in repeats
 * those of all its units.
 */
async function findReferences(
  db: Pick<Tx, "problem">,
  { campaign, unit }: CheckedLedger["owed"],
  definition: LedgerDefinition,
  entries: readonly RawEntry[],
): Promise<References> {
  const keys = definition.fields.filter(({ refersTo }) => refersTo === "problem").map(({ key }) => key);
  const named = entries.flatMap(({ values }) =>
    keys.flatMap((key) => readReference(rawText(values[key]))?.number ?? []),
  );
  const found =
    named.length === 0
      ? []
      : await db.problem.findMany({
          where: { campaignId: campaign.id, number: { in: [...new Set(named)] } },
          select: {
            number: true,
            unitId: true,
            goneOn: true,
            campaign: { select: { code: true } },
          },
        });
  const byNumber = new Map(found.map((problem) => [problem.number, problem]));
  const find = (text: string) => {
    const code = readReference(text);
    const problem = code && byNumber.get(code.number);
    if (!problem || (code.campaignCode ?? problem.campaign.code) !== problem.campaign.code) return null;
    return problem;
  };
  return {
    refuse(field, value) {
      if (field.refersTo !== "problem") return null;
      const problem = find(value);
      if (!problem) return MESSAGES.unknownReference(value);
      if (unit.kind !== "bureau" && problem.unitId !== unit.id) return MESSAGES.foreignProblem(value);
      return problem.goneOn === null ? null : MESSAGES.goneProblem(value);
    },
    inOneSpelling(values) {
      const spelled = keys.flatMap((key): [string, string][] => {
        const problem = find(rawText(values[key]));
        return problem ? [[key, problemCode(problem.number)]] : [];
      });
      return { ...values, ...Object.fromEntries(spelled) };
    },
  };
}
