// A written report that comes by the page: looked at before anything is kept, then handed in.
import type { Asker } from "../chat/context.ts";
import { SAY } from "../chat/messages.ts";
import { keepFile, MAX_FILE_BYTES, type StoredFile, XLSX } from "./files.ts";
import { sha256 } from "./inbox.ts";
import { markingOfDocument, markingOfSheet } from "./submissions/file-intake.ts";
import { fileKindOf } from "./submissions/file-kind.ts";
import type { SubmissionReceipt } from "./submissions/receipt.ts";
import { submitMaterial } from "./submissions/submit.ts";
import type { Filled } from "./submissions/take.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

const MIMES = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pdf: "application/pdf",
} as const;

/** What a browser sent, where its size and format can be looked at; or the sentence why not. */
export async function receiveUpload(file: File | null) {
  if (!file || (file.size === 0 && file.name === "")) return { problem: "还没有选择文件，请选择后再提交。" };
  const name = file.name.slice(-120);
  if (file.size > MAX_FILE_BYTES) return { problem: `“${name}”超过20MB，请压缩或拆分后再传。` };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const kind = fileKindOf(name, bytes);
  return "problem" in kind ? kind : { name, bytes, kind };
}

/** What is said of an upload that bears a secrecy marking. */
export const MARKED_UPLOAD = `${SAY.marked.replace("在聊天工具中发送", "在这里上传")}。`;

/** The media type of a document that may be kept. */
export function mimeOf(format: "docx" | "pdf" | "image", bytes: Uint8Array): string {
  if (format === "image") return bytes[0] === 0xff ? "image/jpeg" : "image/png";
  return MIMES[format];
}

/** Reads what a browser sent: a file that can be taken (a workbook only with `sheets`), or the sentence that says why not. */
export async function inspectUpload(
  file: File | null,
  { sheets = false }: { sheets?: boolean } = {},
): Promise<StoredFile | { problem: string }> {
  const received = await receiveUpload(file);
  if ("problem" in received) return received;
  const { name, bytes, kind } = received;
  if (kind.kind === "sheet" && sheets)
    return (await markingOfSheet({ name, bytes })) ? { problem: MARKED_UPLOAD } : { name, mime: XLSX, bytes };
  if (kind.kind === "sheet")
    return { problem: `“${name}”是表格。这份材料收书面材料，请传 docx、pdf 或盖章扫描件(jpg、png)。` };
  if (kind.format === "text")
    return { problem: `“${name}”是纯文本，请传 docx、pdf 或盖章扫描件(jpg、png)。` };
  const opened = { name, sha256: sha256(bytes), bytes };
  if (await markingOfDocument(opened, kind.format === "docx")) return { problem: MARKED_UPLOAD };
  return { name, mime: mimeOf(kind.format, bytes), bytes };
}

/** Keeps the file and hands it in; the same file sent twice with one request id is one act. */
export async function handInUpload(
  work: UnitOfWork,
  asker: Asker,
  { owed, material }: Filled,
  upload: StoredFile,
  requestId: string,
): Promise<SubmissionReceipt> {
  const kept = await keepFile(work, upload);
  return submitMaterial(work, {
    assignmentId: owed.id,
    materialKey: material.key,
    content: { kind: "file", sha256: kept.sha256, name: upload.name },
    channel: "page",
    requestId: `page:${requestId}:${kept.sha256.slice(0, 16)}`,
    byPersonId: asker.id,
  });
}

/** 零报告 of a material that needs no more than the word. */
export function handInNil(
  work: UnitOfWork,
  asker: Asker,
  { owed, material }: Filled,
  requestId: string,
): Promise<SubmissionReceipt> {
  return submitMaterial(work, {
    assignmentId: owed.id,
    materialKey: material.key,
    content: { kind: "nil" },
    channel: "page",
    requestId: `page:${requestId}:nil`,
    byPersonId: asker.id,
  });
}
