// The merged ledger: rows of all units that a person may see, from each unit's latest complete version, as a workbook.
import { type Day, dayOf, formatDay } from "../../domain/day.ts";
import type { Material } from "../../domain/obligation.ts";
import { normaliseName } from "../../domain/text.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { titleOn } from "../../ledger/titles.ts";
import type { Values } from "../../ledger/value.ts";
import { buildWorkbook } from "../../ledger/workbook.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { type Definitions, widen } from "../definitions.ts";
import type { Matter } from "../progress/figures.ts";
import type { Scope } from "../progress/scope.ts";
import { askedOf, type HandedIn, joinMaterials, readHandedIn } from "../submissions/materials.ts";

/** A ledger that a matter asks for: what can be exported. */
export interface LedgerSource {
  campaignCode: string;
  matter: Matter;
  material: Material;
  definition: LedgerDefinition;
  /** All versions of it, newest first: rows keep the one they were written under. */
  versions: readonly LedgerDefinition[];
  /** Rows are read behind a login only. */
  sensitive: boolean;
}

/** What an export holds, in numbers and names. */
export interface LedgerExport {
  name: string;
  bytes: Uint8Array;
  rows: number;
  /** Units with rows, and those that reported nothing (零报告). */
  units: number;
  nil: string[];
}

/** The ledgers of matters, each once for a period; a recurring matter's periods that nobody has reported stay away. */
export async function listLedgers(
  db: Pick<Tx, "obligation">,
  campaigns: readonly { code: string; matters: readonly Matter[]; upward: readonly Matter[] }[],
  definitions: Definitions,
): Promise<LedgerSource[]> {
  const all = campaigns.flatMap(({ code, matters, upward }) =>
    [...matters, ...upward].filter(({ upcoming }) => !upcoming).map((matter) => ({ code, matter })),
  );
  const obligations = await db.obligation.findMany({
    where: { id: { in: [...new Set(all.map(({ matter }) => matter.obligationId))] } },
    select: { id: true, what: true, materials: true },
  });
  return all.flatMap(({ code, matter }) => {
    const obligation = obligations.find(({ id }) => id === matter.obligationId)!;
    return joinMaterials(askedOf(obligation), [], definitions).flatMap(
      ({ definition, handedIn: _, ...material }) =>
        definition
          ? [
              {
                campaignCode: code,
                matter,
                material,
                definition,
                versions: definitions.versions(definition.code),
                sensitive: matter.sensitive || definition.level === "敏感",
              },
            ]
          : [],
    );
  });
}

const ATTACHMENT = /^附件?(\d+(?:-\d+)?)$/;

/**
 * The ledgers that words mean: a matter's number, 「附件10」, words of the ledger's or matter's name, a period; all
 * without words. Of a recurring matter only the latest period with a report, unless a period is named.
 */
export function chooseLedgers(sources: readonly LedgerSource[], words: string): LedgerSource[] {
  const tokens = words.split(/\s+/).map(normaliseName).filter(Boolean);
  const meant = sources.filter((source) => tokens.every((token) => means(source, token)));
  const periodNamed = meant.filter(({ matter }) =>
    tokens.some((token) => matter.period && token === matter.period),
  );
  return periodNamed.length > 0 ? periodNamed : meant.filter((source) => isLatest(source, meant));
}

function means({ matter, material, definition, campaignCode }: LedgerSource, token: string): boolean {
  if (/^\d+$/.test(token)) return matter.number === Number(token);
  const attachment = ATTACHMENT.exec(token)?.[1];
  if (attachment) return (material.attachment ?? definition.attachment) === attachment;
  if (token === campaignCode || token === `${campaignCode}-${matter.number}`) return true;
  return [material.name, definition.title, matter.what, matter.period].some((name) =>
    normaliseName(name).includes(token),
  );
}

/** Of one matter's periods, the latest in which somebody has reported; else the latest. */
function isLatest(source: LedgerSource, among: readonly LedgerSource[]): boolean {
  const periods = among.filter(
    ({ matter, material }) =>
      matter.obligationId === source.matter.obligationId && material.key === source.material.key,
  );
  const reported = periods.filter(({ matter }) => matter.tally.done > 0);
  const latest = (reported.length > 0 ? reported : periods).reduce((one, other) =>
    (other.matter.dueOn ?? "") > (one.matter.dueOn ?? "") ? other : one,
  );
  return latest === source;
}

/** What one unit handed in of a ledger, and how its report stands. */
export interface UnitPart {
  unit: string;
  state: string;
  submittedBy: string | null;
  submittedAt: Date | null;
  materials: unknown;
  rows: Values[] | null;
  /** 逐级汇总: for each row the units of lower bureaus that it came through, or null. */
  sources: (string | null)[] | null;
  /** Of the ledger, as these rows were written. */
  ledgerVersion: number | null;
}

/** Each unit's rows of one ledger, in order of units; `rows` null where nothing was handed in. */
export async function readParts(
  db: Pick<Tx, "$queryRaw">,
  source: LedgerSource,
  scope: Scope,
): Promise<UnitPart[]> {
  const { matter, material, definition } = source;
  return db.$queryRaw<UnitPart[]>(Prisma.sql`
    SELECT u."name" AS "unit", a."state"::text, s."materials", s."submittedAt", p."name" AS "submittedBy",
      (SELECT json_agg(r."values" ORDER BY r."ordinal") FROM "LedgerRow" r WHERE r."submissionId" = s."id"
        AND r."materialKey" = ${material.key} AND r."ledger" = ${definition.code}) AS "rows",
      (SELECT json_agg(r."sourceUnit" ORDER BY r."ordinal") FROM "LedgerRow" r WHERE r."submissionId" = s."id"
        AND r."materialKey" = ${material.key} AND r."ledger" = ${definition.code}) AS "sources",
      (SELECT max(r."ledgerVersion") FROM "LedgerRow" r WHERE r."submissionId" = s."id"
        AND r."materialKey" = ${material.key} AND r."ledger" = ${definition.code}) AS "ledgerVersion"
    FROM "Assignment" a
      JOIN "Unit" u ON u."id" = a."unitId"
      LEFT JOIN LATERAL (SELECT * FROM "Submission" WHERE "assignmentId" = a."id" AND NOT "unsigned"
        ORDER BY "complete" DESC, "version" DESC LIMIT 1) s ON true
      LEFT JOIN "Person" p ON p."id" = s."submittedById"
    WHERE a."obligationId" = ${matter.obligationId} AND a."period" = ${matter.period}
      AND ${
        scope.unitIds === null
          ? Prisma.sql`true`
          : Prisma.sql`(a."unitId" = ANY(${scope.unitIds}) OR a."preparerId" = ANY(${scope.unitIds}))`
      }
    ORDER BY u."position", u."name"`);
}

/** A unit's rows with who each one is from: 「东川市应急管理局·执法大队」 for one that came up. */
export function rowsOf({ unit, rows, sources }: UnitPart): { unit: string; values: Values }[] {
  return (rows ?? []).map((values, index) => {
    const source = sources?.[index];
    return { unit: source ? `${unit}·${source}` : unit, values };
  });
}

/** The ledger with every column that rows of these parts have, whichever version they were written under. */
export function definitionOf(
  { definition, versions }: LedgerSource,
  parts: readonly UnitPart[],
): LedgerDefinition {
  const used = new Set(parts.map(({ ledgerVersion }) => ledgerVersion));
  const older = versions.filter(({ version }) => used.has(version) && version !== definition.version);
  return widen(definition, older);
}

/**
 * One ledger as a workbook in the attachment's shape: a single unit's own copy, or all units' rows with the column
 * 填报单位 and, below, who reported nothing, who was asked to mend and who is still missing; or (`perUnit`) a sheet for
 * each unit that has rows. Null without any report.
 */
export async function exportLedger(
  db: Pick<Tx, "$queryRaw">,
  source: LedgerSource,
  by: { scope: Scope; bureau: string; today: Day; perUnit?: boolean },
): Promise<LedgerExport | null> {
  const { matter, material } = source;
  const parts = await readParts(db, source, by.scope);
  const definition = definitionOf(source, parts);
  const handed = (part: UnitPart) =>
    part.materials === null
      ? undefined
      : readHandedIn(part.materials).find(({ key }) => key === material.key);
  const nil = parts.filter((part) => handed(part)?.nil).map(({ unit }) => unit);
  const full = parts.filter((part) => (part.rows?.length ?? 0) > 0);
  if (nil.length + full.length === 0) return null;
  const merged = parts.length > 1 || full.some(({ sources }) => sources?.some((source) => source !== null));
  const rows = full.flatMap(rowsOf);
  const apart = merged && rows.length > 0 && by.perUnit === true;
  const [only] = parts;
  const title = titleOn(definition, material.name);
  const bytes = await buildWorkbook({
    definition,
    rows,
    mergedUnits: merged,
    perUnit: apart,
    notes: apart ? [] : notesOf(parts, nil, handed),
    heading: {
      title,
      ...(material.attachment ? { attachmentNo: material.attachment } : {}),
      ...(merged
        ? { unit: by.scope.unitIds === null ? by.bureau : by.scope.name, filledOn: formatDay(by.today, true) }
        : {
            unit: only!.unit,
            ...(only!.submittedBy ? { filledBy: only!.submittedBy } : {}),
            ...(only!.submittedAt ? { filledOn: formatDay(dayOf(only!.submittedAt), true) } : {}),
          }),
    },
  });
  const attachment = material.attachment ?? definition.attachment;
  const label = [
    attachment ? `附件${attachment} ` : "",
    title,
    matter.period ? `(${matter.period})` : "",
    apart ? "(分单位)" : merged ? "(汇总)" : `(${only!.unit})`,
  ].join("");
  return { name: `${label}.xlsx`, bytes, rows: rows.length, units: full.length, nil };
}

/** Notes that stand below the rows; 「注」 keeps them from being read as rows when the file comes back. */
function notesOf(
  parts: readonly UnitPart[],
  nil: readonly string[],
  handed: (part: UnitPart) => Partial<HandedIn> | undefined,
): string[] {
  const names = (list: readonly UnitPart[]) => list.map(({ unit }) => unit).join("、");
  const returned = parts.filter((part) => part.state === "returned" && handed(part));
  const paper = parts.filter((part) => handed(part)?.paper);
  const filled = parts.flatMap((part) => {
    const by = handed(part)?.filledBy;
    return by ? [`${by} 代 ${part.unit}`] : [];
  });
  const missing = parts.filter((part) => !handed(part) && part.state !== "waived");
  return [
    ...(nil.length > 0 ? [`注：零报告(经自查未发现问题)：${nil.join("、")}`] : []),
    ...(returned.length > 0 ? [`注：已退回补正、暂列原报内容：${names(returned)}`] : []),
    ...(paper.length > 0 ? [`注：线下收件、条目未录入：${names(paper)}`] : []),
    ...(filled.length > 0 ? [`注：代填：${filled.join("、")}`] : []),
    ...(missing.length > 0 ? [`注：尚未报送：${names(missing)}`] : []),
  ];
}
