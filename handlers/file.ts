// A file in the chat: a filled ledger, a written report, a roster or a plan.
import { type Asker, holds, type Reply } from "../src/chat/context.ts";
import type { ChatEvent } from "../src/chat/event.ts";
import type { Run } from "../src/chat/handler.ts";
import { SAY } from "../src/chat/messages.ts";
import { readCode } from "../src/domain/obligation.ts";
import { LEDGERS } from "../src/ledger/definitions/index.ts";
import { inspectWorkbook } from "../src/ledger/workbook.ts";
import { importPlan, openPlanDocument, refuseMarked } from "../src/services/campaigns/import.ts";
import { receiveRoster } from "../src/services/roster-answer.ts";
import { looksLikeRoster, readRosterFile } from "../src/services/roster-file.ts";
import type { Runtime } from "../src/services/runtime.ts";
import { readAwaited } from "../src/services/submissions/awaiting-file.ts";
import {
  askWhichMaterial,
  codeInWords,
  findTargets,
  ledgersOf,
  markingOfDocument,
  markingOfSheet,
  takeDocument,
  targetIn,
} from "../src/services/submissions/file-intake.ts";
import { fileKindOf } from "../src/services/submissions/file-kind.ts";
import type { MatterMaterial } from "../src/services/submissions/materials.ts";
import { actingUnits, findAssignment } from "../src/services/submissions/owed.ts";
import { choiceOf, type OpenedFile, openChosen, openStored } from "../src/services/submissions/sent-file.ts";
import { takeSheet } from "../src/services/submissions/sheet-intake.ts";
import { readFilledSheet } from "../src/services/submissions/sheet-reading.ts";
import type { Filled } from "../src/services/submissions/take.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, defineAction, defineFile } from "./define.ts";
import { looksLikePlan } from "./import.ts";
import { privately } from "./privately.ts";

/** What is known of a file from outside: the code named beside it, the material announced before it. */
interface Hints {
  named: string | null;
  awaited: string | null;
}

type Take = (work: UnitOfWork) => Promise<Reply | Reply[]>;

const say =
  (text: string): Take =>
  async () => ({ to: "asker", text });

const STALE_CARD = "这张卡片已失效，请重新发送文件。";
const NOT_COME = "文件还没有收完整，请稍后再发一次。";
const UNKNOWN_SHEET =
  "收到表格，但没有认出是哪一份台账。请用“下载表格”得到的表填写，不要改动栏目名称；或者附一句编号(如 A12)再发一次。";
const NOTHING_OWED = "收到文件，但您的单位目前没有要交的书面材料。如需报送，请附一句编号(如 A12)再发一次。";

/** Whatever file comes. Several in one message are taken one by one. */
export const takeFile: AnyHandler = defineFile({
  allow: "bound",
  async prepare(runtime, { event, asker }) {
    const takes: Take[] = [];
    for (const file of event.files) takes.push(await openSent(runtime, asker, event, file));
    return runAll(takes);
  },
});

/** 「是,报送」, or the chosen one of several. */
export const confirmFile: AnyHandler = defineAction({
  action: "take-file",
  allow: ["contact", "head"],
  async prepare(runtime, { event, asker }) {
    const chosen = await openChosen(runtime, asker, event);
    if (!chosen?.code) return runAll([say(STALE_CARD)]);
    return runAll([await openFor(runtime, asker, chosen.file, chosen.code)]);
  },
});

/** 「不是」: nothing is taken, and what to do instead. */
export const declineFile: AnyHandler = defineAction({
  action: "not-this",
  allow: "bound",
  run: async (context) =>
    privately(context, {
      text: "好的，没有报送。请附一句编号(如 A12)再发一次文件，或发送 /报送 选好事项再发。",
    }),
});

/** 「作为方案导入」. */
export const importFile: AnyHandler = defineAction({
  action: "import-file",
  allow: ["coordinator"],
  async prepare(runtime, { event, asker }) {
    const chosen = await openChosen(runtime, asker, event);
    return runAll([chosen ? await openPlan(runtime, asker, chosen.file) : say(STALE_CARD)]);
  },
});

function runAll(takes: readonly Take[]): Run<UnitOfWork> {
  return async (context) => {
    const replies: Reply[] = [];
    for (const take of takes) replies.push(...[await take(context.work)].flat());
    return privately(context, replies);
  };
}

async function openSent(
  runtime: Runtime,
  asker: Asker,
  event: ChatEvent,
  { name, sha256 }: ChatEvent["files"][number],
): Promise<Take> {
  const file = sha256 ? await openStored(runtime, { name, sha256 }) : null;
  if (!file) return say(NOT_COME);
  const now = runtime.clock.now();
  const hints: Hints = {
    named: codeInWords(event.text),
    awaited: await readAwaited(runtime.store.db, asker.id, now),
  };
  const kind = fileKindOf(name, file.bytes);
  if ("problem" in kind) return say(kind.problem);
  return kind.kind === "sheet"
    ? openSheet(runtime, asker, file, hints)
    : openDocument(runtime, asker, file, hints.named ?? hints.awaited);
}

/** A workbook: by its own code, by the code beside it, by its header, else perhaps a roster. */
async function openSheet(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  { named, awaited }: Hints,
): Promise<Take> {
  if (await markingOfSheet(file)) return (work) => refuseMarked(work, file.sha256);
  const inspection = await inspectWorkbook(file.bytes, LEDGERS);
  if (inspection.issue) return say(inspection.issue);
  const code = inspection.code ?? named;
  if (code) return openFor(runtime, asker, file, code);
  // Whoever announced a report and then sends a ledger has changed their mind.
  if (awaited && inspection.candidates.length === 0) return openFor(runtime, asker, file, awaited);
  const ledgers = new Set(ledgersOf(inspection).map((ledger) => ledger.code));
  const targets = await findTargets(runtime.store.db, asker, runtime.clock.now(), ({ definition, kind }) =>
    definition ? ledgers.has(definition.code) : kind === "ledger" && ledgers.size === 0,
  );
  if (holds(asker, "coordinator") && ledgers.size === 0 && (await looksLikeRoster(file.bytes))) {
    const reading = await readRosterFile(file.bytes);
    return (work) => receiveRoster(work, reading);
  }
  if (targets.length > 0) return async () => askWhichMaterial(file, targets);
  const known = ledgersOf(inspection)[0];
  return say(
    known
      ? `认出这是《${known.title}》，但您的单位目前没有要报的这份台账。如需报送，请附一句编号(如 A12)再发一次。`
      : UNKNOWN_SHEET,
  );
}

/** A document: by the code beside it or announced before, else asked for; to a coordinator it may be a plan. */
async function openDocument(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  hint: string | null,
): Promise<Take> {
  const format = fileKindOf(file.name, file.bytes);
  const readable = "format" in format && (format.format === "docx" || format.format === "text");
  if (await markingOfDocument(file, readable)) return (work) => refuseMarked(work, file.sha256);
  if (hint) return openFor(runtime, asker, file, hint);
  const isText = "format" in format && format.format === "text";
  const targets = isText
    ? []
    : await findTargets(runtime.store.db, asker, runtime.clock.now(), takesDocuments);
  if (readable && holds(asker, "coordinator")) {
    if (targets.length === 0) return openPlan(runtime, asker, file);
    const opened = await openPlanDocument(runtime, file);
    if ("text" in opened && looksLikePlan(opened.text)) {
      const value = choiceOf(file, null);
      return async () =>
        askWhichMaterial(file, targets, [{ action: "import-file", label: "作为方案导入", value }]);
    }
  }
  if (isText) return say(`“${file.name}”是文本文件，书面材料请发 docx、pdf 或盖章扫描件(jpg、png)。`);
  if (targets.length > 0) return async () => askWhichMaterial(file, targets);
  return say(actingUnits(asker).length > 0 ? NOTHING_OWED : SAY.fileOnly);
}

const takesDocuments = ({ definition }: MatterMaterial) => definition === null;

/** A file whose code is known: the material it belongs to, or a question where the matter has several. */
async function openFor(runtime: Runtime, asker: Asker, file: OpenedFile, code: string): Promise<Take> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const owed = await findAssignment(db, asker, code, now);
  const kind = fileKindOf(file.name, file.bytes);
  if ("problem" in kind) return say(kind.problem);
  const isSheet = kind.kind === "sheet";
  const accepts = ({ definition, kind: wanted }: MatterMaterial) =>
    isSheet ? definition !== null || wanted === "ledger" : definition === null;
  let targets = targetIn(owed, readCode(code)?.materialKey ?? null, accepts);
  if (isSheet && targets.length > 1) {
    const fits = ledgersOf(await inspectWorkbook(file.bytes, LEDGERS));
    const fitting = targets.filter(
      ({ material }) => material.definition && fits.includes(material.definition),
    );
    targets = fitting.length > 0 ? fitting : targets;
  }
  const [target] = targets;
  if (!target) return say(`${owed.code}没有可以用这个文件报送的材料，请发送“/报送 ${owed.code}”核对。`);
  if (targets.length > 1) return async () => askWhichMaterial(file, targets);
  return openTarget(runtime, asker, file, target, isSheet, accepts(target.material));
}

async function openTarget(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  { owed, material }: Filled,
  isSheet: boolean,
  fits: boolean,
): Promise<Take> {
  if (!fits)
    return say(
      isSheet
        ? `“${material.name}”是书面材料，请发 docx、pdf 或盖章扫描件(jpg、png)。`
        : `“${material.name}”是台账，请在网页、文字表单或发给您的表格里填写；发送“/报送 ${owed.code}”可打开。`,
    );
  if (!material.definition) return (work) => takeDocument(work, asker, { owed, material }, file);
  const { definition } = material;
  const filled = { owed, material, definition };
  const sheet = await readFilledSheet(runtime.store.db, filled, file.bytes, runtime.clock.now());
  return (work) => takeSheet(work, asker, filled, sheet, file);
}

async function openPlan(runtime: Runtime, asker: Asker, file: OpenedFile): Promise<Take> {
  const opened = await openPlanDocument(runtime, file);
  if ("marking" in opened) return (work) => refuseMarked(work, file.sha256);
  if ("problem" in opened) return say(opened.problem);
  return (work) =>
    importPlan(work, { ...opened, sourceName: file.name, sourceHash: file.sha256, createdById: asker.id });
}
