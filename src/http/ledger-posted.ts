// What the page of a ledger posts: its title, its columns, and the button that was pressed.
import type { FieldKind } from "../ledger/definition.ts";
import {
  BLANK_COLUMN,
  FIXED_KIND_NAMES,
  KIND_NAMES,
  type TypedColumn,
  type TypedLedger,
} from "../services/definitions/typed.ts";

const MOST_COLUMNS = 100;

const isKind = (text: string): text is FieldKind => text in KIND_NAMES || text in FIXED_KIND_NAMES;

/** The ledger as typed; words a browser can't have sent stand for the usual ones. */
export function readTypedLedger(form: FormData): TypedLedger {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value.replaceAll("\r\n", "\n") : "";
  };
  const columns: TypedColumn[] = [];
  for (let index = 0; index < MOST_COLUMNS && form.has(`c${index}.label`); index++) {
    const part = (field: string) => text(`c${index}.${field}`);
    const kind = part("kind");
    columns.push({
      key: part("key"),
      label: part("label"),
      kind: isKind(kind) ? kind : "text",
      required: form.has(`c${index}.required`),
      options: part("options"),
      hint: part("hint"),
      formula: part("formula"),
      identifies: form.has(`c${index}.identifies`),
      feeds: part("feeds"),
    });
  }
  return {
    title: text("title"),
    level: text("level") === "敏感" ? "敏感" : "一般",
    nil: text("nil") === "inspected" ? "inspected" : "plain",
    columns,
  };
}

/** The columns after 「增加一栏」, 「上移」, 「下移」 or 「删去这一栏」; null for any other button. */
export function arrange(columns: readonly TypedColumn[], act: string): TypedColumn[] | null {
  if (act === "add") return [...columns, BLANK_COLUMN];
  const [, verb, at] = /^(up|down|remove)\.(\d+)$/.exec(act) ?? [];
  if (!verb) return null;
  const index = Number(at);
  const moved = [...columns];
  const [column] = moved.splice(index, 1);
  if (column && verb !== "remove")
    moved.splice(Math.max(0, verb === "up" ? index - 1 : index + 1), 0, column);
  return moved;
}
