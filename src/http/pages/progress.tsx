// How the reports stand: campaigns, a campaign's matters and a matter's units.
import type { Child } from "hono/jsx";
import { dayOf, formatDay, timeOf } from "../../domain/day.ts";
import type { CampaignProgress } from "../../services/progress/campaigns.ts";
import { type Matter, sumTallies } from "../../services/progress/figures.ts";
import type { MetricFigure } from "../../services/progress/metrics.ts";
import type { ProblemCount, ProblemFigures } from "../../services/progress/problems.ts";
import { QUALITY_BASIS, type QualityFigures, sayQuality } from "../../services/progress/quality.ts";
import type { UnitRow } from "../../services/progress/units.ts";
import {
  sayDue,
  sayInstant,
  sayMatter,
  sayProblemCount,
  sayShort,
  sayUpward,
} from "../../services/progress/words.ts";
import { Page } from "./layout.tsx";
import { Cell, Facts, Figures, Panel, Tag, type Tone } from "./parts.tsx";

/** What every page of these knows: who reads, and when. */
export interface Reading {
  person: string;
  now: Date;
}

/** 「7月27日 16:20」, a dash for null. */
export const sayMoment = (at: Date | null): string => (at ? `${formatDay(dayOf(at))} ${timeOf(at)}` : "—");

/** All campaigns that the reader has a part in. */
export function CampaignsPage({ campaigns, person }: Reading & { campaigns: readonly CampaignProgress[] }) {
  return (
    <Page title="报送进度" person={person}>
      <Panel>
        {campaigns.length === 0 ? <Cell title="目前没有发布的专项行动" /> : null}
        {campaigns.map(({ code, title, closed, matters }) => (
          <Cell
            title={title}
            detail={sayShort(sumTallies(matters))}
            end={closed ? <Tag>已结束</Tag> : null}
            href={`/progress/${code}`}
          />
        ))}
      </Panel>
    </Page>
  );
}

function missingTag({ tally, upcoming }: Matter) {
  if (tally.due === 0) return <Tag>不计入应报</Tag>;
  if (upcoming) return <Tag>未开始</Tag>;
  if (tally.overdue > 0) return <Tag tone="bad">逾期未报{tally.overdue}</Tag>;
  return tally.missing > 0 ? <Tag tone="warn">未报{tally.missing}</Tag> : <Tag tone="good">报齐</Tag>;
}

/** One campaign: the figures, a row for each matter, the problems, and what goes upward. */
export function CampaignPage(
  props: Reading & {
    campaign: CampaignProgress;
    problems: ProblemFigures;
    quality: QualityFigures;
    /** Whether the reader sees 一次合格率 unit by unit. */
    byUnit: boolean;
    metrics: readonly MetricFigure[];
    mayRecord: boolean;
    /** Whether it went down to lower bureaus and the reader sees the tree. */
    levelled: boolean;
  },
) {
  const { campaign, problems, quality, metrics, person, now } = props;
  const { code, title, matters, upward } = campaign;
  const tally = sumTallies(matters);
  const today = dayOf(now);
  return (
    <Page title={title} person={person} lead={`截至${sayInstant(now)}`} wide>
      <Panel title="报送情况(项次)">
        <Figures
          items={[
            { label: "应报", value: tally.due },
            { label: "已报", value: tally.done },
            { label: "按时", value: tally.onTime, tone: "good" },
            { label: "逾期报送", value: tally.late, ...(tally.late > 0 ? { tone: "warn" } : {}) },
            { label: "零报告", value: tally.nil },
            { label: "退回", value: tally.returned, ...(tally.returned > 0 ? { tone: "warn" } : {}) },
            { label: "未报", value: tally.missing, ...(tally.missing > 0 ? { tone: "bad" } : {}) },
          ]}
        />
      </Panel>
      {props.levelled ? (
        <Panel>
          <Cell
            title="逐级汇总"
            detail="各下级单位逐级的情况和已报上来的合计"
            href={`/roll-up/levels/${code}`}
          />
        </Panel>
      ) : null}
      <Panel title="各报送事项" note="点一项可看各单位的情况。">
        {matters.map((matter) => (
          <Cell
            title={sayMatter(matter)}
            detail={`${matter.dueOn ? `期限${sayDue(matter.dueOn, today)}，` : ""}应报${matter.tally.due}，已报${matter.tally.done}(按时${matter.tally.onTime}、逾期${matter.tally.late}、零报告${matter.tally.nil})，退回${matter.tally.returned}，未报${matter.tally.missing}`}
            end={missingTag(matter)}
            href={matterPath(code, matter)}
          />
        ))}
      </Panel>
      {problems.found + problems.inspected.found > 0 ? (
        <Panel title="发现的问题" aside={<a href="/problem">整改清单</a>}>
          <Facts
            items={[
              ["自查合计", sayCount(problems)],
              ...problems.kinds.map((kind): [string, string] => [kind.name, sayCount(kind)]),
              ...(problems.inspected.found > 0
                ? [["检查发现", sayCount(problems.inspected)] as [string, string]]
                : []),
            ]}
          />
        </Panel>
      ) : null}
      {quality.reviewed > 0 ? (
        <Panel title="报送质量" note={`${QUALITY_BASIS}。`}>
          <Facts
            items={[
              ["一次合格率", sayQuality(quality)],
              ...(props.byUnit
                ? quality.units.map((unit): [string, string] => [unit.name, sayQuality(unit)])
                : []),
            ]}
          />
        </Panel>
      ) : null}
      {metrics.length > 0 ? (
        <Panel title="方案指标" note="按已报送的台账计算；没有数据的写“—”。">
          {metrics.map(({ what, wanted, value, met, basis, source }) => (
            <Cell
              title={`${what} ${wanted}`}
              detail={`${value}；${basis === "—" ? source : `口径：${basis}；来源：${source}`}`}
              end={
                met === null ? (
                  <Tag>—</Tag>
                ) : (
                  <Tag tone={met ? "good" : "warn"}>{met ? "达到" : "未达到"}</Tag>
                )
              }
            />
          ))}
        </Panel>
      ) : null}
      {upward.length > 0 ? (
        <Panel
          title="本局对外报送"
          aside={props.mayRecord ? <a href={`/progress/${code}/upward`}>登记日期和文号</a> : null}
        >
          {upward.map((matter) => (
            <Cell
              title={sayMatter(matter)}
              detail={sayUpward(matter, today)}
              end={matter.upwardOn ? <Tag tone="good">已报出</Tag> : <Tag tone="warn">未报出</Tag>}
              href={matterPath(code, matter)}
            />
          ))}
        </Panel>
      ) : null}
    </Page>
  );
}

function sayCount(count: ProblemCount): string {
  return `发现${sayProblemCount(count)}`;
}

/** The page of a matter; a period stands in the query. */
export function matterPath(code: string, { number, period }: Pick<Matter, "number" | "period">): string {
  return `/progress/${code}/${number}${period ? `?period=${encodeURIComponent(period)}` : ""}`;
}

const GROUPS: Record<string, (row: UnitRow) => boolean> = {
  应报: ({ counted, status }) => counted && status !== "免报",
  已报: ({ status }) => isDone(status),
  按时: ({ status, lateDays }) => isDone(status) && lateDays === 0,
  逾期报送: ({ status, lateDays }) => isDone(status) && lateDays > 0,
  零报告: ({ status, nil }) => isDone(status) && nil,
  退回: ({ state }) => state === "returned",
  未报: ({ status }) => !isDone(status),
};

function isDone(status: UnitRow["status"]): boolean {
  return status === "待审核" || status === "审核通过";
}

const TONES: Partial<Record<UnitRow["status"], Tone>> = {
  审核通过: "good",
  待审核: "info",
  退回补正: "warn",
  逾期未报: "bad",
};

/** One matter from unit to unit; `show` narrows the list to the units behind one figure. */
export function MatterPage(
  props: Reading & {
    campaign: Pick<CampaignProgress, "code" | "title">;
    matter: Matter;
    periods: readonly string[];
    units: readonly UnitRow[];
    show: string | null;
  },
) {
  const { campaign, matter, units, person, now, periods } = props;
  const { tally } = matter;
  const path = matterPath(campaign.code, matter);
  const today = dayOf(now);
  const show = props.show !== null && props.show in GROUPS ? props.show : null;
  const within = (name: string, row: UnitRow) => GROUPS.应报!(row) && GROUPS[name]!(row);
  const listed = show === null ? units : units.filter((row) => within(show, row));
  const linked = (name: string, value: number): Child => (
    <a href={`${path}${matter.period ? "&" : "?"}show=${encodeURIComponent(name)}`}>{value}</a>
  );
  const figures: [string, number][] = [
    ["应报", tally.due],
    ["已报", tally.done],
    ["按时", tally.onTime],
    ["逾期报送", tally.late],
    ["零报告", tally.nil],
    ["退回", tally.returned],
    ["未报", tally.missing],
  ];
  const due = matter.dueOn ? `，期限${sayDue(matter.dueOn, today)}` : "";
  return (
    <Page title={sayMatter(matter)} person={person} lead={`截至${sayInstant(now)}${due}`} wide>
      <p>
        <a href={`/progress/${campaign.code}`}>返回“{campaign.title}”</a>
      </p>
      <Panel title="报送情况(家)" note="点数字可看是哪些单位。">
        <Figures items={figures.map(([label, value]) => ({ label, value: linked(label, value) }))} />
      </Panel>
      {periods.length > 1 ? (
        <Panel title="各期">
          {periods.map((period) => (
            <Cell
              title={period}
              href={matterPath(campaign.code, { ...matter, period })}
              end={period === matter.period ? <Tag>当前</Tag> : null}
            />
          ))}
        </Panel>
      ) : null}
      <Panel
        title={show ? `${show}的单位(${listed.length}家)` : "各单位"}
        aside={show ? <a href={path}>全部</a> : null}
      >
        {listed.length === 0 ? <Cell title="没有" /> : null}
        {listed.map((row) => (
          <Cell
            title={row.unit}
            detail={sayRow(row)}
            end={<Tag tone={TONES[row.status] ?? "info"}>{row.status}</Tag>}
            {...(row.submissionId ? { href: `/progress/submissions/${row.submissionId}` } : {})}
          />
        ))}
      </Panel>
    </Page>
  );
}

function sayRow(row: UnitRow): string {
  const parts = [
    ...(row.receiptNumber ? [`回执${row.receiptNumber}`] : []),
    ...(row.firstSubmittedAt ? [`首次报送${sayMoment(row.firstSubmittedAt)}`] : []),
    ...(row.complete === false ? ["材料未交齐"] : []),
    ...(row.nil ? ["零报告"] : []),
    ...(row.lateDays > 0 ? [`逾期${row.lateDays}天`] : []),
    ...(row.returns > 0 ? [`退回过${row.returns}次`] : []),
    ...(row.counted ? [] : ["不计入应报"]),
  ];
  return parts.length > 0 ? parts.join("，") : row.dueOn ? `期限${formatDay(row.dueOn)}` : "";
}
