// What an upper bureau has settled of an item on the confirm page (逐级汇总): shown, carried along, not to be changed.
import { STEP_LABELS, STEPS } from "../../domain/reminder.ts";
import { dueWords } from "../../services/campaigns/due-words.ts";
import type { Posted } from "../../services/campaigns/form.ts";
import type { PlanItem } from "../../services/campaigns/item.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import { ChoiceField, SelectField } from "./form-parts.tsx";
import { Facts } from "./parts.tsx";
import type { Fields } from "./plan-fields.tsx";

const OWN = new Set(["preparerId", "step"]);

/** An item that the bureau answers upward: only who prepares it and when to remind is this bureau's own. */
export function GivenItem(props: {
  fields: Fields;
  values: Posted;
  item: PlanItem;
  view: PlanView;
  locked: boolean;
}) {
  const { fields, values, item, view, locked } = props;
  const carried = [...values.keys()].filter((field) => locked || !OWN.has(field));
  return (
    <>
      {fields.hidden(...carried)}
      <Facts
        items={[
          ["上级布置", `本局报${item.to ?? "上级"}`],
          ["期限", dueWords(item, view.calendar, view.issuedOn.slice(0, 4))],
          ["材料", item.materials.map(({ name }) => name).join("、")],
        ]}
      />
      {locked ? null : (
        <>
          <SelectField
            {...fields.named("preparerId", "由哪个科室承办")}
            value={fields.value("preparerId")}
            blank="牵头科室(默认)"
            options={view.directory
              .filter(({ kind }) => kind === "office")
              .map(({ id, name }) => ({ value: id, label: name }))}
          />
          <ChoiceField
            {...fields.named("step", "提醒档位")}
            many
            value={[...(values.get("step") ?? [])]}
            options={STEPS.map((step) => ({ value: step, label: STEP_LABELS[step] }))}
          />
        </>
      )}
    </>
  );
}
