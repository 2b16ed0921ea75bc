// The chat form: text that a contact copies on a phone, fills in behind the colons and sends back.

import type { LedgerDefinition, LedgerField } from "./definition.ts";
import { requirementNotes } from "./form.ts";
import { codecOf, formatField, hintOf } from "./kinds.ts";
import { WORDS } from "./messages.ts";
import { fold, type Values } from "./value.ts";

/** What a skeleton shows: lines under the title, the reference code of assignment and material, rows already known. */
export interface SkeletonInput {
  code: string;
  heading?: readonly string[];
  prefill?: readonly Values[];
}

const CODE = /[【[(]填报[:：]?([A-Za-z0-9]+(?:[-—–_][A-Za-z0-9]+)*)[】\])]/;

/** The form to fill in: code and title, heading lines, one note, then one block per row. */
export function renderSkeleton(definition: LedgerDefinition, input: SkeletonInput): string {
  const rows = input.prefill?.length ? input.prefill : [{}];
  return [
    `${formCodeLine(input.code)}${definition.title}`,
    ...(input.heading ?? []),
    WORDS.chatNotes,
    ...requirementNotes(definition).map(WORDS.chatNote),
    ...rows.flatMap((values, index) => [WORDS.entry(index + 1), ...blockOf(definition, values)]),
  ].join("\n");
}

/** 「【填报 A12-10】」, by which a sent-back form is recognised. */
export function formCodeLine(code: string): string {
  return `【填报 ${code}】`;
}

/** The reference code in a text, in capitals, or null; spacing, full-width letters and dashes do not matter. */
export function findFormCode(text: string): string | null {
  const match = fold(text).match(CODE);
  return match ? match[1]!.replace(/[—–_]/g, "-").toUpperCase() : null;
}

/** The hint of a field as the chat form shows it between 〔 and 〕; options carry numbers that may be sent back instead. */
export function chatHint(field: LedgerField): string {
  const numbered = field.options?.map((option, index) => `${index + 1}${option}`);
  if (!numbered) return hintOf(field);
  return field.kind === "multiChoice" ? WORDS.chooseSome(numbered) : WORDS.chooseOne(numbered);
}

function blockOf(definition: LedgerDefinition, values: Values): string[] {
  return definition.fields.filter((field) => asked(field, values)).map((field) => lineOf(field, values));
}

/** Computed fields are never asked for, and files are sent as files. */
function asked(field: LedgerField, values: Values): boolean {
  const { control } = codecOf(field);
  return control !== "output" && (control !== "file" || formatField(field, values[field.key]) !== "");
}

function lineOf(field: LedgerField, values: Values): string {
  const value = formatField(field, values[field.key]);
  const hint = value ? "" : chatHint(field);
  return `${field.label}${field.required ? "*" : ""}：${value || (hint && `〔${hint}〕`)}`;
}
