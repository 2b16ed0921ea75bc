// The internal deadline of an item on the confirm page: what each level keeps before the plan's own date.
import { formatDay, weekdayName } from "../../domain/day.ts";
import { holdingDay } from "../../services/campaigns/due-words.ts";
import type { PlanItem } from "../../services/campaigns/item.ts";
import { CHAIN_LEVELS, isChain } from "../../services/campaigns/proposals.ts";
import type { PlanView } from "../../services/campaigns/view.ts";
import { SelectField } from "./form-parts.tsx";
import type { Fields } from "./plan-fields.tsx";

const MOST_WORKDAYS = 10;

/** How many workdays earlier is handed in inside, as days where the plan's own is known; proposals are marked 建议. */
export function Inside(props: { fields: Fields; item: PlanItem; view: PlanView; locked: boolean }) {
  const { fields, item, view, locked } = props;
  const chain = isChain(item);
  const planned =
    item.dueOn === null ? null : holdingDay({ ...item, internalDays: null }, item.dueOn, view.calendar);
  const dayBefore = (workdays: number) => {
    if (planned === null) return "";
    const day = view.calendar.addWorkdays(planned, -workdays);
    return `：${formatDay(day)}(${weekdayName(day)})`;
  };
  const options = Array.from({ length: MOST_WORKDAYS }, (_, index) => {
    const workdays = index + 1;
    const level = chain ? CHAIN_LEVELS.find((one) => one.workdays === workdays)?.level : undefined;
    const advice = level ? `（建议，${level}）` : "";
    return { value: String(workdays), label: `提前${workdays}个工作日${dayBefore(workdays)}${advice}` };
  });
  const levels = planned
    ? CHAIN_LEVELS.map(({ level, workdays }) => `${level}${dayBefore(workdays).slice(1)}`).join("，")
    : CHAIN_LEVELS.map(({ level, workdays }) => `${level}提前${workdays}个工作日`).join("，");
  return (
    <>
      <SelectField
        {...fields.named("internalDays", chain ? "逐级上报的内部期限" : "内部期限")}
        value={fields.value("internalDays")}
        blank="不另设，按方案日期"
        options={options}
        hint={`${chain ? `按须到最上一级的日子倒推，建议${levels}；选定并保存才生效。` : ""}只管提醒，按时、逾期仍按方案日期`}
      />
      {locked
        ? null
        : fields.flag("noticed", "内部期限的依据", "本级通知已写明这个日期", "勾选后按时、逾期按它判定")}
    </>
  );
}
