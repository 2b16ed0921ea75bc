// The field kinds: how each is parsed, shown and entered; chat, pages and workbooks share these and nothing else.

import type { FieldKind, LedgerField } from "./definition.ts";
import { readDay, readMonth } from "./kind-dates.ts";
import { readBoolean, readNumber, readOption } from "./kind-words.ts";
import { MESSAGES, WORDS } from "./messages.ts";
import { type FieldValue, fold, isExcelError, plainNumber, type RawValue, rawText } from "./value.ts";

/** How a page lets a person enter a value; surfaces switch on this, never on kinds. */
export type Control = "text" | "textarea" | "number" | "date" | "select" | "checkboxes" | "file" | "output";

/** Which keyboard a phone should open. */
export type Keyboard = "text" | "integer" | "decimal" | "tel";

/** A parsed value, or what is wrong with it as a sentence without its place. */
export type Parsed = { value: FieldValue } | { problem: string };

/** What parsing needs to know from outside: the year of dates that have none. */
export interface ParseContext {
  baseYear: number;
}

/** One kind of field. `parse` never sees a blank; `format` never sees null; `width` is in characters of a sheet's column. */
export interface FieldCodec {
  control: Control;
  keyboard: Keyboard;
  width: number;
  hint(field: LedgerField): string;
  parse(raw: Exclude<RawValue, null | undefined>, field: LedgerField, context: ParseContext): Parsed;
  format(value: Exclude<FieldValue, null>, field: LedgerField): string;
}

const LISTS = /[、,，;；\n|]+/;
const PHONE = /^(\+?86)?1\d{10}$|^(0\d{2,3})?\d{7,8}(-\d{1,6})?$|^1\d{4}$/;
const EXACT_DIGITS = 15;
const FILE_NAME =
  /[^.]\.(docx?|wps|pdf|ofd|xlsx?|et|csv|pptx?|dps|txt|jpe?g|png|bmp|gif|tiff?|heic|mp4|mp3|zip|rar|7z)$/i;

const shown = (value: FieldValue): string =>
  typeof value === "number" ? plainNumber(value) : rawText(value);

const text: FieldCodec = {
  control: "text",
  keyboard: "text",
  width: 11,
  hint: () => "",
  parse: (raw) => ({ value: rawText(raw) }),
  format: shown,
};

// A number this long was rounded by the spreadsheet before we saw it.
const digits: FieldCodec = {
  ...text,
  width: 19,
  parse: (raw) =>
    typeof raw === "number" && (!Number.isInteger(raw) || Math.abs(raw) >= 10 ** EXACT_DIGITS)
      ? { problem: MESSAGES.lostDigits(plainNumber(raw)) }
      : { value: rawText(raw) },
};

const number: FieldCodec = {
  control: "number",
  keyboard: "decimal",
  width: 10,
  hint: () => WORDS.numberHint,
  parse: (raw) => {
    const value = typeof raw === "number" ? raw : readNumber(rawText(raw));
    return value === null ? { problem: MESSAGES.notANumber(rawText(raw)) } : { value };
  },
  format: shown,
};

const percent: FieldCodec = {
  ...number,
  hint: () => WORDS.percentHint,
  parse: (raw) => {
    const said = fold(rawText(raw));
    const value = readNumber(said.replace(/%$/, ""));
    if (value === null) return { problem: MESSAGES.notAPercent(rawText(raw)) };
    // 0.85 without a sign may be 85% or 0.85%: ask.
    if (!said.endsWith("%") && value > 0 && value <= 1)
      return { problem: MESSAGES.unclearPercent(rawText(raw)) };
    return { value };
  },
  format: (value) => `${shown(value)}%`,
};

const choice: FieldCodec = {
  control: "select",
  keyboard: "text",
  width: 11,
  hint: (field) => WORDS.chooseOne(field.options ?? []),
  parse: (raw, field) => {
    const options = field.options ?? [];
    const option = readOption(rawText(raw), options);
    return option === null ? { problem: MESSAGES.notAnOption(rawText(raw), options) } : { value: option };
  },
  format: shown,
};

const list = (raw: Exclude<RawValue, null | undefined>): string[] => {
  const parts = typeof raw === "object" && !(raw instanceof Date) ? raw : rawText(raw).split(LISTS);
  return [...new Set(parts.map(rawText).filter(Boolean))];
};

/** The codec of every kind. */
export const FIELD_KINDS = {
  text,
  longText: { ...text, control: "textarea", width: 21 },
  person: { ...text, width: 9 },
  unit: { ...text, width: 12 },
  reference: digits,
  id: digits,
  phone: {
    ...digits,
    keyboard: "tel",
    width: 14,
    hint: () => WORDS.phoneHint,
    parse: (raw) => {
      const said = fold(rawText(raw)).replace(/[()]/g, "").replace(/[—–‐]/g, "-");
      if (!PHONE.test(said) && !PHONE.test(said.replaceAll("-", "")))
        return { problem: MESSAGES.notAPhone(rawText(raw)) };
      return { value: said };
    },
  },
  decimal: number,
  integer: {
    ...number,
    keyboard: "integer",
    width: 8,
    parse: (raw) => {
      const value = typeof raw === "number" ? raw : readNumber(rawText(raw));
      if (value === null || !Number.isSafeInteger(value))
        return { problem: MESSAGES.notAnInteger(rawText(raw)) };
      return { value };
    },
  },
  percent,
  date: {
    control: "date",
    keyboard: "text",
    width: 11,
    hint: () => WORDS.dateHint,
    parse: (raw, _field, { baseYear }) => {
      const said = typeof raw === "number" || raw instanceof Date ? raw : rawText(raw);
      const reading = readDay(said, baseYear);
      if (reading === "monthOnly") return { problem: MESSAGES.dateWithoutDay(rawText(raw), baseYear) };
      return reading ? { value: reading.day } : { problem: MESSAGES.notADate(rawText(raw), baseYear) };
    },
    format: shown,
  },
  month: {
    control: "date",
    keyboard: "text",
    width: 10,
    hint: () => WORDS.monthHint,
    parse: (raw, _field, { baseYear }) => {
      const said = typeof raw === "number" || raw instanceof Date ? raw : rawText(raw);
      const value = readMonth(said, baseYear);
      return value ? { value } : { problem: MESSAGES.notAMonth(rawText(raw), baseYear) };
    },
    format: shown,
  },
  choice,
  multiChoice: {
    ...choice,
    control: "checkboxes",
    width: 14,
    hint: (field) => WORDS.chooseSome(field.options ?? []),
    parse: (raw, field) => {
      const options = field.options ?? [];
      const chosen = new Set<string>();
      for (const part of list(raw)) {
        const option = readOption(part, options);
        if (option === null) return { problem: MESSAGES.notAnOption(part, options) };
        chosen.add(option);
      }
      return { value: options.filter((option) => chosen.has(option)) };
    },
  },
  boolean: {
    control: "select",
    keyboard: "text",
    width: 9,
    hint: () => WORDS.booleanHint,
    parse: (raw, field) => {
      const value = typeof raw === "boolean" ? raw : readBoolean(rawText(raw), field.label);
      return value === null ? { problem: MESSAGES.notABoolean(rawText(raw)) } : { value };
    },
    format: shown,
  },
  file: {
    control: "file",
    keyboard: "text",
    width: 12,
    hint: () => WORDS.fileHint,
    parse: (raw) => {
      const names = list(raw);
      const strange = names.find((name) => !FILE_NAME.test(name));
      return strange === undefined ? { value: names } : { problem: MESSAGES.notAFile(strange) };
    },
    format: shown,
  },
  computed: {
    ...number,
    control: "output",
    hint: () => "",
    parse: () => ({ value: null }),
    format: (value, field) => (field.compute?.op === "ratio" ? `${shown(value)}%` : shown(value)),
  },
} satisfies Record<FieldKind, FieldCodec>;

const KEEPS_NONE = new Set<Control>(["text", "textarea", "select", "checkboxes"]);
const DASHES = /^[/\\—–-]+$/;
const NONE = /^(无|暂无|没有|n\/a)[。.]?$/i;

/** The codec of a field. */
export function codecOf(field: LedgerField): FieldCodec {
  return FIELD_KINDS[field.kind];
}

/** One raw value by the rules of its field: blanks and 「/」 are null; 「无」 is too, where no text can stand. */
export function parseField(field: LedgerField, raw: RawValue, context: ParseContext): Parsed {
  const codec = codecOf(field);
  const said = rawText(raw);
  if (raw === null || raw === undefined || said === "" || DASHES.test(said)) return { value: null };
  if (codec.control === "output") return { value: null };
  if (isExcelError(said)) return { problem: MESSAGES.excelError(said) };
  if (!NONE.test(said)) return codec.parse(raw, field, context);
  if (!KEEPS_NONE.has(codec.control)) return { value: null };
  const parsed = codec.parse(raw, field, context);
  // Of choices that know no 「无」 none was made.
  return "problem" in parsed && field.options ? { value: null } : parsed;
}

/** A stored value as people read it: days as `YYYY-MM-DD`, 是/否, 85%; a ratio or comparison without its parts is 「—」, other blanks are empty. */
export function formatField(field: LedgerField, value: FieldValue | undefined): string {
  if (value === null || value === undefined)
    return field.compute?.op === "ratio" || field.compute?.op === "meets" ? WORDS.none : "";
  return codecOf(field).format(value, field);
}

/** What to write beside a field: its own hint, else its kind's. */
export function hintOf(field: LedgerField): string {
  return field.hint ?? codecOf(field).hint(field);
}
