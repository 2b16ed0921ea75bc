// The confirm page of a plan: what must be settled on top, everything editable, the source text beside it.
import type { Reply } from "../../chat/context.ts";
import { formatDay } from "../../domain/day.ts";
import { headForm, printOf } from "../../services/campaigns/form.ts";
import type { PlanItem } from "../../services/campaigns/item.ts";
import { isPastAtIssue, isReady } from "../../services/campaigns/open-points.ts";
import { settingsOf } from "../../services/campaigns/settings.ts";
import { HEAD_KEY } from "../../services/campaigns/settle.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import {
  Actions,
  ChoiceField,
  DateField,
  Form,
  SelectField,
  SubmitButton,
  TextField,
} from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Facts, Notice, Panel } from "./parts.tsx";
import { ItemForm, NewItem, type Typed } from "./plan-item.tsx";
import { PlanSource } from "./plan-source.tsx";

/** What is said above the form: the outcome of the last act. */
export interface PlanPageState {
  view: PlanView;
  person: string;
  /** Sentences of a save. */
  saved?: string;
  /** The answer of publishing or triggering. */
  reply?: Reply;
  /** Input that could not be taken. */
  typed?: Typed;
}

function Outcome(props: { state: PlanPageState }) {
  const { saved, reply, typed, view } = props.state;
  const shown = reply?.card;
  return (
    <>
      {view.outdated ? (
        <Notice tone="bad" lines={["这份方案已有更新的一稿,请从聊天里打开最新的一稿再修改。"]} />
      ) : null}
      {typed ? (
        <Notice
          tone="bad"
          title="还没有保存,请先处理下面几处"
          lines={typed.faults.map(({ key, sentence }) =>
            /^\d+$/.test(key) ? `第${key}项:${sentence}` : sentence,
          )}
        />
      ) : null}
      {saved ? <Notice tone="good" lines={[saved]} /> : null}
      {reply?.text ? <Notice tone="info" lines={[reply.text]} /> : null}
      {shown ? (
        <Notice title={shown.title}>
          <Facts items={shown.facts} />
          {shown.body
            .split("\n")
            .filter(Boolean)
            .map((line) => (
              <p>{line}</p>
            ))}
        </Notice>
      ) : null}
    </>
  );
}

function Overview(props: { view: PlanView; open: number }) {
  const { version, issuedOn } = props.view;
  const { draft, items, campaign } = version;
  const kept = items.filter(({ keep }) => keep).length;
  const phases = draft.phases.map(({ name, start, end }) => {
    const days = [start, end].map((day) => (day ? formatDay(day) : "")).join("至");
    return `${name}:${end === null && start === null ? "时间待定" : start ? days : `${formatDay(end!)}前`}${end && end < issuedOn ? "(印发时已过)" : ""}`;
  });
  const asked = draft.questions;
  const lines = draft.tasks.map(({ no, task, lead, responsible, due }) =>
    [`${no}. ${task}`, [...lead, ...responsible].join("、"), due ? `${formatDay(due, true)}前` : ""]
      .filter(Boolean)
      .join(";"),
  );
  const rows: [string, string][] = lines.length > 0 ? [["任务分解", lines.join("\n")]] : [];
  return (
    <>
      <Panel>
        <Facts
          items={[
            [
              "状态",
              version.publishedAt
                ? "已发布"
                : campaign.state === "published"
                  ? `第${version.version}稿,未发布`
                  : "草稿,未发布",
            ],
            ["报送事项", `${kept}项,其中待确认${props.open}项`],
            ["印发日期", draft.issuedOn ? formatDay(draft.issuedOn, true) : "没有写明,请在设置里补充"],
          ]}
        />
        <details class="plan-more">
          <summary>
            {phases.length}个阶段、{draft.attachments.length}个附件
            {draft.tasks.length > 0 ? `、任务分解表${draft.tasks.length}行` : ""}
          </summary>
          <Facts
            items={[
              ...rows,
              ["阶段", phases.join("\n") || "没有写明"],
              [
                "附件",
                draft.attachments.map(({ no, title }) => `${no}. ${title ?? "没有题名"}`).join("\n") || "无",
              ],
            ]}
          />
        </details>
      </Panel>
      {asked.length > 0 ? <Notice tone="warn" title="请留意" lines={asked} /> : null}
    </>
  );
}

function Section(props: {
  title: string;
  note?: string;
  /** The first one is unfolded. */
  open?: boolean;
  items: readonly PlanItem[];
  view: PlanView;
  typed: Typed | null;
}) {
  if (props.items.length === 0) return null;
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{props.title}</h2>
        <span class="panel-aside">{props.items.length}项</span>
      </div>
      {props.note ? <p class="panel-note plan-note">{props.note}</p> : null}
      {props.items.map((item, index) => (
        <ItemForm
          item={item}
          view={props.view}
          typed={props.typed}
          first={props.open === true && index === 0 && !props.typed}
        />
      ))}
    </section>
  );
}

function Settings(props: { view: PlanView; typed: Typed | null }) {
  const { view, typed } = props;
  const before = headForm(settingsOf(view.version));
  const values = typed?.posted.get(HEAD_KEY) ?? before;
  const value = (field: string) => values.get(field)?.at(-1) ?? "";
  const error = (field: string) => {
    const sentence = typed?.faults.find((fault) => fault.key === HEAD_KEY && fault.field === field)?.sentence;
    return sentence ? { error: sentence } : {};
  };
  return (
    <Panel title="专项行动设置">
      <input type="hidden" name="head.shown" value="1" />
      <input type="hidden" name="head.print" value={printOf(before)} />
      <TextField name="head.title" label="名称" value={value("title")} {...error("title")} />
      <DateField
        name="head.issuedOn"
        label="印发日期"
        value={value("issuedOn")}
        hint="没有写年份的日期按印发日期推定;早于它的期限按印发时已过处理"
        {...error("issuedOn")}
      />
      <SelectField
        name="head.groupId"
        label="联络群"
        value={value("groupId")}
        blank="不在群里通知"
        options={view.groups.map(({ id, name }) => ({ value: id, label: name }))}
        hint="群里只说事项、期限和应报已报数"
        {...error("groupId")}
      />
      <ChoiceField
        name="head.mentions"
        label="群里提醒时"
        many
        value={value("mentions") ? ["1"] : []}
        options={[{ value: "1", label: "截止日之前可以@未报单位的联系人" }]}
        hint="默认不点名;从截止当天起一律不点名"
      />
    </Panel>
  );
}

function Triggers(props: { view: PlanView }) {
  const { view } = props;
  if (view.triggered.length === 0) return null;
  return (
    <section class="panel" id="trigger">
      <div class="panel-head">
        <h2>事件触发</h2>
      </div>
      {view.triggered.map((matter) => (
        <details class="plan-item weui-cells">
          <summary class="plan-summary">
            <span class="plan-number">{matter.number}</span>
            <span class="plan-what">
              <strong>{matter.what}</strong>
              <span class="cell-detail">
                {matter.trigger};已触发{matter.rounds}次
              </span>
            </span>
          </summary>
          <Form action={`/plan/${view.version.id}/trigger`}>
            <input type="hidden" name="obligation" value={matter.id} />
            <input type="hidden" name="round" value={String(matter.rounds + 1)} />
            <DateField name={`dueOn-${matter.number}`} label="报送期限" required />
            <ChoiceField
              name={`unitId-${matter.number}`}
              label="报送单位"
              many
              value={matter.unitIds}
              options={view.directory
                .filter(({ id }) => matter.unitIds.includes(id))
                .map(({ id, name }) => ({ value: id, label: name }))}
            />
            <div class="plan-button">
              <SubmitButton kind="plain">触发第{String(matter.rounds + 1)}次并通知</SubmitButton>
            </div>
          </Form>
        </details>
      ))}
    </section>
  );
}

/** The page, also with the outcome of a post. */
export function PlanPage(state: PlanPageState) {
  const { view, person } = state;
  const { version, issuedOn, locked } = view;
  const typed = state.typed ?? null;
  const current = version.items.filter(({ absent }) => !absent);
  const past = current.filter((item) => isPastAtIssue(item, issuedOn));
  const open = current.filter(
    (item) => !past.includes(item) && item.keep && !locked.has(item.key) && !isReady(item),
  );
  const rest = current.filter((item) => !past.includes(item) && !open.includes(item));
  const absent = version.items.filter((item) => item.absent);
  const shared = { view, typed };
  return (
    <Page title="确认方案" person={person} lead={version.campaign.title} wide>
      <link rel="stylesheet" href="/assets/plan.css" />
      <Outcome state={state} />
      <div class="plan-columns">
        <div class="plan-main">
          <Overview view={view} open={open.length} />
          <Form action={`/plan/${version.id}`} requestId={`${version.id}-${version.revision}`}>
            <input type="hidden" name="revision" value={String(version.revision)} />
            <Section
              open
              title="待确认"
              note="确认之前先登记、不派任务;其余事项可以先发布。"
              items={open}
              {...shared}
            />
            <Section title="报送事项" items={rest} {...shared} />
            <Section title="印发时已过" note="只备查,不催报、不计入应报。" items={past} {...shared} />
            <Section
              title="新稿中没有的原事项"
              note="仍然保留;取消勾选“仍然保留”,发布后即撤下。"
              items={absent}
              {...shared}
            />
            <section class="panel">
              <NewItem view={view} typed={typed} />
            </section>
            <Settings view={view} typed={typed} />
            <Actions>
              <SubmitButton kind="plain">保存</SubmitButton>
              <SubmitButton name="then" value="publish">
                保存并发布
              </SubmitButton>
            </Actions>
          </Form>
          <Triggers view={view} />
        </div>
        <aside class="plan-aside">
          <details class="plan-source" open>
            <summary>方案原文</summary>
            <PlanSource text={version.text} items={version.items} />
          </details>
        </aside>
      </div>
    </Page>
  );
}
