// A name of a plan that no unit bears, as a list to choose from: the nearest units first, then all others.
import { NOT_OURS } from "../../services/campaigns/form.ts";
import { type Directory, suggestUnits } from "../../services/campaigns/units.ts";
import { type FieldProps, SelectField } from "./form-parts.tsx";

/** `written` is the name as the plan has it; a group stands for all its members. */
export function UnknownName(props: FieldProps & { written: string; directory: Directory; value?: string }) {
  const { written, directory, value = "", ...field } = props;
  const near = suggestUnits(written, directory);
  const labelOf = ({ id, name, kind }: Directory[number], close: boolean) => ({
    value: id,
    label: `${name}${kind === "group" ? "(全部成员)" : ""}${close ? "（名称相近）" : ""}`,
  });
  return (
    <SelectField
      {...field}
      value={value}
      blank="还没有对应"
      options={[
        ...near.map((unit) => labelOf(unit, true)),
        ...directory.filter((unit) => !near.includes(unit)).map((unit) => labelOf(unit, false)),
        { value: NOT_OURS, label: "不是本局下属，不派任务" },
      ]}
    />
  );
}
