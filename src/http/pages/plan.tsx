// The confirm page of a plan: what must be settled on top, everything editable, the source text beside it.
import type { Reply } from "../../chat/context.ts";
import type { PlanItem } from "../../services/campaigns/item.ts";
import { isPastAtIssue, isReady } from "../../services/campaigns/open-points.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import { Actions, Form, SubmitButton } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Notice, ReplyNotice } from "./parts.tsx";
import { ItemForm, NewItem, type Typed } from "./plan-item.tsx";
import { Adopt, Changes, Discard, Overview, Settings, Triggers } from "./plan-parts.tsx";
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
  return (
    <>
      {view.outdated ? (
        <Notice
          tone="bad"
          lines={[
            "这份方案已有更新的一稿，请从聊天里打开最新的一稿再修改；不要那一稿的，可在它的页面最下面放弃它。",
          ]}
        />
      ) : null}
      {typed ? (
        <Notice
          tone="bad"
          title="还没有保存，请先处理下面几处"
          lines={typed.faults.map(({ key, sentence }) =>
            /^\d+$/.test(key) ? `第${key}项：${sentence}` : sentence,
          )}
        />
      ) : null}
      {saved ? <Notice tone="good" lines={[saved]} /> : null}
      <ReplyNotice reply={reply} />
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

/** The page, also with the outcome of a post. */
export function PlanPage(state: PlanPageState) {
  const { view, person } = state;
  const { version, issuedOn, locked } = view;
  const typed = state.typed ?? null;
  const dropped = version.items.filter(({ keep }) => !keep);
  const current = version.items.filter(({ absent, keep }) => keep && !absent);
  const past = current.filter((item) => isPastAtIssue(item, issuedOn));
  const open = current.filter((item) => !past.includes(item) && !locked.has(item.key) && !isReady(item));
  const rest = current.filter((item) => !past.includes(item) && !open.includes(item));
  const absent = version.items.filter((item) => item.absent && item.keep);
  const shared = { view, typed };
  return (
    <Page title="确认方案" person={person} lead={version.campaign.title} wide>
      <link rel="stylesheet" href="/assets/plan.css" />
      <Outcome state={state} />
      <div class="plan-columns">
        <div class="plan-main">
          <Overview view={view} open={open.length} />
          <Changes view={view} />
          <Form action={`/plan/${version.id}`} requestId={`${version.id}-${version.revision}`}>
            <input type="hidden" name="revision" value={String(version.revision)} />
            <button type="submit" class="plan-default" tabindex={-1}>
              保存
            </button>
            <Section
              open
              title="待确认"
              note="确认之前先登记、不派任务；其余事项可以先发布。"
              items={open}
              {...shared}
            />
            <Section title="报送事项" items={rest} {...shared} />
            <Section title="印发时已过" note="只备查，不催报、不计入应报。" items={past} {...shared} />
            <Section
              title="新稿中没有的原事项"
              note="仍然保留；点“撤下这一项”，发布后即撤下，并告知有关单位。"
              items={absent}
              {...shared}
            />
            <Section
              title="已删去"
              note="不发布；已派任务的，发布后撤下。点“恢复”可以找回。"
              items={dropped}
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
          <Adopt view={view} />
          <Discard view={view} />
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
