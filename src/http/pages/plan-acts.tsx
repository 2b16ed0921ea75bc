// What is done to a whole item on the confirm page: split, join, drop, restore, and which older item it is.
import { AS_NEW } from "../../services/campaigns/acts.ts";
import { shorten } from "../../services/campaigns/due-words.ts";
import type { PlanItem } from "../../services/campaigns/item.ts";
import type { ItemChange } from "../../services/campaigns/revision.ts";
import { FOLLOWS } from "../../services/campaigns/settle.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import { ChoiceField, SelectField, SubmitButton } from "./form-parts.tsx";
import { Facts } from "./parts.tsx";
import type { Fields } from "./plan-fields.tsx";

/** What changed against the version before, and the correction where it was mapped wrongly. */
export function Mapping(props: { fields: Fields; item: PlanItem; view: PlanView; change?: ItemChange }) {
  const { fields, item, view, change } = props;
  if (!view.changes || view.version.publishedAt !== null || item.line === 0 || item.absent) return null;
  const missing = view.version.items.filter(({ absent, key }) => absent && key !== item.key);
  const known = view.basisKeys.has(item.key);
  const options = [
    ...(known && change ? [{ value: AS_NEW, label: "不是同一项，按新事项编号" }] : []),
    ...missing.map(({ key, what }) => ({ value: key, label: `就是原第${key}项：${shorten(what, 24)}` })),
  ];
  return (
    <>
      {change && change.fields.length > 0 ? (
        <div class="plan-change">
          <Facts
            items={change.fields.map(({ label, before, after }) => [
              label,
              <>
                <del>{before}</del> <ins>{after}</ins>
              </>,
            ])}
          />
        </div>
      ) : null}
      {options.length > 0 ? (
        <SelectField
          {...fields.named(FOLLOWS, known ? `对应原第${item.key}项` : "上一稿里没有对应的事项")}
          value={fields.value(FOLLOWS)}
          blank={known ? "对应无误" : "确是新增"}
          options={options}
          hint="对应错了在这里更正，保存后沿用所选事项的编号和设置"
        />
      ) : null}
    </>
  );
}

/** Buttons that act on the whole item; each also saves what was typed. */
export function Whole(props: { fields: Fields; item: PlanItem; view: PlanView; locked: boolean }) {
  const { fields, item, view, locked } = props;
  const button = (act: string, words: string, kind: "plain" | "warn" = "plain") => (
    <SubmitButton kind={kind} small unchecked name="act" value={`${act}.${item.key}`}>
      {words}
    </SubmitButton>
  );
  if (!item.keep) return <div class="plan-acts">{button("restore", locked ? "恢复这一项" : "恢复")}</div>;
  const others = view.version.items.filter(
    ({ key, keep, absent }) => key !== item.key && keep && !absent && !view.locked.has(key),
  );
  return (
    <>
      {locked ? null : (
        <details class="plan-more">
          <summary>拆分、合并</summary>
          {item.materials.length > 1 ? (
            <ChoiceField
              {...fields.named("split", "拆出去的材料")}
              many
              value={[]}
              options={item.materials.map(({ key, name }) => ({ value: key, label: name }))}
              hint="勾选的材料另成一项，单位和期限先照抄，再分别修改"
            />
          ) : null}
          <div class="plan-acts">
            {button("split", item.materials.length > 1 ? "拆成两项" : "照样拆出一项")}
          </div>
          {others.length > 0 ? (
            <>
              <SelectField
                {...fields.named("joinWith", "把另一项并进来")}
                value={fields.value("joinWith")}
                blank="请选择要并入的事项"
                options={others.map(({ key, what }) => ({
                  value: key,
                  label: `第${key}项 ${shorten(what, 24)}`,
                }))}
                hint="材料并到这一项，交齐才算已报；单位和期限以这一项为准"
              />
              <div class="plan-acts">{button("join", "并成一项")}</div>
            </>
          ) : null}
        </details>
      )}
      <div class="plan-acts">
        {button("drop", locked || item.absent ? "撤下这一项" : "删去这一项", "warn")}
      </div>
    </>
  );
}
