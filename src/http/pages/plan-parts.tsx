// The parts of the confirm page around its items: overview, settings of the campaign, event-triggered matters.
import { formatDay } from "../../domain/day.ts";
import { yearAlarm } from "../../services/campaigns/alarms.ts";
import { isDiscardable } from "../../services/campaigns/discard.ts";
import { inChinese } from "../../services/campaigns/due-words.ts";
import { headForm, printOf } from "../../services/campaigns/form.ts";
import { endOfInterval, findInterval } from "../../services/campaigns/proposals.ts";
import { settingsOf } from "../../services/campaigns/settings.ts";
import { HEAD_KEY } from "../../services/campaigns/settle.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import { claimPath } from "../../services/undertakings/tell.ts";
import {
  ChoiceField,
  DateField,
  Form,
  LinkButton,
  SelectField,
  SubmitButton,
  TextField,
} from "./form-parts.tsx";
import { Facts, Notice, Panel, Tag } from "./parts.tsx";
import type { Typed } from "./plan-item.tsx";

/** What the plan is, and what the text leaves open as a whole. */
export function Overview(props: { view: PlanView; open: number }) {
  const { version, issuedOn } = props.view;
  const { draft, items, campaign } = version;
  const kept = items.filter(({ keep }) => keep).length;
  const phases = draft.phases.map(({ name, start, end }) => {
    const days = [start, end].map((day) => (day ? formatDay(day) : "")).join("至");
    return `${name}：${end === null && start === null ? "时间待定" : start ? days : `${formatDay(end!)}前`}${end && end < issuedOn ? "(印发时已过)" : ""}`;
  });
  const years = yearAlarm(items, props.view.calendar);
  const asked = [...draft.questions.map(inChinese), ...(years ? [years] : [])];
  const lines = draft.tasks.map(({ no, task, lead, responsible, due }) =>
    [`${no}. ${task}`, [...lead, ...responsible].join("、"), due ? `${formatDay(due, true)}前` : ""]
      .filter(Boolean)
      .join("；"),
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
                  ? `第${version.version}稿，未发布`
                  : "草稿，未发布",
            ],
            ["报送事项", `${kept}项，其中待确认${props.open}项`],
            ["印发日期", draft.issuedOn ? formatDay(draft.issuedOn, true) : "没有写明，请在设置里补充"],
          ]}
        />
        {draft.tasks.length > 0 && version.publishedAt ? (
          <div class="plan-acts">
            <LinkButton href={claimPath(campaign.id)} small>
              任务认领情况
            </LinkButton>
          </div>
        ) : null}
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

const KINDS = { added: "新增", changed: "改动", withdrawn: "撤下" } as const;

/** What this version changes against the one before, item by item. */
export function Changes(props: { view: PlanView }) {
  const { changes, version } = props.view;
  if (!changes || version.publishedAt !== null) return null;
  return (
    <Panel
      title="与上一稿相比"
      aside={changes.length > 0 ? `${changes.length}项` : "没有变化"}
      note="发布后只调整这些事项、只通知有关单位；原编号不变，已经报来的仍然有效。"
    >
      {changes.map(({ kind, item, fields }) => (
        <a class="weui-cell plan-changed" href={`#i${item.key}`}>
          <div class="weui-cell__bd">
            <p class="cell-title">
              第{item.key}项 {item.what}
            </p>
            {fields.map(({ label, before, after }) => (
              <p class="cell-detail">
                {label}：<del>{before}</del> <ins>{after}</ins>
              </p>
            ))}
            {kind === "withdrawn" && item.keep ? <p class="cell-detail">新稿中没有，仍然保留</p> : null}
          </div>
          <div class="weui-cell__ft">
            <Tag tone={kind === "withdrawn" ? "bad" : "warn"}>
              {kind === "withdrawn" && item.keep ? "缺" : KINDS[kind]}
            </Tag>
          </div>
        </a>
      ))}
    </Panel>
  );
}

/** What belongs to the campaign as a whole. */
export function Settings(props: { view: PlanView; typed: Typed | null }) {
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
        hint="没有写年份的日期按印发日期推定；早于它的期限按印发时已过处理"
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
        hint="默认不点名；从截止当天起一律不点名"
      />
      <TextField
        name="head.shortNotice"
        label="最短期限提示"
        value={value("shortNotice")}
        keyboard="integer"
        hint="印发后不足这么多个工作日的期限，确认时提示；0为不提示"
        {...error("shortNotice")}
      />
    </Panel>
  );
}

/** Where a later version that waits to be published is not wanted, so that the one before can be changed again. */
export function Discard(props: { view: PlanView }) {
  const { version, outdated } = props.view;
  if (outdated || !isDiscardable(version)) return null;
  return (
    <section class="panel">
      <details class="plan-item weui-cells">
        <summary class="plan-summary">
          <span class="plan-what">
            <strong>不要这一稿？</strong>
            <span class="cell-detail">放弃后回到上一稿，可以接着修改上一稿；已派的任务不变</span>
          </span>
        </summary>
        <Form action={`/plan/${version.id}/discard`}>
          <div class="plan-button">
            <SubmitButton kind="plain">放弃这一稿</SubmitButton>
          </div>
        </Form>
      </details>
    </section>
  );
}

/** Where a draft is really the next version of a campaign that has another title. */
export function Adopt(props: { view: PlanView }) {
  const { elders, version } = props.view;
  if (elders.length === 0) return null;
  return (
    <section class="panel">
      <details class="plan-item weui-cells">
        <summary class="plan-summary">
          <span class="plan-what">
            <strong>这是已有方案的新一稿？</strong>
            <span class="cell-detail">名称不同的修改稿，可归入原来的专项行动，沿用编号和设置</span>
          </span>
        </summary>
        <Form action={`/plan/${version.id}/adopt`}>
          <SelectField
            name="campaign"
            label="归入哪个专项行动"
            required
            value=""
            options={elders.map(({ id, title }) => ({ value: id, label: title }))}
            hint="归入后逐项列出改动，由您确认再发布；这一稿里已改的设置要重新确认"
          />
          <div class="plan-button">
            <SubmitButton kind="plain">作为它的新一稿</SubmitButton>
          </div>
        </Form>
      </details>
    </section>
  );
}

/** The day that an event of today leads to by the plan's own words (「变动后10个工作日内」), as a proposal. */
function triggerDay(trigger: string, view: PlanView): { value?: string; hint?: string } {
  const interval = findInterval(trigger);
  if (!interval) return {};
  return {
    value: endOfInterval(interval, view.today, view.calendar),
    hint: `建议值：事由发生在今天的，按“${interval.words}”推算；不是今天的请改`,
  };
}

/** Matters that wait for their event, each with a form of its own. */
export function Triggers(props: { view: PlanView }) {
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
                {matter.trigger}；已触发{matter.rounds}次
              </span>
            </span>
          </summary>
          <Form action={`/plan/${view.version.id}/trigger`}>
            <input type="hidden" name="obligation" value={matter.id} />
            <input type="hidden" name="round" value={String(matter.rounds + 1)} />
            <DateField
              name={`dueOn-${matter.number}`}
              label="报送期限"
              required
              {...triggerDay(matter.trigger, view)}
            />
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
