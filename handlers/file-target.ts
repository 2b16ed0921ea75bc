// A sent file whose material is known by its code: read as what that material takes, or refused in a sentence.
import type { Asker, Reply } from "../src/chat/context.ts";
import { readCode } from "../src/domain/obligation.ts";
import { inspectWorkbook } from "../src/ledger/workbook.ts";
import { readDefinitions } from "../src/services/definitions.ts";
import type { Runtime } from "../src/services/runtime.ts";
import {
  askWhichMaterial,
  ledgersOf,
  takeDocument,
  targetIn,
} from "../src/services/submissions/file-intake.ts";
import { fileKindOf } from "../src/services/submissions/file-kind.ts";
import type { MatterMaterial } from "../src/services/submissions/materials.ts";
import { findAssignment } from "../src/services/submissions/owed.ts";
import type { OpenedFile } from "../src/services/submissions/sent-file.ts";
import { takeSheet } from "../src/services/submissions/sheet-intake.ts";
import { readFilledSheet } from "../src/services/submissions/sheet-reading.ts";
import type { Filled } from "../src/services/submissions/take.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";

/** What is done with a file inside the transaction, once it has been read. */
export type Take = (work: UnitOfWork) => Promise<Reply | Reply[]>;

/** Only says something. */
export const say =
  (text: string): Take =>
  async () => ({ to: "asker", text });

/** A file whose code is known: the material it belongs to, or a question where the matter has several. */
export async function openFor(runtime: Runtime, asker: Asker, file: OpenedFile, code: string): Promise<Take> {
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
    const { all } = await readDefinitions(db, asker.orgId);
    const fits = ledgersOf(await inspectWorkbook(file.bytes, all)).map((ledger) => ledger.code);
    const fitting = targets.filter(
      ({ material }) => material.definition && fits.includes(material.definition.code),
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
  const sheet = await readFilledSheet(runtime.store.db, filled, file.bytes, runtime.clock.now(), {
    mark: true,
  });
  return (work) => takeSheet(work, asker, filled, sheet, file);
}
