// The fields of one 报送事项 on the confirm page.
import type { Child } from "hono/jsx";
import { formatDay, weekdayName } from "../../domain/day.ts";
import { STEP_LABELS, STEPS } from "../../domain/reminder.ts";
import { dueWords } from "../../services/campaigns/due-words.ts";
import type { Fault } from "../../services/campaigns/edits.ts";
import { matchField, type Posted } from "../../services/campaigns/form.ts";
import type { PlanItem } from "../../services/campaigns/item.ts";
import type { Topic } from "../../services/campaigns/open-points.ts";
import { type Proposal, proposeDue } from "../../services/campaigns/proposals.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import { ChoiceField, DateField, SelectField, TextField } from "./form-parts.tsx";
import { Facts } from "./parts.tsx";
import { UnknownName } from "./plan-names.tsx";

const TIMINGS = [
  { value: "dated", label: "定期限" },
  { value: "recurring", label: "按周期" },
  { value: "triggered", label: "事件触发" },
  { value: "undated", label: "暂不定" },
];

/** How a material is handed in, as options. */
export const formsOf = ({ ledgers }: PlanView) => [
  { value: "document", label: "书面材料(文件)" },
  { value: "ledger", label: "表格(以文件报送)" },
  ...ledgers.map(({ code, title }) => ({ value: code, label: `台账：${title}` })),
];

/** How an item's fields are named, filled and faulted. */
export function fieldsOf(key: string, values: Posted, faults: readonly Fault[]) {
  const value = (field: string) => values.get(field)?.at(-1) ?? "";
  const named = (field: string, label: string) => {
    const error = faults.find((fault) => fault.key === key && fault.field === field)?.sentence;
    return { name: `${key}.${field}`, label, ...(error ? { error } : {}) };
  };
  return {
    value,
    named,
    text: (field: string, label: string, more: { hint?: string; placeholder?: string } = {}) => (
      <TextField {...named(field, label)} value={value(field)} {...more} />
    ),
    date: (field: string, label: string, hint?: string) => (
      <DateField {...named(field, label)} value={value(field)} {...(hint ? { hint } : {})} />
    ),
    flag: (field: string, label: string, words: string, hint?: string) => (
      <ChoiceField
        {...named(field, label)}
        many
        value={value(field) ? ["1"] : []}
        options={[{ value: "1", label: words }]}
        {...(hint ? { hint } : {})}
      />
    ),
    hidden: (...fields: string[]) =>
      fields.flatMap((field) =>
        (values.get(field) ?? []).map((one) => <input type="hidden" name={`${key}.${field}`} value={one} />),
      ),
  };
}

/** The fields of one item. */
export type Fields = ReturnType<typeof fieldsOf>;

/** When it is due: a day, a round or an event; the style sheet shows what belongs to the chosen way. */
export function Times(props: { fields: Fields; proposed: boolean; proposal?: Proposal | null }) {
  const { fields, proposal } = props;
  return (
    <>
      {proposal ? (
        <ChoiceField
          {...fields.named("takeProposal", "建议期限")}
          many
          value={fields.value("takeProposal")}
          options={[
            {
              value: proposal.dueOn,
              label: `采用${formatDay(proposal.dueOn, true)}(${weekdayName(proposal.dueOn)})`,
              detail: proposal.ground,
            },
          ]}
          hint="建议值，勾选并保存才生效；不采用的请在下面另定"
        />
      ) : null}
      <ChoiceField
        {...fields.named("timing", "什么时候报")}
        value={fields.value("timing")}
        options={TIMINGS}
      />
      <div class="when when_dated">
        {fields.date("dueOn", "报送期限", "当天算在内")}
        {fields.text("dueTime", "钟点", { placeholder: "如 17:00", hint: "不填按当天24时" })}
      </div>
      <div class="when when_recurring">
        {fields.text("recurrence", "周期和日子", {
          placeholder: "如：每月25日",
          hint: "例如：每月25日、每月最后一个工作日、每季度末月25日、每周五、每年12月10日",
        })}
        {fields.date("windowFrom", "从哪天起", props.proposed ? "建议值，请核对" : undefined)}
        {fields.date("windowTo", "到哪天止", props.proposed ? "建议值，请核对" : undefined)}
        <ChoiceField
          {...fields.named("span", "统计期")}
          value={fields.value("span")}
          options={[
            { value: "current", label: "报当期" },
            { value: "previous", label: "报上一期" },
          ]}
        />
        <SelectField
          {...fields.named("cumulative", "填当期数还是累计数")}
          value={fields.value("cumulative")}
          options={[
            { value: "0", label: "当期数" },
            { value: "1", label: "累计数" },
          ]}
        />
      </div>
      <div class="when when_triggered">
        {fields.text("trigger", "什么情形下报送", { placeholder: "如：人员变动后" })}
      </div>
    </>
  );
}

const TIME_FIELDS = [
  "timing",
  "dueOn",
  "dueTime",
  "recurrence",
  "windowFrom",
  "windowTo",
  "span",
  "cumulative",
  "trigger",
];

/** 逐级汇总: the times of an item that is collected for the upper bureau: its day is not this bureau's to move. */
function GivenTimes(props: { fields: Fields; item: PlanItem; view: PlanView }) {
  const { fields, item, view } = props;
  return (
    <>
      {fields.hidden(...TIME_FIELDS)}
      <Facts items={[["上级期限", dueWords(item, view.calendar, view.issuedOn.slice(0, 4))]]} />
    </>
  );
}

function Units(props: { fields: Fields; values: Posted; view: PlanView; item: PlanItem; locked: boolean }) {
  const { fields, values, view, item, locked } = props;
  const offices = view.directory.filter(({ kind }) => kind !== "group");
  // Units that have 报送任务 already can't be taken away here.
  const free = offices.filter(({ id }) => !locked || !item.unitIds.includes(id));
  const written = item.who.length > 0 ? `原文：${item.who.join("、")}` : undefined;
  return (
    <>
      {locked
        ? item.unitIds.map((id) => <input type="hidden" name={`${item.key}.unitId`} value={id} />)
        : null}
      {item.unmatched.map((name) => (
        <UnknownName
          {...fields.named(matchField(name), `「${name}」是哪个单位`)}
          value={fields.value(matchField(name))}
          written={name}
          directory={view.directory}
          hint="名单里没有这个名称；对应后计入责任单位"
        />
      ))}
      <ChoiceField
        {...fields.named("unitId", locked ? "增加责任单位" : "责任单位")}
        many
        value={[...(values.get("unitId") ?? [])]}
        options={free.map(({ id, name }) => ({ value: id, label: name }))}
        {...(written ? { hint: written } : {})}
      />
    </>
  );
}

/** What is handed in, and how each material is filled. */
export function Materials(props: { fields: Fields; item: PlanItem; view: PlanView }) {
  const { fields, item } = props;
  const forms = formsOf(props.view);
  return (
    <>
      {item.materials.map(({ key, attachment }, index) => (
        <>
          {fields.text(`m${key}.name`, `材料${index + 1}`, {
            hint: `${attachment ? `附件${attachment}。` : ""}清空即删去这份材料`,
          })}
          <SelectField
            {...fields.named(`m${key}.form`, `材料${index + 1}怎么填报`)}
            value={fields.value(`m${key}.form`)}
            options={forms}
          />
        </>
      ))}
      {fields.text("m.name", item.materials.length > 0 ? "再加一份材料" : "材料", {
        placeholder: "材料名称",
      })}
      <SelectField
        {...fields.named("m.form", "这份材料怎么填报")}
        value={fields.value("m.form")}
        options={forms}
      />
    </>
  );
}

/** Level, rest days, nil reports, sign-off and reminders. */
export function More(props: { fields: Fields; values: Posted; past: boolean; locked: boolean }) {
  const { fields, values, past, locked } = props;
  return (
    <>
      {locked ? null : (
        <>
          <ChoiceField
            {...fields.named("level", "敏感程度")}
            value={fields.value("level")}
            options={[
              { value: "normal", label: "一般" },
              { value: "sensitive", label: "敏感", detail: "聊天里只说事项和期限" },
            ]}
          />
          {fields.flag("shift", "期限遇休息日", "顺延到下一个工作日")}
          {past
            ? fields.flag("countPast", "印发时已过", "仍计入应报", "不勾选则只备查，不催报")
            : fields.hidden("countPast")}
        </>
      )}
      {fields.flag("nilAllowed", "零报告", "没有内容可报时允许零报告")}
      {fields.flag("signOff", "审签", "报送前须审签", "审签同意后才算报送，报送时间以同意时为准")}
      <ChoiceField
        {...fields.named("signOffBy", "由谁审签")}
        value={fields.value("signOffBy")}
        options={[
          { value: "head", label: "单位负责人" },
          { value: "deputy", label: "分管领导", detail: "分管该单位的局领导" },
        ]}
      />
      <ChoiceField
        {...fields.named("step", "提醒档位")}
        many
        value={[...(values.get("step") ?? [])]}
        options={STEPS.map((step) => ({ value: step, label: STEP_LABELS[step] }))}
      />
    </>
  );
}

/** The main fields, each with the topics that it settles. */
export function itemParts(props: {
  fields: Fields;
  values: Posted;
  item: PlanItem;
  view: PlanView;
  locked: boolean;
}): { topics: Topic[]; shown: Child }[] {
  const { fields, item, view, locked } = props;
  const bureau = view.directory.find(({ kind }) => kind === "bureau")?.id;
  const asksPreparer = bureau !== undefined && item.unitIds.includes(bureau);
  const to = fields.text("to", item.direction === "upward" ? "报到哪里" : "报给谁", {
    placeholder: "接收单位或平台",
  });
  const units = <Units {...props} />;
  if (locked)
    return [
      { topics: [], shown: units },
      { topics: [], shown: to },
    ];
  return [
    { topics: ["materials"], shown: fields.text("what", "报送事项") },
    {
      topics: ["due", "window", "cumulative", "past"],
      shown: item.upper ? (
        <GivenTimes fields={fields} item={item} view={view} />
      ) : (
        <Times
          fields={fields}
          proposed={item.timing === "recurring" && (!item.windowFrom || !item.windowTo)}
          proposal={proposeDue(item, view.knownIssue, view.calendar)}
        />
      ),
    },
    { topics: ["who"], shown: units },
    { topics: ["to"], shown: to },
    {
      topics: ["preparer"],
      shown: asksPreparer ? (
        <SelectField
          {...fields.named("preparerId", "由哪个科室承办")}
          value={fields.value("preparerId")}
          blank="牵头科室(默认)"
          options={view.directory
            .filter(({ kind }) => kind === "office")
            .map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : (
        fields.hidden("preparerId")
      ),
    },
  ];
}
