// What is wrong with a ledger as it was typed, by field and in one sentence each.
import type { FieldKind } from "../../ledger/definition.ts";
import { foldLabel } from "../../ledger/value.ts";
import { type LedgerFault, OPTIONED, optionsOf, type TypedLedger } from "./typed.ts";

const MOST_COLUMNS = 60;
const MOST_LABEL = 30;
const MOST_HINT = 80;
const MOST_TITLE = 60;
const MOST_OPTION = 60;

const UNFIT_AS_KEY = new Set<FieldKind>(["file", "computed", "multiChoice"]);

/** Of the ledger as a whole; `taken` are the titles of the bureau's others. */
export function faultsOfTitle({ title, columns }: TypedLedger, taken: readonly string[]): LedgerFault[] {
  const said = title.trim();
  const complain = (sentence: string) => [{ field: "title", sentence }];
  if (said.length < 2) return complain("请写明台账的名称，至少两个字");
  if (said.length > MOST_TITLE) return complain(`名称最多${MOST_TITLE}字，现在${said.length}字，请缩短`);
  if (taken.some((one) => foldLabel(one) === foldLabel(said)))
    return complain(`已有一本《${said}》，请换一个名称`);
  if (columns.length === 0) return complain("至少要有一栏，请点“增加一栏”");
  if (columns.length > MOST_COLUMNS)
    return complain(`最多${MOST_COLUMNS}栏，现在${columns.length}栏，请删去一些`);
  return [];
}

/** Of each column by itself and beside the others. */
export function faultsOfColumns({ columns }: TypedLedger): LedgerFault[] {
  const seen = new Map<string, number>();
  const identifying = columns.filter(({ identifies }) => identifies);
  const bare = identifying.every(({ required }) => !required) ? identifying[0] : undefined;
  return columns.flatMap((column, index) => {
    const faults: LedgerFault[] = [];
    const complain = (field: string, sentence: string) =>
      faults.push({ field: `c${index}.${field}`, sentence });
    const label = column.label.trim();
    const known = seen.get(foldLabel(label));
    if (label === "") complain("label", `第${index + 1}栏还没有名称，请写上，不要的请删去`);
    else if (label.length > MOST_LABEL)
      complain("label", `栏目名称最多${MOST_LABEL}字，现在${label.length}字，多的请写到填写说明里`);
    else if (known !== undefined) complain("label", `“${label}”和第${known + 1}栏同名，请改一个`);
    else seen.set(foldLabel(label), index);
    if (column.hint.trim().length > MOST_HINT)
      complain("hint", `填写说明最多${MOST_HINT}字，现在${column.hint.trim().length}字，请缩短`);
    if (column === bare) complain("identifies", `“${label}”用来认出同一条，不能空着，请同时勾选“必须填写”`);
    if (column.identifies && UNFIT_AS_KEY.has(column.kind))
      complain("identifies", `“${label}”这样的栏不能用来认出同一条，请改用编号、名称一类的栏`);
    if (!OPTIONED.has(column.kind)) return faults;
    const options = optionsOf(column);
    const long = options.find((option) => option.length > MOST_OPTION);
    if (options.length < 2) complain("options", `“${label}”是选择栏，请写至少两个选项，一行一个`);
    if (long) complain("options", `选项“${long.slice(0, 10)}…”超过${MOST_OPTION}字，请缩短`);
    return faults;
  });
}
