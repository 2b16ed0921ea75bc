// One 报送事项 on the confirm page: what it says in short, and under it everything that can be settled.
import type { Child } from "hono/jsx";
import { alarmsOf } from "../../services/campaigns/alarms.ts";
import { dueWords, shorten } from "../../services/campaigns/due-words.ts";
import type { Fault } from "../../services/campaigns/edits.ts";
import { itemForm, type Posted, printOf } from "../../services/campaigns/form.ts";
import type { PlanItem } from "../../services/campaigns/item.ts";
import { isPastAtIssue, openPointsOf, type Topic } from "../../services/campaigns/open-points.ts";
import { isChain } from "../../services/campaigns/proposals.ts";
import { unitNames } from "../../services/campaigns/units.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import { ChoiceField, SelectField } from "./form-parts.tsx";
import { Notice, Quote, Tag } from "./parts.tsx";
import { Mapping, Whole } from "./plan-acts.tsx";
import { fieldsOf, formsOf, itemParts, Materials, More, Times } from "./plan-fields.tsx";
import { Inside } from "./plan-inside.tsx";
import { GivenItem } from "./plan-upper.tsx";

/** What the person typed, where the page comes back with something to mend. */
export interface Typed {
  posted: ReadonlyMap<string, Posted>;
  faults: readonly Fault[];
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
          {shorten(who, 40)}；{dueWords(item, view.calendar, view.issuedOn.slice(0, 4))}
        </span>
        {points.map((sentence) => (
          <span class="plan-point">{sentence}</span>
        ))}
        <span class="plan-tags">{props.tags}</span>
      </span>
    </summary>
  );
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
  const change = view.changes?.find((one) => one.item.key === key);
  const past = isPastAtIssue(item, view.issuedOn);
  const blocked = points.some(({ blocks }) => blocks);
  const conflict = own.find(({ field }) => field === "keep")?.sentence;
  // Where something is open, its fields come first and the rest is folded.
  const asked = points.length > 0 ? new Set<Topic>(points.map(({ topic }) => topic)) : null;
  const parts = itemParts({ fields, values, item, view, locked });
  const editable = new Set([
    "keep",
    "unitId",
    "to",
    "nilAllowed",
    "signOff",
    "signOffBy",
    "step",
    "internalDays",
  ]);
  const frozen = [...before.keys()].filter((field) => !editable.has(field));
  return (
    <details class="plan-item weui-cells" open={first || own.length > 0}>
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
            {item.upper ? <Tag>{item.upper.part === "answer" ? "上级布置" : "为上级收集"}</Tag> : null}
            {item.level === "sensitive" ? <Tag tone="bad">敏感</Tag> : null}
            {item.line === 0 ? <Tag>牵头科室补充</Tag> : null}
            {change?.kind === "changed" ? <Tag tone="warn">有改动</Tag> : null}
            {change?.kind === "added" ? <Tag tone="warn">新增</Tag> : null}
          </>
        }
      />
      <span class="plan-anchor" id={`i${key}`} />
      <input type="hidden" name={`${key}.shown`} value="1" />
      <input type="hidden" name={`${key}.print`} value={printOf(before)} />
      {conflict ? (
        <Notice
          tone="bad"
          lines={[
            conflict,
            `现在的值：${item.what}；${unitNames(item.unitIds, view.directory).join("、") || "单位待定"}；${dueWords(item, view.calendar, view.issuedOn.slice(0, 4))}`,
          ]}
        />
      ) : null}
      {alarms.length > 0 ? <Notice lines={alarms} /> : null}
      {[item, ...item.also].map(({ quote, line }) =>
        quote ? (
          <Quote source={line > 0 ? `原文第${line}行` : ""}>
            <a class="plan-quote" href={`#q${key}`} title="到原文">
              {quote}
            </a>
          </Quote>
        ) : null,
      )}
      <Mapping fields={fields} item={item} view={view} {...(change ? { change } : {})} />
      {item.upper?.part === "answer" ? (
        <GivenItem fields={fields} values={values} item={item} view={view} locked={locked} />
      ) : (
        <>
          {fields.hidden("keep")}
          {item.confirm.length > 0 && !locked
            ? fields.flag("checked", "以上提示", "都已核对，不再提示", "改动了相关内容的提示会自动消去")
            : null}
          {locked ? fields.hidden(...frozen) : null}
          {parts
            .filter(({ topics }) => !asked || topics.some((topic) => asked.has(topic)))
            .map(({ shown }) => shown)}
          {!locked && isChain(item) ? (
            <Inside fields={fields} item={item} view={view} locked={false} />
          ) : null}
          {asked?.has("materials") ? <Materials fields={fields} item={item} view={view} /> : null}
          <details class="plan-more">
            <summary>{asked ? "名称、单位、材料、提醒等其余设置" : "材料、提醒等其余设置"}</summary>
            {parts
              .filter(({ topics }) => asked && !topics.some((topic) => asked.has(topic)))
              .map(({ shown }) => shown)}
            {locked || asked?.has("materials") ? null : <Materials fields={fields} item={item} view={view} />}
            <More fields={fields} values={values} past={past} locked={locked} />
            {locked || !isChain(item) ? (
              <Inside fields={fields} item={item} view={view} locked={locked} />
            ) : null}
          </details>
          <Whole fields={fields} item={item} view={view} locked={locked} />
        </>
      )}
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
          <span class="cell-detail">原文没有写成报送事项的，在这里添加</span>
        </span>
      </summary>
      <input type="hidden" name="new.key" value={String(next)} />
      {fields.text("what", "报送事项", { placeholder: "如：联系人名单" })}
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
      <SelectField
        {...fields.named("m.form", "怎么填报")}
        value={fields.value("m.form")}
        options={formsOf(view)}
      />
    </details>
  );
}
