// The page of one problem: what it is, what was done about it, what its row says, and what this reader can do.
import { type Day, dayOf, formatDay } from "../../domain/day.ts";
import { ORIGIN_NAMES } from "../../domain/problem.ts";
import type { EntryView, ProblemDossier } from "../../services/rectification/dossier.ts";
import { deadlineWords } from "../../services/rectification/problem.ts";
import { momentWords } from "../../services/submissions/words.ts";
import { Page } from "./layout.tsx";
import { Facts, Notice, Panel } from "./parts.tsx";
import { DecideForm, RecordForm, ReopenForm, SettleForm, WithdrawForm } from "./problem-lead-forms.tsx";
import { StateTag } from "./problem-list.tsx";
import { AgreeForm, AnswerForm, ApplyForm, ProgressForm } from "./problem-unit-forms.tsx";

/** What the page shows. */
export interface ProblemPageProps {
  person: string;
  dossier: ProblemDossier;
  today: Day;
  /** What has just been done. */
  done: string | null;
  /** A posting that was refused: what was typed and why. */
  failed: { act: string; fields: Record<string, string>; problem: string } | null;
  /** Download paths by sha256. */
  files: Readonly<Record<string, string>>;
}

/** One problem. */
export function ProblemPage(props: ProblemPageProps) {
  const { dossier, today, done, failed } = props;
  const { may } = dossier;
  const formOf = (...acts: string[]) => ({
    dossier,
    today,
    typed: failed && acts.includes(failed.act) ? failed.fields : {},
  });
  return (
    <Page
      title={`问题 ${dossier.code}`}
      person={props.person}
      lead={`${dossier.unit} · ${dossier.campaign}`}
      styles={["form.css"]}
    >
      <p>
        <a href="/problem">返回问题清单</a>
      </p>
      {done ? <Notice tone="good" title={done} /> : null}
      {failed ? <Notice tone="bad" title="还没有办成" lines={[failed.problem]} /> : null}
      {dossier.goneOn ? (
        <Notice lines={[`${formatDay(dossier.goneOn)}起台账中已没有这一行，或已撤销登记，不计入统计。`]} />
      ) : null}
      {dossier.contradiction ? (
        <Notice tone="warn" title="台账与验收不一致" lines={[dossier.contradiction]} />
      ) : null}
      <Heading dossier={dossier} today={today} />
      {may.answer && dossier.unanswered ? <AnswerForm {...formOf("answer")} /> : null}
      <Life {...props} />
      {may.progress ? <ProgressForm {...formOf("progress")} /> : null}
      {may.apply ? <ApplyForm {...formOf("apply")} /> : null}
      {may.answer && !dossier.unanswered ? <AnswerForm {...formOf("answer")} /> : null}
      <Row dossier={dossier} />
      {may.record ? <RecordForm {...formOf("record")} /> : null}
      {may.settle ? <SettleForm {...formOf("settle")} /> : null}
      {may.reopen ? <ReopenForm {...formOf("reopen")} /> : null}
      {may.withdraw ? <WithdrawForm {...formOf("withdraw")} /> : null}
      {may.agree ? <AgreeForm {...formOf("agree", "decline")} /> : null}
      {may.decide ? <DecideForm {...formOf("accept", "refuse")} /> : null}
    </Page>
  );
}

function Heading({ dossier, today }: { dossier: ProblemDossier; today: Day }) {
  const { origin, foundBy, document, fixed } = dossier;
  const source = [ORIGIN_NAMES[origin], foundBy, document].filter(Boolean).join("，");
  const settled = (value: unknown) => (value === null ? "" : "(牵头科室核定)");
  return (
    <Panel>
      <Facts
        items={[
          ["状态", <StateTag problem={dossier} today={today} />],
          ["来源", source],
          ["发现日期", formatDay(dossier.foundOn, true)],
          ...(dossier.kind ? ([["类别", dossier.kind]] as const) : []),
          ["问题", dossier.description],
          ...(dossier.way ? ([["整改类型", dossier.way]] as const) : []),
          ["整改措施", dossier.measure ? `${dossier.measure}${settled(fixed.measure)}` : "未报"],
          ["责任人", dossier.owner ? `${dossier.owner}${settled(fixed.owner)}` : "未报"],
          ["完成时限", `${deadlineWords(dossier, today).replace(/^期限/, "")}${settled(fixed.deadlineOn)}`],
          ...(dossier.state === "applied" && dossier.agreed ? ([["负责人", "已同意申请"]] as const) : []),
          ...(dossier.state === "applied" ? ([["验收人", dossier.decider]] as const) : []),
          ...(dossier.closedOn ? ([["销号日期", formatDay(dossier.closedOn, true)]] as const) : []),
        ]}
      />
    </Panel>
  );
}

function Life({ dossier, files }: ProblemPageProps) {
  const { entries } = dossier;
  return (
    <Panel title="整改过程" aside={entries.length > 0 ? `${entries.length}条` : "还没有记录"}>
      <ul class="history-list life">
        {entries.map((entry) => (
          <li>
            <p class="history-head">{entry.name}</p>
            <p class="history-line">{lineOf(entry)}</p>
            {entry.note ? <p class="life-note">{entry.note}</p> : null}
            {entry.file ? (
              <p>
                <a href={files[entry.file.sha256] ?? ""}>佐证：{entry.file.name}</a>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function lineOf({ by, at, datedOn, document }: EntryView): string {
  return [
    momentWords(at),
    by,
    ...(datedOn && datedOn !== dayOf(at) ? [`日期${formatDay(datedOn, true)}`] : []),
    ...(document ? [`文书${document}`] : []),
  ].join(" ");
}

function Row({ dossier: { row } }: { dossier: ProblemDossier }) {
  if (row === null || row.facts === null) return null;
  return (
    <Panel title="台账所填" aside={`${row.ledger} 第${row.version}版`}>
      <Facts items={row.fields} />
    </Panel>
  );
}
