// What kind of file somebody sent, by its content and its name, and what to do with kinds that cannot be taken.

/** A workbook, a document that can be a written report, or one Chinese sentence that says how to save it. */
export type FileKind =
  | { kind: "sheet" }
  | { kind: "document"; format: "docx" | "pdf" | "image" | "text" }
  | { problem: string };

const MEDIA = /^(mp4|mov|avi|mkv|wmv|mp3|m4a|wav|amr|flv)$/;
const ARCHIVES = /^(zip|rar|7z|tar|gz)$/;
const PICTURES = /^(jpe?g|png)$/;
const TEXTS = /^(txt|md|markdown|html?)$/;

/** Tells by the first bytes where a name may lie; pictures are jpg or png, as scans are. */
export function fileKindOf(name: string, bytes: Uint8Array): FileKind {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const begins = (...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
  if (bytes.length === 0) return { problem: `“${name}”是空文件，请重新发送。` };
  if (begins(0x25, 0x50, 0x44, 0x46)) return { kind: "document", format: "pdf" };
  if (begins(0xff, 0xd8, 0xff) || begins(0x89, 0x50, 0x4e, 0x47))
    return { kind: "document", format: "image" };
  if (begins(0x50, 0x4b)) {
    if (ending === "docx") return { kind: "document", format: "docx" };
    if (/^xls[xmb]?$/.test(ending)) return { kind: "sheet" };
    return { problem: `“${name}”是压缩包或不认识的格式。请解压后把里面的文件逐个发给我。` };
  }
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return { problem: oldOffice(name, ending) };
  if (TEXTS.test(ending)) return { kind: "document", format: "text" };
  if (ARCHIVES.test(ending)) return { problem: `“${name}”是压缩包。请解压后把里面的文件逐个发给我。` };
  if (MEDIA.test(ending))
    return { problem: `“${name}”是音频或视频，不能作为报送材料。请发送 docx、pdf 或盖章扫描件(jpg、png)。` };
  if (/^(xls|et|csv)$/.test(ending))
    return {
      problem: `“${name}”不是 .xlsx 表格。请用 Excel 或 WPS 打开，另存为“Excel工作簿(.xlsx)”后再发。`,
    };
  if (PICTURES.test(ending) || ["docx", "pdf", "xlsx"].includes(ending))
    return { problem: `“${name}”打不开，可能已损坏。请重新导出或扫描后再发。` };
  return {
    problem: `“${name}”的格式不能收取。书面材料请发 docx、pdf 或盖章扫描件(jpg、png)，台账请发 .xlsx。`,
  };
}

/** Word and Excel before 2007, and today's files with a password, look alike from outside. */
function oldOffice(name: string, ending: string): string {
  if (/^(xls|et|xlsx)$/.test(ending))
    return `“${name}”是旧版表格或设有打开密码。请用 Excel 或 WPS 打开，取消密码，另存为“Excel工作簿(.xlsx)”后再发。`;
  return `“${name}”是旧版文档或设有打开密码。请用 Word 或 WPS 打开，取消密码，另存为 .docx 或导出为 .pdf 后再发。`;
}
