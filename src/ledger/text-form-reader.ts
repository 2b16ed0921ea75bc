// Reads a filled chat form back into raw rows, forgiving what phones and chat apps do to it.

import type { LedgerDefinition, LedgerField } from "./definition.ts";
import { type Heading, headingPart } from "./heading.ts";
import { codecOf } from "./kinds.ts";
import { MESSAGES } from "./messages.ts";
import { chatHint, findFormCode } from "./text-form.ts";
import { fold, foldLabel, type RawEntry, rawText } from "./value.ts";

/** A form as sent back: rows still to be validated, who signed it, what was not understood (`issues`) or left out (`ignored`). */
export interface TextFormReading {
  code: string | null;
  heading: Heading;
  entries: RawEntry[];
  issues: string[];
  ignored: string[];
}

const ENTRY_LINE =
  /^[-—–─=*#\s【[(（]*第?\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*条\s*[-—–─=*#\s】\])）:：]*$/;
const QUOTE_RULE = /^\s*(?:[-—–─_]\s?){6,}$/m;
const NOISE = [/^※/, /^发自我的/, /^[-—–─_=·*\s]+$/, /^.{1,30}\s\d{1,2}:\d{2}(:\d{2})?$/, /^\[.{1,8}\]$/];

/** Reads `text` as a form of `definition`; a label that stands twice in one block opens the next row. */
export function parseTextForm(definition: LedgerDefinition, text: string): TextFormReading {
  const labels = labelsOf(definition);
  const reading: TextFormReading = {
    code: findFormCode(text),
    heading: {},
    entries: [],
    issues: [],
    ignored: [],
  };
  let entry: Record<string, string> = {};
  let open: LedgerField | null = null;
  let begun = false;
  const close = (): void => {
    if (Object.values(entry).some((value) => value !== "")) reading.entries.push({ values: entry });
    entry = {};
    open = null;
  };
  for (const line of linesOf(text, labels)) {
    if (ENTRY_LINE.test(line)) {
      close();
      begun = true;
      continue;
    }
    const found = splitLine(line, labels, entry);
    if (found?.field) {
      // The same label again is the next row, unless it only fills the line that was left blank just above.
      const again = found.field.key in entry && (entry[found.field.key] !== "" || open !== found.field);
      if (again) close();
      entry[found.field.key] = answerOf(found.field, found.value);
      open = found.field;
      begun = true;
      continue;
    }
    const part = found && headingPart(found.label);
    if (found && part) {
      if (found.value) reading.heading[part] = found.value;
    } else if (begun) {
      const near = found && nearLabel(found.label, labels);
      if (found && near) reading.issues.push(MESSAGES.unknownLabel(found.label, near));
      else if (open && mayGoOn(open, entry))
        entry[open.key] = [entry[open.key], line].filter(Boolean).join("\n");
      else reading.ignored.push(MESSAGES.strayLine(line));
    }
  }
  close();
  if (reading.entries.length === 0) reading.issues.push(MESSAGES.emptyForm());
  return reading;
}

/** The lines that may matter; of a quoted message and its reply, the part that holds fields. */
function linesOf(text: string, labels: Map<string, LedgerField>): string[] {
  const clean = (part: string): string[] =>
    rawText(part)
      .replace(/^[「“"『]+|[」”"』]+$/g, "")
      .split("\n")
      .map((line) =>
        line
          .replace(/^[>\s]+/, "")
          .replace(/^@\S+\s+/, "")
          .trim(),
      )
      .filter(
        (line) => line !== "" && findFormCode(line) === null && !NOISE.some((noise) => noise.test(line)),
      );
  const parts = text.split(QUOTE_RULE).map(clean);
  const filled = parts.findLast((lines) => lines.some((line) => splitLine(line, labels, {})?.field));
  return filled ?? parts.flat();
}

function labelsOf(definition: LedgerDefinition): Map<string, LedgerField> {
  return new Map(
    definition.fields.flatMap((field) =>
      [field.label, ...(field.aliases ?? [])].map((label) => [foldLabel(label), field] as const),
    ),
  );
}

/** A line's label and value: split at its first colon, or after a known label that lost its colon. */
function splitLine(
  line: string,
  labels: Map<string, LedgerField>,
  entry: Record<string, string>,
): { label: string; value: string; field: LedgerField | undefined } | null {
  const colon = line.match(/^(.{1,30}?)\s*[:：=＝]\s*(.*)$/);
  const label = colon ? foldLabel(colon[1]!) : "";
  if (colon && (labels.has(label) || headingPart(label)))
    return { label, value: colon[2]!, field: labels.get(label) };
  const spaced = line.match(/^(\S{2,30})\s+(.*)$/);
  const field = spaced ? labels.get(foldLabel(spaced[1]!)) : undefined;
  if (spaced && field && entry[field.key] === undefined)
    return { label: foldLabel(spaced[1]!), value: spaced[2]!, field };
  return colon ? { label, value: colon[2]!, field: undefined } : null;
}

/** The answer without the hint that was left standing; an option's number is its option. */
export function answerOf(field: LedgerField, value: string): string {
  const hint = fold(chatHint(field));
  const bare = value.replace(/〔([^〔〕]*)〕/g, (group, inner: string) =>
    fold(inner) === hint ? "" : group,
  );
  const answer = bare.trim();
  const options = field.options;
  if (!options || options.includes(answer)) return answer;
  const named = (part: string): string => {
    const number = fold(part);
    return /^\d{1,2}$/.test(number) ? (options[Number(number) - 1] ?? part) : part;
  };
  return field.kind === "multiChoice"
    ? answer
        .split(/[、,，;；\s]+/)
        .map(named)
        .join("、")
    : named(answer);
}

/** Long text runs over several lines; any other field only while it is still empty. */
function mayGoOn(field: LedgerField, entry: Record<string, string>): boolean {
  return codecOf(field).control === "textarea" || !entry[field.key];
}

/** A known label of the same length with one character changed, which is a slip of the hand and not a sentence. */
function nearLabel(label: string, labels: Map<string, LedgerField>): string | null {
  const typed = [...label];
  if (typed.length < 3) return null;
  for (const [known, field] of labels) {
    const letters = [...known];
    if (letters.length === typed.length && letters.filter((letter, at) => letter !== typed[at]).length === 1)
      return field.label;
  }
  return null;
}
