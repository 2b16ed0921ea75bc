// Reads a plan file (.docx, .html, .txt, .md) into plain lines.
import { openZip, ZipRefused } from "../zip.ts";
import { linesOfDocx } from "./docx.ts";
import { linesOfHtml } from "./html.ts";
import { joinPiped } from "./read-pipes.ts";

const MIB = 1024 * 1024;
const LARGEST_FILE = 20 * MIB;
// Pictures make a document large; its words never take more than a small part of this.
const DOCX_LIMITS = { parts: 5000, partBytes: 32 * MIB, totalBytes: 120 * MIB };
const LARGEST_TEXT = 600_000;
const MOST_LOST = 0.01;

/** A plan's text, or one Chinese sentence that says why it can't be read and what to do. */
export type PlanText = { text: string } | { problem: string };

/** Reads a plan by its content and its name's ending; never throws for bad input. Tables become lines with tabs between cells. */
export async function readPlan(bytes: Uint8Array, name: string): Promise<PlanText> {
  if (bytes.length === 0) return { problem: `「${name}」是空文件,请重新上传` };
  if (bytes.length > LARGEST_FILE) return { problem: `「${name}」超过20MB,请删去图片或只留正文后再上传` };
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46]) || ending === "pdf")
    return { problem: `「${name}」是PDF,读不出可靠的文字,请用WPS或Word打开后另存为.docx再上传` };
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]) || ["doc", "wps"].includes(ending))
    return { problem: `「${name}」是旧版文档,请用WPS或Word打开,选「另存为」.docx后再上传` };
  if (ending === "docx" || startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return readDocx(bytes, name);
  if (!["txt", "text", "md", "markdown", "html", "htm"].includes(ending))
    return { problem: `「${name}」不是能读的格式,请上传.docx、.html、.txt或.md文件` };
  const content = decode(bytes);
  if (content === null)
    return { problem: `「${name}」不是文本文件或编码不明,请另存为UTF-8文本或.docx后再上传` };
  if (/^html?$/.test(ending)) return finish(linesOfHtml(content), name);
  return finish(/^(?:md|markdown)$/.test(ending) ? withoutMarks(content) : joinPiped(content), name);
}

// Markdown's headings, emphasis, bullets and table bars; the lines stay as many.
function withoutMarks(markdown: string): string {
  return markdown
    .split("\n")
    .map((line) => {
      const plain = line.replace(/^\s*(?:#{1,6}\s+|[-*+]\s+|>\s?)/, "").replace(/(\*\*|__)(.+?)\1/g, "$2");
      if (!/^\s*\|.*\|\s*$/.test(plain)) return plain;
      if (/^[\s|:-]+$/.test(plain)) return "";
      return plain
        .trim()
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim())
        .join("\t");
    })
    .join("\n");
}

function finish(text: string, name: string): PlanText {
  if (text.length > LARGEST_TEXT) return { problem: `「${name}」文字过长,请只留方案正文和附件目录后再上传` };
  if (!/[\u4e00-\u9fa5]/.test(text))
    return { problem: `「${name}」里没有读到汉字,可能是扫描件,请上传可编辑的.docx` };
  return { text };
}

async function readDocx(bytes: Uint8Array, name: string): Promise<PlanText> {
  const broken = { problem: `「${name}」打不开,可能已损坏或加了密码,请用WPS或Word重新另存为.docx后再上传` };
  try {
    const lines = await linesOfDocx(openZip(bytes, DOCX_LIMITS));
    return lines === null ? broken : finish(lines.join("\n"), name);
  } catch (error) {
    if (error instanceof ZipRefused && error.fault === "bloated")
      return { problem: `「${name}」展开后过大,请删去图片或只留正文后再上传` };
    return broken;
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

function decode(bytes: Uint8Array): string | null {
  if (startsWith(bytes, [0xff, 0xfe])) return new TextDecoder("utf-16le").decode(bytes);
  if (startsWith(bytes, [0xfe, 0xff])) return new TextDecoder("utf-16be").decode(bytes);
  if (bytes.subarray(0, 4096).includes(0)) return null;
  // A UTF-8 file that was cut or lost a byte still says nearly everything; text in GB is broken all over.
  for (const encoding of ["utf-8", "gb18030"]) {
    const text = new TextDecoder(encoding).decode(bytes);
    const written = text.match(/[\u0080-\uffff]/g)?.length ?? 0;
    const lost = text.split("\ufffd").length - 1;
    if (lost <= written * MOST_LOST) return text.replace(/\ufffd/g, "");
  }
  return null;
}
