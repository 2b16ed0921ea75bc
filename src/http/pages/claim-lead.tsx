// What the lead unit does on the page of a 任务分解表: match names, see who has not claimed, settle what is reported.
import { recurrenceWords, shorten } from "../../services/campaigns/due-words.ts";
import { matchField } from "../../services/campaigns/form.ts";
import { suggestUnits } from "../../services/campaigns/units.ts";
import type { Undertaking } from "../../services/undertakings/rows.ts";
import { EACH, proposedWhat, type Settling, severalLead } from "../../services/undertakings/settle.ts";
import { claimPath } from "../../services/undertakings/tell.ts";
import type { ClaimView } from "../../services/undertakings/view.ts";
import { claimWords, undertakingDue } from "../../services/undertakings/words.ts";
import { ChoiceField, DateField, Form, SelectField, SubmitButton, TextField } from "./form-parts.tsx";
import { Facts, Notice, Quote, Tag } from "./parts.tsx";
import { UnknownName } from "./plan-names.tsx";

/** What was typed about a row and could not be taken. */
export type Typed = Settling & { problem: string };

/** Who reports, to whom and until when; asked once somebody has claimed the row. */
function SettleForm(props: { view: ClaimView; row: Undertaking; typed: Typed | undefined }) {
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

/** Names of the table that no unit bears, each once over all rows. */
export function NamesForm(props: { view: ClaimView }) {
  const { view } = props;
  const names = [...new Set(view.rows.flatMap(({ unmatched }) => unmatched))];
  if (names.length === 0) return null;
  const count = (name: string) => view.rows.filter(({ unmatched }) => unmatched.includes(name)).length;
  return (
    <section class="panel">
      <details class="plan-item weui-cells">
        <summary class="plan-summary">
          <span class="plan-what">
            <strong>名单里没有的名称</strong>
            <span class="cell-detail">{names.length}个，一次对应，各项任务都按它计</span>
          </span>
        </summary>
        <Form action={`${claimPath(view.campaign.id)}/names`}>
          {names.map((name) => (
            <UnknownName
              name={matchField(name)}
              label={`「${name}」是哪个单位`}
              written={name}
              directory={view.directory}
              hint={`${count(name)}项任务里写了它`}
            />
          ))}
          <ChoiceField
            name="remember"
            label="下次导入"
            many
            value={[]}
            options={[{ value: "1", label: "记住这些叫法，自动对应" }]}
          />
          <div class="plan-button">
            <SubmitButton kind="plain">保存并请新加的单位认领</SubmitButton>
          </div>
        </Form>
      </details>
    </section>
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

/** Takes a claim back while nothing rests on it. */
export function GiveBack(props: { unitId: string; number: number; words?: string }) {
  return (
    <button
      type="submit"
      class="link-button link-button_warn"
      name="undo"
      value={`${props.unitId} ${props.number}`}
      formnovalidate
    >
      {props.words ?? "撤回"}
    </button>
  );
}

/** Who has claimed a row that is not settled, each with the button that takes the claim back. */
function ClaimsForm(props: { view: ClaimView; row: Undertaking }) {
  const { view, row } = props;
  return (
    <Form action={claimPath(view.campaign.id)}>
      {row.claims.map(({ unitId, unit }) => (
        <div class="weui-cell claim-row">
          <span>{unit.name}已认领</span>
          <GiveBack unitId={unitId} number={row.number} words="撤回认领" />
        </div>
      ))}
    </Form>
  );
}

function LeadRow(props: { view: ClaimView; row: Undertaking; typed: Typed | undefined }) {
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
      {row.settledAt === null && row.claims.length > 0 ? <ClaimsForm view={view} row={row} /> : null}
      <UnitsForm view={view} row={row} />
      {row.claims.length > 0 && row.itemKey === null ? (
        <SettleForm view={view} row={row} typed={typed} />
      ) : null}
    </details>
  );
}

/** All rows as the lead unit settles them: unclaimed, claimed, settled. */
export function LeadRows(props: { view: ClaimView; typed: Typed | undefined }) {
  const { view, typed } = props;
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
