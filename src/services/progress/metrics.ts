// The figures that a plan wants reached (5%、30学时、60卷 …), reckoned from the ledgers that came in, each on its own basis.
import { z } from "zod";
import { addUp, percentOf } from "../../ledger/compute.ts";
import type { LedgerDefinition, MetricPart } from "../../ledger/definition.ts";
import { keysOfPart } from "../../ledger/metric-parts.ts";
import { plainNumber, type Values } from "../../ledger/value.ts";
import { type DraftMetric, draftMetricSchema } from "../../plan/draft.ts";
import type { Tx } from "../../store/open.ts";
import { BUILT_IN, type Definitions, readDefinitions } from "../definitions.ts";

/** One metric of a plan with what the ledgers say of it. */
export interface MetricFigure {
  what: string;
  /** 「≥5%」. */
  wanted: string;
  /** 「6.2%（12÷193）」; 「—」 where nothing can be reckoned. */
  value: string;
  /** Null where nothing can be reckoned. */
  met: boolean | null;
  /** 口径. */
  basis: string;
  /** Which ledger of how many units; or why there is no figure. */
  source: string;
}

/** One row of a ledger: the figure of a part, null where the ledger does not tell it. */
type Row = (part: MetricPart) => number | null;

interface Measure {
  /** What a ledger must tell to be reckoned from. */
  needs: readonly MetricPart[];
  basis: string;
  /** A part of a whole in per cent, a number, or people of whom each must reach it. */
  reckon(rows: readonly Row[], metric: DraftMetric): { value: number | null; text: string };
}

const sum = (rows: readonly Row[], ...parts: MetricPart[]): number =>
  rows.reduce((total, row) => total + parts.reduce((own, part) => own + (row(part) ?? 0), 0), 0);

const share = (part: MetricPart, whole: MetricPart, basis: string): Measure => ({
  needs: [part, whole],
  basis,
  reckon(rows) {
    const [of, per] = [sum(rows, part), sum(rows, whole)];
    const value = percentOf(of, per);
    return { value, text: value === null ? "—" : `${plainNumber(value)}%（${of}÷${per}）` };
  },
});

/** Each person's hours of these kinds against what is asked for; the figure is how many of the people reach it. */
const hours = (parts: MetricPart[], basis: string): Measure => ({
  needs: parts.filter((part) => part !== "skillHours"),
  basis: `${basis}，按人计`,
  reckon(rows, { value }) {
    const met = rows.filter((row) => sum([row], ...parts) >= value).length;
    const rate = percentOf(met, rows.length);
    return {
      value: rate,
      text: rate === null ? "—" : `达标${plainNumber(rate)}%（${met}÷${rows.length}人）`,
    };
  },
});

function measureOf({ what, unit, quote }: DraftMetric): Measure | null {
  if (/学时|课时/.test(unit)) {
    if (/技能/.test(quote) || /公共法律.*业务/.test(what))
      return hours(["publicHours", "tradeHours", "skillHours"], "公共法律、业务、技能学时合计");
    if (/业务知识和法律法规/.test(what))
      return hours(["publicHours", "tradeHours"], "业务和法律法规学时合计");
    if (/公共法律/.test(what)) return hours(["publicHours"], "公共法律知识学时");
    if (/行业|业务/.test(what)) return hours(["tradeHours"], "行业法律知识学时");
    return hours(["publicHours", "tradeHours", "skillHours"], "各类学时合计");
  }
  if (unit === "%" && /法制审核.{0,6}人员/.test(what))
    return share("reviewers", "officers", "法制审核人员÷执法人员总数");
  if (unit === "%" && /自查.{0,4}案卷|案卷.{0,6}自查/.test(what))
    return share("checkedFiles", "totalFiles", "已查案卷÷案卷总数");
  if (unit === "%" && /录入率|录入比例/.test(what)) return share("entered", "due", "已录入÷应录入");
  if (unit === "卷" && /案卷|评查|抽查/.test(what))
    return {
      needs: ["checkedFiles"],
      basis: "已查案卷数合计",
      reckon(rows) {
        const value = rows.length > 0 ? sum(rows, "checkedFiles") : null;
        return { value, text: value === null ? "—" : `${plainNumber(value)}卷` };
      },
    };
  return null;
}

const OPS = { ">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜" } as const;

function isMet({ op, value: wanted, unit }: DraftMetric, value: number): boolean {
  // Of people each must reach the hours: all of them do, or it is not met.
  if (/学时|课时/.test(unit)) return value >= 100;
  if (op === ">=") return value >= wanted;
  if (op === "<=") return value <= wanted;
  if (op === ">") return value > wanted;
  return op === "<" ? value < wanted : value === wanted;
}

/** The metrics of a campaign's latest published plan; those of one period and unit are taken from its newest report. */
export async function readMetrics(
  db: Pick<Tx, "$queryRaw" | "planVersion" | "ledgerDefinition">,
  campaignId: string,
): Promise<MetricFigure[]> {
  const version = await db.planVersion.findFirst({
    where: { campaignId, publishedAt: { not: null } },
    orderBy: { version: "desc" },
    select: { draft: true, campaign: { select: { orgId: true } } },
  });
  const read = z.object({ metrics: z.array(draftMetricSchema) }).safeParse(version?.draft);
  const definitions = version ? await readDefinitions(db, version.campaign.orgId) : BUILT_IN;
  const figures: MetricFigure[] = [];
  const known = new Map<string, Collected>();
  const collect = async (ledger: LedgerDefinition): Promise<Collected> => {
    const found = known.get(ledger.code) ?? {
      ledger,
      rows: await readNewest(db, campaignId, ledger.code, definitions),
    };
    known.set(ledger.code, found);
    return found;
  };
  for (const metric of read.success ? read.data.metrics : []) {
    const { what, op, value: wanted, unit } = metric;
    const measure = measureOf(metric);
    const base = { what, wanted: `${OPS[op]}${plainNumber(wanted)}${unit}` };
    const telling = measure
      ? definitions.all.filter((one) => measure.needs.every((part) => keysOfPart(one, part).length > 0))
      : [];
    if (!measure || telling.length === 0) {
      figures.push({ ...base, value: "—", met: null, basis: "—", source: measure ? UNTOLD : UNKNOWN });
      continue;
    }
    // Figures of two ledgers are never added up: the one that most units report counts.
    const collected: Collected[] = [];
    for (const ledger of telling) collected.push(await collect(ledger));
    const { ledger, rows } = collected.reduce((best, one) => (unitsOf(one) > unitsOf(best) ? one : best));
    const { value, text } = measure.reckon(
      rows.map(({ row }) => row),
      metric,
    );
    const units = unitsOf({ rows });
    figures.push({
      ...base,
      value: text,
      met: value === null ? null : isMet(metric, value),
      basis: measure.basis,
      source: units > 0 ? `《${ledger.title}》，${units}个单位` : `《${ledger.title}》，还没有单位报送`,
    });
  }
  return figures;
}

const UNKNOWN = "没有收取这项数据的台账";
const UNTOLD = "没有收取这项数据的台账；自制的台账请在台账设置里给栏目选定“用于达标指标”";

interface Collected {
  ledger: LedgerDefinition;
  rows: readonly { unitId: string; row: Row }[];
}

const unitsOf = ({ rows }: Pick<Collected, "rows">) => new Set(rows.map(({ unitId }) => unitId)).size;

/** The rows of a ledger in each unit's newest report that has some. */
async function readNewest(
  db: Pick<Tx, "$queryRaw">,
  campaignId: string,
  ledger: string,
  definitions: Definitions,
): Promise<Collected["rows"]> {
  const rows = await db.$queryRaw<{ unitId: string; version: number; values: Values }[]>`
    WITH latest AS (
      SELECT DISTINCT ON (a."id") s."id", a."unitId", coalesce(a."spanStart", a."planDueOn", a."dueOn", '') AS "at"
      FROM "Submission" s JOIN "Assignment" a ON a."id" = s."assignmentId"
        JOIN "Obligation" o ON o."id" = a."obligationId"
      WHERE o."campaignId" = ${campaignId} AND o."withdrawnAt" IS NULL AND o."direction" = 'internal'
        AND s."complete" AND a."state" IN ('submitted', 'accepted')
      ORDER BY a."id", s."version" DESC),
    newest AS (
      SELECT DISTINCT ON (l."unitId") l."id", l."unitId" FROM latest l
      WHERE EXISTS (SELECT 1 FROM "LedgerRow" r WHERE r."submissionId" = l."id" AND r."ledger" = ${ledger})
      ORDER BY l."unitId", l."at" DESC)
    SELECT n."unitId", r."ledgerVersion" AS "version", r."values" FROM "LedgerRow" r JOIN newest n ON n."id" = r."submissionId"
    WHERE r."ledger" = ${ledger} AND r."materialKey" NOT LIKE '%below'`;
  return rows.map(({ unitId, version, values }) => ({
    unitId,
    row(part) {
      // As the row's own version has it.
      const written = definitions.at(ledger, version);
      const keys = written ? keysOfPart(written, part) : [];
      return keys.length > 0 ? addUp(keys, values) : null;
    },
  }));
}

/** 「法制审核人员占比≥5%：6.2%（12÷193），达到；口径：…；来源：…」. */
export function sayMetric({ what, wanted, value, met, basis, source }: MetricFigure): string {
  const verdict = met === null ? "" : met ? "，达到" : "，未达到";
  const from = basis === "—" ? source : `口径：${basis}；来源：${source}`;
  return `${what}${wanted}：${value}${verdict}（${from}）`;
}
