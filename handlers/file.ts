// A file in the chat: a filled ledger, a written report, a roster or a plan.
import { type Asker, holds, type Reply } from "../src/chat/context.ts";
import type { ChatEvent } from "../src/chat/event.ts";
import type { Run } from "../src/chat/handler.ts";
import { SAY } from "../src/chat/messages.ts";
import { importPlan, openPlanDocument, refuseMarked } from "../src/services/campaigns/import.ts";
import { askWhichRow, evidenceChoices } from "../src/services/evidence/cards.ts";
import type { Runtime } from "../src/services/runtime.ts";
import { readAwaited } from "../src/services/submissions/awaiting-file.ts";
import {
  askWhichMaterial,
  codeInWords,
  findTargets,
  markingOfDocument,
} from "../src/services/submissions/file-intake.ts";
import { fileKindOf } from "../src/services/submissions/file-kind.ts";
import type { MatterMaterial } from "../src/services/submissions/materials.ts";
import { actingUnits } from "../src/services/submissions/owed.ts";
import { choiceOf, type OpenedFile, openChosen, openStored } from "../src/services/submissions/sent-file.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, defineAction, defineFile } from "./define.ts";
import { guessEvidence, meansEvidence, openEvidence } from "./file-evidence.ts";
import { type Hints, openSheet } from "./file-sheet.ts";
import { openFor, say, type Take } from "./file-target.ts";
import { formWords } from "./fill-form.ts";
import { looksLikePlan } from "./import.ts";
import { privately } from "./privately.ts";

const STALE_CARD = "这张卡片已失效，请重新发送文件。";
const NOT_COME = "文件还没有收完整，请稍后再发一次。";
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
  const awaited = await readAwaited(runtime.store.db, asker.id, now);
  const hints: Hints = {
    named: codeInWords(event.text),
    asks: formWords(asker, event.text),
    awaited: awaited && awaited.evidence === undefined ? awaited.code : null,
    evidence: awaited?.evidence === undefined ? null : { code: awaited.code, mark: awaited.evidence },
    words: event.text,
  };
  const kind = fileKindOf(name, file.bytes);
  if ("problem" in kind) return say(kind.problem);
  return kind.kind === "sheet"
    ? openSheet(runtime, asker, file, hints)
    : openDocument(runtime, asker, file, hints);
}

/** A document: by the code beside it or announced before, else asked for; to a coordinator it may be a plan. */
async function openDocument(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  { named, awaited, evidence, words }: Hints,
): Promise<Take> {
  const format = fileKindOf(file.name, file.bytes);
  const readable = "format" in format && (format.format === "docx" || format.format === "text");
  if (await markingOfDocument(file, readable)) return (work) => refuseMarked(work, file.sha256);
  if (named && (await meansEvidence(runtime, asker, { code: named, words })))
    return openEvidence(runtime, asker, file, { code: named, words });
  if (named) return openFor(runtime, asker, file, named);
  if (evidence) return openEvidence(runtime, asker, file, evidence);
  if (awaited) return openFor(runtime, asker, file, awaited);
  const isText = "format" in format && format.format === "text";
  const targets = isText
    ? []
    : await findTargets(runtime.store.db, asker, runtime.clock.now(), takesDocuments);
  const guessed = isText ? { take: null, spots: [] } : await guessEvidence(runtime, asker, file);
  if (guessed.take) return guessed.take;
  if (readable && holds(asker, "coordinator")) {
    if (targets.length === 0) return openPlan(runtime, asker, file);
    const opened = await openPlanDocument(runtime, file);
    if ("text" in opened && looksLikePlan(opened.text)) {
      const value = choiceOf(file, null);
      return async () =>
        askWhichMaterial(file, targets, {
          others: [{ action: "import-file", label: "作为方案导入", value }],
        });
    }
  }
  if (isText) return say(`“${file.name}”是文本文件，书面材料请发 docx、pdf 或盖章扫描件(jpg、png)。`);
  const others = evidenceChoices(file, guessed.spots);
  if (targets.length > 0) return async () => askWhichMaterial(file, targets, { others });
  if (guessed.spots.length > 0) return async () => askWhichRow(file, guessed.spots);
  return say(actingUnits(asker).length > 0 ? NOTHING_OWED : SAY.fileOnly);
}

const takesDocuments = ({ definition }: MatterMaterial) => definition === null;

async function openPlan(runtime: Runtime, asker: Asker, file: OpenedFile): Promise<Take> {
  const opened = await openPlanDocument(runtime, file);
  if ("marking" in opened) return (work) => refuseMarked(work, file.sha256);
  if ("problem" in opened) return say(opened.problem);
  return (work) =>
    importPlan(work, { ...opened, sourceName: file.name, sourceHash: file.sha256, createdById: asker.id });
}
