// A ledger's workbook that comes by the page: read and marked, offered for a last look, then handed in.
import type { Asker } from "../chat/context.ts";
import { readCode } from "../domain/obligation.ts";
import { inspectWorkbook } from "../ledger/workbook.ts";
import type { Tx } from "../store/open.ts";
import { keepFile, type StoredFile, XLSX } from "./files.ts";
import { MARKED_UPLOAD, receiveUpload } from "./form-upload.ts";
import { guardedLink } from "./links.ts";
import type { Runtime } from "./runtime.ts";
import { markingOfSheet } from "./submissions/file-intake.ts";
import type { SubmissionReceipt } from "./submissions/receipt.ts";
import { baseOf, openStored } from "./submissions/sent-file.ts";
import { refusalOf } from "./submissions/sheet-intake.ts";
import { keepAsDraft, markedName } from "./submissions/sheet-mending.ts";
import {
  contentOfRows,
  type FilledLedger,
  type FilledSheet,
  readFilledSheet,
} from "./submissions/sheet-reading.ts";
import { submitMaterial } from "./submissions/submit.ts";
import { codeOf } from "./submissions/words.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

const OFFER_HOURS = 24;
const OVERTAKEN = "上传这张表以后，这份台账又报过一次，这次没有改动。要以这张表为准，请重新上传。";
const EXPIRED = "核对的时间太长，请重新上传这张表。";

/** A workbook as a browser sent it, read and checked. */
export interface ReadSheet {
  upload: StoredFile;
  sheet: FilledSheet;
}

/** Reads the workbook that a browser sent for a ledger, or says why it cannot be taken. */
export async function inspectSheet(
  db: Pick<Tx, "problem">,
  filled: FilledLedger,
  file: File | null,
  now: Date,
): Promise<ReadSheet | { problem: string }> {
  const { owed, material, definition } = filled;
  const received = await receiveUpload(file);
  if ("problem" in received) return received;
  const { name, bytes, kind } = received;
  if (kind.kind !== "sheet") return { problem: `“${name}”不是表格，请传填好的 .xlsx。` };
  if (await markingOfSheet({ name, bytes })) return { problem: MARKED_UPLOAD };
  const { code } = await inspectWorkbook(bytes, [definition]);
  const meant = code === null ? null : readCode(code);
  const own = codeOf(owed, material);
  if (meant && (meant.number !== owed.number || (meant.materialKey ?? material.key) !== material.key))
    return { problem: `这张表的表号是${code}，不是${own}。请到${code}上传，或下载${own}的表填写。` };
  const sheet = await readFilledSheet(db, filled, bytes, now, { mark: true });
  const refusal = refusalOf(filled, sheet);
  if (refusal) return { problem: refusal };
  if (sheet.total === 0) return { problem: "表里写明没有要报的内容，请返回上一页按零报告报送。" };
  return { upload: { name, mime: XLSX, bytes }, sheet };
}

/** A sheet that has been read and waits for the word that it counts. */
export interface OfferedSheet {
  name: string;
  sheet: FilledSheet;
  /** Where its marked copy can be downloaded; null where nothing is wrong. */
  copy: string | null;
  /** Its rows are the page's draft as well. */
  drafted: boolean;
  token: string;
}

/** Keeps the file and, where something wants mending, its marked copy and the draft; hands nothing in. */
export async function keepSheet(
  work: UnitOfWork,
  asker: Asker,
  filled: FilledLedger,
  { upload, sheet }: ReadSheet,
): Promise<OfferedSheet> {
  const { name } = upload;
  const kept = await keepFile(work, upload);
  const marked = sheet.marked && { name: markedName(name), mime: XLSX, bytes: sheet.marked };
  const copy = marked && (await keepFile(work, marked));
  const until = new Date(work.now.getTime() + OFFER_HOURS * 3_600_000);
  const code = codeOf(filled.owed, filled.material);
  const claims = { sheet: kept.sha256, name, code, base: baseOf(filled.material), holder: asker.id };
  return {
    name,
    sheet,
    copy: copy && new URL(guardedLink(work, asker.id, copy)).pathname,
    drafted: sheet.sentences.length > 0 && (await keepAsDraft(work, asker, filled, sheet)),
    token: work.cipher.sign(claims, until),
  };
}

const requestIdOf = (requestId: string) => `page:${requestId}:sheet`;

/** The sheet that a page offered to its reader, read again; or why it can no longer be handed in. */
export async function openOffered(
  runtime: Pick<Runtime, "store" | "cipher" | "clock">,
  asker: Asker,
  filled: FilledLedger,
  { token, requestId }: { token: string; requestId: string },
): Promise<FilledSheet | { problem: string }> {
  const now = runtime.clock.now();
  const claims = runtime.cipher.verify(token, now);
  const { sheet, name, code, base, holder } = claims ?? {};
  const file = sheet && name ? await openStored(runtime, { name, sha256: sheet }) : null;
  if (!file || holder !== asker.id || code !== codeOf(filled.owed, filled.material))
    return { problem: EXPIRED };
  const { db } = runtime.store;
  // The same press once more is answered with the same receipt.
  const pressed = { assignmentId: filled.owed.id, requestId: requestIdOf(requestId) };
  const again = await db.submission.count({ where: pressed });
  if (again === 0 && base !== baseOf(filled.material)) return { problem: OVERTAKEN };
  return readFilledSheet(db, filled, file.bytes, now);
}

/** Hands in the good rows of a sheet; the whole of it stays as the draft where something wants mending. */
export async function takeOffered(
  work: UnitOfWork,
  asker: Asker,
  filled: FilledLedger,
  sheet: FilledSheet,
  requestId: string,
): Promise<SubmissionReceipt> {
  const { owed, material } = filled;
  const receipt = await submitMaterial(work, {
    assignmentId: owed.id,
    materialKey: material.key,
    content: contentOfRows(filled, sheet),
    channel: "sheet",
    requestId: requestIdOf(requestId),
    byPersonId: asker.id,
  });
  if (sheet.sentences.length > 0) await keepAsDraft(work, asker, filled, sheet);
  return receipt;
}
