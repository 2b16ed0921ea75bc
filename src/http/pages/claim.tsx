// The page of a 任务分解表: a unit ticks what it takes on; the lead unit sees who has not, and settles what is reported.
import type { Reply } from "../../chat/context.ts";
import { recurrenceWords, shorten } from "../../services/campaigns/due-words.ts";
import { suggestUnits } from "../../services/campaigns/units.ts";
import { type Undertaking, unclaimedBy } from "../../services/undertakings/rows.ts";
import { EACH, proposedWhat, type Settling, severalLead } from "../../services/undertakings/settle.ts";
import { claimPath } from "../../services/undertakings/tell.ts";
import type { ClaimView } from "../../services/undertakings/view.ts";
import { claimWords, undertakingDue } from "../../services/undertakings/words.ts";
import { ChoiceField, DateField, Form, SelectField, SubmitButton, TextField } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Facts, Figures, Notice, Quote, Tag } from "./parts.tsx";

/** What is said above the rows: the outcome of the last act, or what could not be taken. */
export interface ClaimPageState {
  view: ClaimView;
  person: string;
  said?: string;
  reply?: Reply;
  typed?: Settling & { problem: string };
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
              <Tag tone={row.itemKey ? "good" : "info"}>
                {row.itemKey ? `报送事项第${row.itemKey}项` : row.settledAt ? "长期任务" : "待确定报送"}
              </Tag>
            </div>
          ))}
        </details>
      ) : null}
    </section>
  );
}

/** Who reports, to whom and until when; asked once somebody has claimed the row. */
function SettleForm(props: { view: ClaimView; row: Undertaking; typed: ClaimPageState["typed"] }) {
  const { view, row } = props;
  const typed = props.typed?.number === row.number ? props.typed : null;
  const name = (field: string) => `${field}-${row.number}`;
  const several = severalLead(row);
  const first = row.claims.filter(({ unitId }) => row.leadIds.includes(unitId));
  const rest = row.claims.filter(({ unitId }) => !row.leadIds.includes(unitId));
  return (
    <Form action={`${claimPath(view.campaign.id)}/settle`}>
      <input type="hidden" name="number" value={String(row.number)} />
      <SelectField
        name={name("reporter")}
        label={several ? "由谁汇总上报" : "由谁报"}
        value={typed?.reporter ?? ""}
        blank={several ? "多家牵头，请选定" : "各认领单位分别报"}
        options={[
          ...[...first, ...rest].map(({ unit }) => ({ value: unit.id, label: `${unit.name}汇总上报` })),
          ...(several ? [{ value: EACH, label: "各认领单位分别报" }] : []),
        ]}
      />
      <TextField
        name={name("to")}
        label={several ? "汇总后报给谁" : "报给谁"}
        value={typed?.to ?? ""}
        placeholder="接收单位"
      />
      <TextField name={name("what")} label="报送事项" value={typed?.what ?? proposedWhat(row)} />
      <TextField
        name={name("material")}
        label="材料"
        value={typed?.material ?? ""}
        placeholder="不填为“落实情况”"
      />
      <DateField
        name={name("dueOn")}
        label="期限"
        value={typed?.dueOn ?? row.dueOn ?? ""}
        hint="没有期限的留空，按长期任务登记，不催办"
      />
      <TextField
        name={name("recurrence")}
        label="或按周期"
        value={typed?.recurrence ?? recurrenceWords(row.recurrence)}
        placeholder="如：每季度末月25日"
      />
      <DateField name={name("windowTo")} label="周期报到哪天为止" value={typed?.windowTo ?? ""} />
      <div class="plan-button">
        <SubmitButton kind="plain">确定报送要求</SubmitButton>
      </div>
    </Form>
  );
}

/** Who may claim the row, where the text's names are not all known. */
function UnitsForm(props: { view: ClaimView; row: Undertaking }) {
  const { view, row } = props;
  const near = row.unmatched.map((name) => {
    const names = suggestUnits(name, view.directory).map((unit) => unit.name);
    return `「${name}」名单里没有，名称相近的有${names.join("、")}`;
  });
  return (
    <details class="plan-more" open={row.unmatched.length > 0}>
      <summary>可以认领的单位</summary>
      <Form action={`${claimPath(view.campaign.id)}/units`}>
        <input type="hidden" name="number" value={String(row.number)} />
        {near.length > 0 ? <Notice tone="warn" lines={near} /> : null}
        <ChoiceField
          name={`unit-${row.number}`}
          label="责任单位"
          many
          value={row.unitIds}
          options={view.directory
            .filter(({ kind }) => kind !== "group")
            .map(({ id, name }) => ({ value: id, label: name }))}
          hint="已认领的单位不能在这里去掉"
        />
        <div class="plan-button">
          <SubmitButton kind="plain">保存并通知新加的单位</SubmitButton>
        </div>
      </Form>
    </details>
  );
}

function LeadRow(props: { view: ClaimView; row: Undertaking; typed: ClaimPageState["typed"] }) {
  const { view, row, typed } = props;
  return (
    <details class="plan-item weui-cells" open={typed?.number === row.number}>
      <summary class="plan-summary">
        <span class="plan-number">{row.number}</span>
        <span class="plan-what">
          <strong>{shorten(row.what, 48)}</strong>
          <span class="cell-detail">{undertakingDue(row)}</span>
          <span class="plan-point">{claimWords(row, view.directory)}</span>
          <span class="plan-tags">
            {row.itemKey ? <Tag tone="good">报送事项第{row.itemKey}项</Tag> : null}
            {!row.itemKey && row.settledAt ? <Tag>长期任务</Tag> : null}
            {severalLead(row) && !row.settledAt ? <Tag tone="warn">多家牵头</Tag> : null}
          </span>
        </span>
      </summary>
      <Quote source={`任务分解表第${row.no}行`}>{row.what}</Quote>
      <Facts
        items={[
          ...(row.measures ? [["措施", row.measures] as const] : []),
          ...(row.leadNames.length > 0 ? [["牵头", row.leadNames.join("、")] as const] : []),
          ["责任", row.responsibleNames.join("、") || "没有写明"],
        ]}
      />
      {row.confirm.length > 0 ? <Notice tone="warn" lines={row.confirm} /> : null}
      <UnitsForm view={view} row={row} />
      {row.claims.length > 0 && row.itemKey === null ? (
        <SettleForm view={view} row={row} typed={typed} />
      ) : null}
    </details>
  );
}

function LeadRows(props: { state: ClaimPageState }) {
  const { view, typed } = props.state;
  const groups: [string, string, Undertaking[]][] = [
    ["无人认领", "请督促责任单位认领。", view.rows.filter(({ claims }) => claims.length === 0)],
    [
      "已认领，待确定报送",
      "确定由谁报、报给谁和期限后，才生成报送任务。",
      view.rows.filter(({ claims, settledAt }) => claims.length > 0 && settledAt === null),
    ],
    [
      "已确定",
      "有期限的已生成报送事项；长期任务不催办。",
      view.rows.filter(({ settledAt }) => settledAt !== null),
    ],
  ];
  return (
    <>
      {groups.map(([title, note, rows]) =>
        rows.length > 0 ? (
          <section class="panel">
            <div class="panel-head">
              <h2>{title}</h2>
              <span class="panel-aside">{rows.length}项</span>
            </div>
            <p class="panel-note plan-note">{note}</p>
            {rows.map((row) => (
              <LeadRow view={view} row={row} typed={typed} />
            ))}
          </section>
        ) : null,
      )}
    </>
  );
}

/** The page, also with the outcome of a post. */
export function ClaimPage(state: ClaimPageState) {
  const { view, person, said, reply } = state;
  const { rows } = view;
  const answer = reply?.card;
  return (
    <Page title="任务认领" person={person} lead={view.campaign.title} styles={["plan.css"]}>
      {state.typed ? <Notice tone="bad" title="还没有确定" lines={[state.typed.problem]} /> : null}
      {said ? <Notice tone="good" lines={[said]} /> : null}
      {reply?.text ? <Notice tone="info" lines={[reply.text]} /> : null}
      {answer ? (
        <Notice title={answer.title}>
          <Facts items={answer.facts} />
          {answer.body
            .split("\n")
            .filter(Boolean)
            .map((line) => (
              <p>{line}</p>
            ))}
        </Notice>
      ) : null}
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
      {view.leads ? <LeadRows state={state} /> : null}
    </Page>
  );
}
