// The page of a 任务分解表: a unit ticks what it takes on, and below the lead unit settles what is reported.
import type { Reply } from "../../chat/context.ts";
import { shorten } from "../../services/campaigns/due-words.ts";
import { type Undertaking, unclaimedBy } from "../../services/undertakings/rows.ts";
import { claimPath } from "../../services/undertakings/tell.ts";
import type { ClaimView } from "../../services/undertakings/view.ts";
import { undertakingDue } from "../../services/undertakings/words.ts";
import { GiveBack, LeadRows, NamesForm, type Typed } from "./claim-lead.tsx";
import { Form, SubmitButton } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Figures, Notice, ReplyNotice, Tag } from "./parts.tsx";

/** What is said above the rows: the outcome of the last act, or what could not be taken. */
export interface ClaimPageState {
  view: ClaimView;
  person: string;
  said?: string;
  reply?: Reply;
  typed?: Typed;
}

/** A row as a unit reads it. */
function RowWords(props: { row: Undertaking; unitId?: string }) {
  const { row, unitId } = props;
  return (
    <>
      <strong>
        第{row.number}项 {shorten(row.what, 60)}
      </strong>
      <small>
        {undertakingDue(row)}
        {unitId && row.leadIds.includes(unitId) ? "；本单位牵头" : ""}
        {row.measures ? `；措施：${shorten(row.measures, 80)}` : ""}
      </small>
    </>
  );
}

/** What one unit may claim, and what it has. */
function OwnRows(props: { view: ClaimView; unit: { id: string; name: string } }) {
  const { view, unit } = props;
  const open = view.rows.filter((row) => unclaimedBy(row).includes(unit.id));
  const taken = view.rows.filter(({ claims }) => claims.some(({ unitId }) => unitId === unit.id));
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{unit.name}</h2>
        <span class="panel-aside">
          未认领{open.length}项，已认领{taken.length}项
        </span>
      </div>
      {open.length > 0 ? (
        <div class="weui-cells claim-list">
          {open.map((row) => (
            <label class="choice claim-row">
              <input type="checkbox" name={`claim-${unit.id}`} value={String(row.number)} />
              <span>
                <RowWords row={row} unitId={unit.id} />
              </span>
            </label>
          ))}
        </div>
      ) : null}
      {taken.length > 0 ? (
        <details class="plan-item weui-cells">
          <summary class="plan-summary">
            <span class="plan-what">
              <strong>已认领{taken.length}项</strong>
            </span>
          </summary>
          {taken.map((row) => (
            <div class="weui-cell claim-row">
              <span>
                <RowWords row={row} unitId={unit.id} />
              </span>
              <span class="claim-state">
                <Tag tone={row.itemKey ? "good" : "info"}>
                  {row.itemKey ? `报送事项第${row.itemKey}项` : row.settledAt ? "长期任务" : "待确定报送"}
                </Tag>
                {row.settledAt ? null : <GiveBack unitId={unit.id} number={row.number} />}
              </span>
            </div>
          ))}
        </details>
      ) : null}
    </section>
  );
}

/** The page, also with the outcome of a post. */
export function ClaimPage(state: ClaimPageState) {
  const { view, person, said, reply } = state;
  const { rows } = view;
  return (
    <Page title="任务认领" person={person} lead={view.campaign.title} styles={["plan.css", "form.css"]}>
      {state.typed ? <Notice tone="bad" title="还没有确定" lines={[state.typed.problem]} /> : null}
      {said ? <Notice tone="good" lines={[said]} /> : null}
      <ReplyNotice reply={reply} />
      {view.leads ? (
        <Figures
          items={[
            { label: "任务", value: rows.length },
            {
              label: "无人认领",
              value: rows.filter(({ claims }) => claims.length === 0).length,
              tone: "warn",
            },
            {
              label: "部分认领",
              value: rows.filter((row) => row.claims.length > 0 && unclaimedBy(row).length > 0).length,
            },
            { label: "已生成事项", value: rows.filter(({ itemKey }) => itemKey !== null).length },
          ]}
        />
      ) : null}
      {view.own.length > 0 ? (
        <Form action={claimPath(view.campaign.id)}>
          {view.own.map((unit) => (
            <OwnRows view={view} unit={unit} />
          ))}
          {view.own.some(({ id }) => rows.some((row) => unclaimedBy(row).includes(id))) ? (
            <div class="plan-button">
              <SubmitButton>认领勾选的任务</SubmitButton>
            </div>
          ) : null}
        </Form>
      ) : null}
      {view.leads ? <NamesForm view={view} /> : null}
      {view.leads ? <LeadRows view={view} typed={state.typed} /> : null}
    </Page>
  );
}
