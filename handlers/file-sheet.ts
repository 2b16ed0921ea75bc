// A sent workbook: a filled ledger by its code or header, a form to fill in, a roster.
import { type Asker, holds } from "../src/chat/context.ts";
import { readCode } from "../src/domain/obligation.ts";
import { normaliseName } from "../src/domain/text.ts";
import { AppError } from "../src/errors.ts";
import { inspectWorkbook, readWorkbook } from "../src/ledger/workbook.ts";
import { refuseMarked } from "../src/services/campaigns/import.ts";
import { readDefinitions } from "../src/services/definitions.ts";
import { findFormSources, formActions } from "../src/services/exports/forms.ts";
import { receiveRoster } from "../src/services/roster-answer.ts";
import { looksLikeRoster, readRosterFile } from "../src/services/roster-file.ts";
import type { Runtime } from "../src/services/runtime.ts";
import {
  askWhichMaterial,
  findTargets,
  ledgersOf,
  markingOfSheet,
  narrowTargets,
  otherPeriods,
} from "../src/services/submissions/file-intake.ts";
import { findAssignment, materialOf } from "../src/services/submissions/owed.ts";
import type { OpenedFile } from "../src/services/submissions/sent-file.ts";
import { countWords } from "../src/services/submissions/sheet-mending.ts";
import { readFilledSheet } from "../src/services/submissions/sheet-reading.ts";
import type { Filled } from "../src/services/submissions/take.ts";
import { openEvidence } from "./file-evidence.ts";
import { openFor, say, type Take } from "./file-target.ts";
import { fillByWords, offerForm } from "./fill-form.ts";

/** What is known of a file from outside: the code named beside it, the material announced before it. */
export interface Hints {
  named: string | null;
  awaited: string | null;
  /** The row announced before it, whose evidence it is. */
  evidence: { code: string; mark: string } | null;
  /** What was written beside it. */
  words: string;
  /** What a coordinator wants filled into it: words of a ledger, empty for whichever fits. */
  asks: string | null;
}

const UNKNOWN_SHEET =
  "收到表格，但没有认出是哪一份台账。请用“下载表格”得到的表填写，不要改动栏目名称；或者附一句编号(如 A12)再发一次。";

/** A workbook: by its own code, by the code beside it, by its header, else perhaps a roster. */
export async function openSheet(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  { named, awaited, evidence, asks }: Hints,
): Promise<Take> {
  if (await markingOfSheet(file)) return (work) => refuseMarked(work, file.sha256);
  const { all } = await readDefinitions(runtime.store.db, asker.orgId);
  const inspection = await inspectWorkbook(file.bytes, all);
  if (inspection.issue) return say(inspection.issue);
  if (asks !== null) return fillByWords(runtime, asker, file, asks);
  if (inspection.code && !named) return openCoded(runtime, asker, file, inspection.code);
  if (named) return openFor(runtime, asker, file, named);
  // Whoever announced a report and then sends a ledger has changed their mind.
  if (evidence && inspection.candidates.length === 0) return openEvidence(runtime, asker, file, evidence);
  if (awaited && inspection.candidates.length === 0) return openFor(runtime, asker, file, awaited);
  const ledgers = new Set(ledgersOf(inspection).map((ledger) => ledger.code));
  const targets = await findTargets(runtime.store.db, asker, runtime.clock.now(), ({ definition, kind }) =>
    definition ? ledgers.has(definition.code) : kind === "ledger" && ledgers.size === 0,
  );
  if (holds(asker, "coordinator") && ledgers.size === 0 && (await looksLikeRoster(file.bytes))) {
    const reading = await readRosterFile(file.bytes);
    return (work) => receiveRoster(work, reading);
  }
  const [likeliest] = [
    ...ledgersOf(inspection),
    ...inspection.candidates.map(({ definition }) => definition),
  ];
  const reading = likeliest ? await readWorkbook(file.bytes, likeliest) : null;
  const isForm = holds(asker, "coordinator") && reading?.entries.length === 0;
  const sources = isForm ? await findFormSources(runtime, asker, file) : [];
  if (targets.length > 0) {
    const unit = reading?.heading.unit;
    const words = [file.name, ...(reading?.titles ?? [])].join(" ");
    const meant = narrowTargets(targets, { unit, words });
    const others = await formActions(runtime.store.db, file, sources);
    const notes = [foreignNote(meant, unit), await countNote(runtime, file, meant)];
    const note = notes.filter(Boolean).join("\n") || null;
    return async () => askWhichMaterial(file, meant, { others, note });
  }
  if (sources.length > 0) return offerForm(runtime, asker, file);
  const known = ledgersOf(inspection)[0];
  return say(
    known
      ? `认出这是《${known.title}》，但您的单位目前没有要报的这份台账。如需报送，请附一句编号(如 A12)再发一次。`
      : UNKNOWN_SHEET,
  );
}

/** One of our own forms: for the period that stands on it, or asked about where that has been reported and another is open. */
async function openCoded(runtime: Runtime, asker: Asker, file: OpenedFile, code: string): Promise<Take> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const owed = await findAssignment(db, asker, code, now).catch(async (error: unknown) => {
    const own =
      error instanceof AppError && error.code === "FORBIDDEN" ? await ownTargets(runtime, asker, file) : [];
    if (own.length === 0) throw error;
    return own;
  });
  if (Array.isArray(owed)) {
    const note = `注意：表号${code}是别的单位的。要作为本单位的报送，请先核对表里的内容。`;
    return async () => askWhichMaterial(file, owed, { note });
  }
  const material = materialOf(owed, readCode(code)?.materialKey ?? null);
  const others = material?.definition ? await otherPeriods(db, asker, now, { owed, material }) : [];
  if (!material || others.length === 0) return openFor(runtime, asker, file, code);
  const note = `表号是${code}(${owed.period})，这一期已经报过。报新一期的，请选新的一期；要改报这一期的，请选${owed.code}。`;
  return async () => askWhichMaterial(file, [...others, { owed, material }], { note });
}

/** What the asker's own units owe of the ledger that a sheet carries, as when a colleague's form was passed on. */
async function ownTargets(runtime: Runtime, asker: Asker, { bytes }: OpenedFile): Promise<Filled[]> {
  const { all } = await readDefinitions(runtime.store.db, asker.orgId);
  const ledgers = ledgersOf(await inspectWorkbook(bytes, all)).map((ledger) => ledger.code);
  return findTargets(
    runtime.store.db,
    asker,
    runtime.clock.now(),
    ({ definition }) => definition !== null && ledgers.includes(definition.code),
  );
}

/** 「表中共12条，9条没有问题，3条要改。」, where it can only be one ledger's. */
async function countNote(
  runtime: Runtime,
  { bytes }: OpenedFile,
  targets: readonly Filled[],
): Promise<string | null> {
  const [only, ...others] = targets;
  if (!only?.material.definition || others.length > 0) return null;
  const filled = { ...only, definition: only.material.definition };
  const sheet = await readFilledSheet(runtime.store.db, filled, bytes, runtime.clock.now());
  return sheet.total > 0 ? `表中${countWords(sheet)}。` : null;
}

/** What a sheet says of its unit, where that is none of those it may be meant for. */
function foreignNote(targets: readonly Filled[], unit: string | undefined): string | null {
  const names = targets.flatMap(({ owed }) =>
    [owed.unit, owed.preparer].flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  if (!unit || names.map(normaliseName).includes(normaliseName(unit))) return null;
  return `注意：表上写的填报单位是“${unit}”。`;
}
