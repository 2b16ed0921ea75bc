// One 报送事项 on the confirm page: what it says in short, and under it everything that can be settled.
import type { Child } from "hono/jsx";
import { STEP_LABELS, STEPS } from "../../domain/reminder.ts";
import { LEDGERS } from "../../ledger/definitions/index.ts";
import { dueWords, shorten } from "../../services/campaigns/due-words.ts";
import type { Fault } from "../../services/campaigns/edits.ts";
import { itemForm, type Posted, printOf } from "../../services/campaigns/form.ts";
import type { PlanItem } from "../../services/campaigns/item.ts";
import { alarmsOf, isPastAtIssue, openPointsOf, type Topic } from "../../services/campaigns/open-points.ts";
import { unitNames } from "../../services/campaigns/units.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import { ChoiceField, DateField, SelectField, TextField } from "./form-parts.tsx";
import { Notice, Quote, Tag } from "./parts.tsx";

/** What the person typed, where the page comes back with something to mend. */
export interface Typed {
  posted: ReadonlyMap<string, Posted>;
  faults: readonly Fault[];
}

const TIMINGS = [
  { value: "dated", label: "定期限" },
  { value: "recurring", label: "按周期" },
  { value: "triggered", label: "事件触发" },
  { value: "undated", label: "暂不定" },
];

const FORMS = [
  { value: "document", label: "书面材料(文件)" },
  { value: "ledger", label: "表格(以文件报送)" },
  ...LEDGERS.map(({ code, title }) => ({ value: code, label: `台账:${title}` })),
];

/** How an item's fields are named, filled and faulted. */
function fieldsOf(key: string, values: Posted, faults: readonly Fault[]) {
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

type Fields = ReturnType<typeof fieldsOf>;

function Times(props: { fields: Fields; proposed: boolean }) {
  const { fields } = props;
  return (
    <>
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
          placeholder: "如:每月25日",
          hint: "例如:每月25日、每月最后一个工作日、每季度末月25日、每周五、每年12月10日",
        })}
        {fields.date("windowFrom", "从哪天起", props.proposed ? "建议值,请核对" : undefined)}
        {fields.date("windowTo", "到哪天止", props.proposed ? "建议值,请核对" : undefined)}
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
        {fields.text("trigger", "什么情形下报送", { placeholder: "如:人员变动后" })}
      </div>
    </>
  );
}

function Units(props: { fields: Fields; values: Posted; view: PlanView; item: PlanItem; locked: boolean }) {
  const { fields, values, view, item, locked } = props;
  const offices = view.directory.filter(({ kind }) => kind !== "group");
  // Units that have 报送任务 already can't be taken away here.
  const free = offices.filter(({ id }) => !locked || !item.unitIds.includes(id));
  const written = item.who.length > 0 ? `原文:${item.who.join("、")}` : undefined;
  return (
    <>
      {locked
        ? item.unitIds.map((id) => <input type="hidden" name={`${item.key}.unitId`} value={id} />)
        : null}
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

function Materials(props: { fields: Fields; item: PlanItem }) {
  const { fields, item } = props;
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
            options={FORMS}
          />
        </>
      ))}
      {fields.text("m.name", item.materials.length > 0 ? "再加一份材料" : "材料", {
        placeholder: "材料名称",
      })}
      <SelectField
        {...fields.named("m.form", "这份材料怎么填报")}
        value={fields.value("m.form")}
        options={FORMS}
      />
    </>
  );
}

function More(props: { fields: Fields; values: Posted; past: boolean; locked: boolean }) {
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
            ? fields.flag("countPast", "印发时已过", "仍计入应报", "不勾选则只备查,不催报")
            : fields.hidden("countPast")}
        </>
      )}
      {fields.flag("nilAllowed", "零报告", "没有内容可报时允许零报告")}
      {fields.flag("signOff", "审签", "报送前须单位负责人审签")}
      <ChoiceField
        {...fields.named("step", "提醒档位")}
        many
        value={[...(values.get("step") ?? [])]}
        options={STEPS.map((step) => ({ value: step, label: STEP_LABELS[step] }))}
      />
    </>
  );
}

/** The line that stands for a closed item. */
function Summary(props: { item: PlanItem; view: PlanView; points: readonly string[]; tags: Child }) {
  const { item, view, points } = props;
  const who = unitNames(item.unitIds, view.directory).join("、") || item.who.join("、") || "责任单位待定";
  return (
    <summary class="plan-summary">
      <span class="plan-number">{item.key}</span>
      <span class="plan-what">
        <strong>{item.what}</strong>
        <span class="cell-detail">
          {shorten(who, 40)};{dueWords(item, view.calendar, view.issuedOn.slice(0, 4))}
        </span>
        {points.map((sentence) => (
          <span class="plan-point">{sentence}</span>
        ))}
        <span class="plan-tags">{props.tags}</span>
      </span>
    </summary>
  );
}

/** The main fields, each with the topics that it settles. */
function itemParts(props: {
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
      shown: (
        <Times
          fields={fields}
          proposed={item.timing === "recurring" && (!item.windowFrom || !item.windowTo)}
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

/** One item; open where something has to be mended, or where it is the first to be settled. */
export function ItemForm(props: { item: PlanItem; view: PlanView; typed: Typed | null; first?: boolean }) {
  const { item, view, typed, first = false } = props;
  const { key } = item;
  const locked = view.locked.has(key);
  const before = itemForm(item, view.proposed);
  const values = typed?.posted.get(key) ?? before;
  const faults = typed?.faults ?? [];
  const own = faults.filter((fault) => fault.key === key);
  const fields = fieldsOf(key, values, faults);
  const points = locked ? [] : openPointsOf(item);
  const alarms = alarmsOf(item, view, view.calendar);
  const past = isPastAtIssue(item, view.issuedOn);
  const blocked = points.some(({ blocks }) => blocks);
  const conflict = own.find(({ field }) => field === "keep")?.sentence;
  // Where something is open, its fields come first and the rest is folded.
  const asked = points.length > 0 ? new Set<Topic>(points.map(({ topic }) => topic)) : null;
  const parts = itemParts({ fields, values, item, view, locked });
  const editable = new Set(["keep", "unitId", "to", "nilAllowed", "signOff", "step"]);
  const frozen = [...before.keys()].filter((field) => !editable.has(field));
  return (
    <details class="plan-item weui-cells" id={`item-${key}`} open={first || own.length > 0}>
      <Summary
        item={item}
        view={view}
        points={points.map(({ sentence }) => sentence)}
        tags={
          <>
            {item.keep ? null : <Tag tone="bad">{locked ? "撤下" : "不发布"}</Tag>}
            {locked ? <Tag tone="good">已生成报送任务</Tag> : null}
            {blocked ? <Tag tone="warn">待确认</Tag> : null}
            {past ? <Tag>印发时已过</Tag> : null}
            {item.direction === "upward" ? <Tag>本局对外报送</Tag> : null}
            {item.level === "sensitive" ? <Tag tone="bad">敏感</Tag> : null}
            {item.line === 0 ? <Tag>牵头科室补充</Tag> : null}
          </>
        }
      />
      <input type="hidden" name={`${key}.shown`} value="1" />
      <input type="hidden" name={`${key}.print`} value={printOf(before)} />
      {conflict ? (
        <Notice
          tone="bad"
          lines={[
            conflict,
            `现在的值:${item.what};${unitNames(item.unitIds, view.directory).join("、") || "单位待定"};${dueWords(item, view.calendar, view.issuedOn.slice(0, 4))}`,
          ]}
        />
      ) : null}
      {alarms.length > 0 ? <Notice lines={alarms} /> : null}
      {item.quote ? (
        <Quote source={item.line > 0 ? `原文第${item.line}行` : ""}>
          <a class="plan-quote" href={`#q${key}`}>
            {item.quote}
          </a>
        </Quote>
      ) : null}
      {fields.flag("keep", "这一项", item.absent ? "新稿中没有,仍然保留" : "保留")}
      {item.confirm.length > 0 && !locked
        ? fields.flag("checked", "以上提示", "都已核对,不再提示", "改动了相关内容的提示会自动消去")
        : null}
      {locked ? fields.hidden(...frozen) : null}
      {parts
        .filter(({ topics }) => !asked || topics.some((topic) => asked.has(topic)))
        .map(({ shown }) => shown)}
      {asked?.has("materials") ? <Materials fields={fields} item={item} /> : null}
      <details class="plan-more">
        <summary>{asked ? "名称、单位、材料、提醒等其余设置" : "材料、提醒等其余设置"}</summary>
        {parts
          .filter(({ topics }) => asked && !topics.some((topic) => asked.has(topic)))
          .map(({ shown }) => shown)}
        {locked || asked?.has("materials") ? null : <Materials fields={fields} item={item} />}
        <More fields={fields} values={values} past={past} locked={locked} />
      </details>
    </details>
  );
}

/** An empty item at the end, for what the text does not say. */
export function NewItem(props: { view: PlanView; typed: Typed | null }) {
  const { view, typed } = props;
  const values = typed?.posted.get("new") ?? new Map<string, string[]>([["timing", ["dated"]]]);
  const fields = fieldsOf("new", values, typed?.faults ?? []);
  const next = Math.max(0, ...view.version.items.map(({ key }) => Number(key))) + 1;
  const begun = Boolean(values.get("what")?.at(-1));
  return (
    <details class="plan-item weui-cells" open={begun}>
      <summary class="plan-summary">
        <span class="plan-number">+</span>
        <span class="plan-what">
          <strong>补充一项</strong>
          <span class="cell-detail">原文没有写成报送事项的,在这里添加</span>
        </span>
      </summary>
      <input type="hidden" name="new.key" value={String(next)} />
      {fields.text("what", "报送事项", { placeholder: "如:联系人名单" })}
      <Times fields={fields} proposed={false} />
      <ChoiceField
        {...fields.named("unitId", "责任单位")}
        many
        value={[...(values.get("unitId") ?? [])]}
        options={view.directory
          .filter(({ kind }) => kind !== "group")
          .map(({ id, name }) => ({ value: id, label: name }))}
      />
      {fields.text("to", "报给谁")}
      {fields.text("m.name", "报什么材料", { placeholder: "材料名称" })}
      <SelectField {...fields.named("m.form", "怎么填报")} value={fields.value("m.form")} options={FORMS} />
    </details>
  );
}
