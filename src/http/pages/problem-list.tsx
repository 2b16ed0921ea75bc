// The list of problems within what the reader may see, by state.

import type { Day } from "../../domain/day.ts";
import { PROBLEM_STATE_NAMES, PROBLEM_STATES, type ProblemState } from "../../domain/problem.ts";
import type { ProblemStanding } from "../../services/rectification/find.ts";
import { deadlineWords, isOverdue, type ProblemView } from "../../services/rectification/problem.ts";
import { problemPath } from "../../services/rectification/tell.ts";
import { Page } from "./layout.tsx";
import { Cell, Figures, Panel, Tag, type Tone } from "./parts.tsx";

/** What the list can be narrowed to. */
export const SHOWS = {
  unclosed: { label: "未销号的问题", where: { state: { not: "closed" } } },
  open: { label: PROBLEM_STATE_NAMES.open, where: { state: "open" } },
  rectifying: { label: PROBLEM_STATE_NAMES.rectifying, where: { state: "rectifying" } },
  signing: { label: PROBLEM_STATE_NAMES.signing, where: { state: "signing" } },
  applied: { label: PROBLEM_STATE_NAMES.applied, where: { state: "applied" } },
  awaiting: { label: PROBLEM_STATE_NAMES.awaiting, where: { state: "awaiting" } },
  closed: { label: PROBLEM_STATE_NAMES.closed, where: { state: "closed" } },
  gone: { label: "台账中已删去或已撤销", where: {} },
} as const;

/** One of them. */
export type Show = keyof typeof SHOWS;

/** What a query names; the unclosed ones otherwise. */
export function readShow(word: string | undefined): Show {
  return word !== undefined && Object.hasOwn(SHOWS, word) ? (word as Show) : "unclosed";
}

const TONES: Readonly<Record<ProblemState, Tone>> = {
  open: "warn",
  rectifying: "info",
  signing: "info",
  applied: "warn",
  awaiting: "warn",
  closed: "good",
};

/** A problem's state as a tag, red where it is overdue. */
export function StateTag({ problem, today }: { problem: ProblemView; today: Day }) {
  if (isOverdue(problem, today)) return <Tag tone="bad">{problem.status}·逾期</Tag>;
  return <Tag tone={TONES[problem.state]}>{problem.status}</Tag>;
}

const MOST = 300;

/** Figures that narrow the list, and the list. */
export function ProblemListPage(props: {
  person: string;
  scope: string;
  today: Day;
  standing: ProblemStanding;
  show: Show;
  list: readonly ProblemView[];
  directs: boolean;
}) {
  const { standing, show, list, today } = props;
  const campaigns = new Set(list.map(({ campaign }) => campaign));
  return (
    <Page title="问题整改" person={props.person} lead={props.scope} wide>
      <Panel
        title="按状态(个)"
        note="点数字可看是哪些问题。"
        aside={props.directs ? <a href="/problem/new">登记抽检问题</a> : null}
      >
        <Figures
          items={[
            { label: "合计", value: standing.total },
            ...PROBLEM_STATES.map((state) => ({
              label: PROBLEM_STATE_NAMES[state],
              value: <a href={`/problem?show=${state}`}>{standing.states[state]}</a>,
            })),
            {
              label: "逾期未整改",
              value: standing.overdue,
              ...(standing.overdue > 0 ? { tone: "bad" as const } : {}),
            },
          ]}
        />
      </Panel>
      <Panel
        title={`${SHOWS[show].label}(${list.length}个)`}
        aside={
          show === "unclosed" ? (
            <a href="/problem?show=gone">已删去或撤销的</a>
          ) : (
            <a href="/problem">未销号的</a>
          )
        }
        {...(list.length > MOST ? { note: `只列出前${MOST}个。` } : {})}
      >
        {list.length === 0 ? <Cell title="没有" /> : null}
        {list.slice(0, MOST).map((problem) => (
          <Cell
            title={`${problem.code}${problem.unit === props.scope ? "" : ` ${problem.unit}`}`}
            detail={detailOf(problem, today, campaigns.size > 1)}
            end={<StateTag problem={problem} today={today} />}
            href={problemPath(problem)}
          />
        ))}
      </Panel>
    </Page>
  );
}

function detailOf(problem: ProblemView, today: Day, withCampaign: boolean): string {
  const { kind, description, state, unanswered, campaign } = problem;
  return [
    [kind, description].filter(Boolean).join("："),
    ...(state === "closed" ? [] : [deadlineWords(problem, today)]),
    ...(unanswered ? ["待答复整改措施"] : []),
    ...(withCampaign ? [campaign] : []),
  ].join("，");
}
