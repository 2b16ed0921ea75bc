// The figures that a plan wants reached (5%、30学时、60卷 …), reckoned from the ledgers that came in, each on its own basis.
import { z } from "zod";
import { percentOf } from "../../ledger/compute.ts";
import { plainNumber, type Values } from "../../ledger/value.ts";
import { type DraftMetric, draftMetricSchema } from "../../plan/draft.ts";
import type { Tx } from "../../store/open.ts";
import { BUILT_IN, readDefinitions } from "../definitions.ts";

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

interface Measure {
  ledger: string;
  basis: string;
  /** A part of a whole in per cent, a number, or people of whom each must reach it. */
  reckon(rows: readonly Values[], metric: DraftMetric): { value: number | null; text: string };
}

const numberOf = (values: Values, key: string): number =>
  typeof values[key] === "number" ? (values[key] as number) : 0;
const sum = (rows: readonly Values[], ...keys: string[]): number =>
  rows.reduce((total, row) => total + keys.reduce((own, key) => own + numberOf(row, key), 0), 0);

const share = (ledger: string, part: string[], whole: string, basis: string): Measure => ({
  ledger,
  basis,
  reckon(rows) {
    const [of, per] = [sum(rows, ...part), sum(rows, whole)];
    const value = percentOf(of, per);
    return { value, text: value === null ? "—" : `${plainNumber(value)}%（${of}÷${per}）` };
  },
});

const CHECKED = ["excellent", "qualified", "unqualified"];

/** Each person's hours of these kinds against what is asked for; the figure is how many of the people reach it. */
const hours = (keys: string[], basis: string): Measure => ({
  ledger: "training-hours",
  basis: `${basis}，按人计`,
  reckon(rows, { value }) {
    const met = rows.filter((row) => sum([row], ...keys) >= value).length;
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
    return share("case-entry", ["reviewers"], "officers", "法制审核人员÷执法人员总数");
  if (unit === "%" && /自查.{0,4}案卷|案卷.{0,6}自查/.test(what))
    return share("case-review-summary", CHECKED, "total", "已查案卷÷案卷总数");
  if (unit === "%" && /录入率|录入比例/.test(what))
    return share("case-entry", ["entered"], "due", "已录入÷应录入");
  if (unit === "卷" && /案卷|评查|抽查/.test(what))
    return {
      ledger: "case-review-summary",
      basis: "已查案卷数合计",
      reckon(rows) {
        const value = rows.length > 0 ? sum(rows, ...CHECKED) : null;
        return { value, text: value === null ? "—" : `${value}卷` };
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
  const known = new Map<string, { unitId: string; values: Values }[]>();
  for (const metric of read.success ? read.data.metrics : []) {
    const { what, op, value: wanted, unit } = metric;
    const measure = measureOf(metric);
    const base = { what, wanted: `${OPS[op]}${plainNumber(wanted)}${unit}` };
    if (!measure) {
      figures.push({ ...base, value: "—", met: null, basis: "—", source: "没有收取这项数据的台账" });
      continue;
    }
    const rows = known.get(measure.ledger) ?? (await readNewest(db, campaignId, measure.ledger));
    known.set(measure.ledger, rows);
    const { value, text } = measure.reckon(
      rows.map(({ values }) => values),
      metric,
    );
    const units = new Set(rows.map(({ unitId }) => unitId)).size;
    const title = `《${definitions.find(measure.ledger)?.title ?? measure.ledger}》`;
    figures.push({
      ...base,
      value: text,
      met: value === null ? null : isMet(metric, value),
      basis: measure.basis,
      source: units > 0 ? `${title}，${units}个单位` : `${title}，还没有单位报送`,
    });
  }
  return figures;
}

/** The rows of a ledger in each unit's newest report that has some. */
async function readNewest(
  db: Pick<Tx, "$queryRaw">,
  campaignId: string,
  ledger: string,
): Promise<{ unitId: string; values: Values }[]> {
  return db.$queryRaw`
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
    SELECT n."unitId", r."values" FROM "LedgerRow" r JOIN newest n ON n."id" = r."submissionId"
    WHERE r."ledger" = ${ledger} AND r."materialKey" NOT LIKE '%below'`;
}

/** 「法制审核人员占比≥5%：6.2%（12÷193），达到；口径：…；来源：…」. */
export function sayMetric({ what, wanted, value, met, basis, source }: MetricFigure): string {
  const verdict = met === null ? "" : met ? "，达到" : "，未达到";
  const from = basis === "—" ? source : `口径：${basis}；来源：${source}`;
  return `${what}${wanted}：${value}${verdict}（${from}）`;
}
