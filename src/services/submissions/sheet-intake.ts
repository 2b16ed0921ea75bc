// A workbook that came back filled in: handed in where all of it is right, otherwise answered with what to do.
import type { Asker, Reply } from "../../chat/context.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { nilWayOf } from "./materials.ts";
import { askForNil, nilRefusal } from "./nil.ts";
import type { OpenedFile } from "./sent-file.ts";
import { answerFaulty } from "./sheet-mending.ts";
import { contentOfRows, type FilledLedger, type FilledSheet } from "./sheet-reading.ts";
import { type Filled, takeContent } from "./take.ts";

/** Why a sheet cannot be handed in at all, as one sentence; null where it has rows to look at. */
export function refusalOf({ owed, material }: Filled, sheet: FilledSheet): string | null {
  if (sheet.refusal) return sheet.refusal;
  if (sheet.total > 0) return null;
  if (sheet.nil) return nilWayOf(owed, material) === "none" ? nilRefusal(owed, material.name) : null;
  return `“${material.name}”的表里没有读到填写的条目，尚未报送。请在表头下面逐行填写后再发；确实没有的，请发送“/零报告 ${owed.code}”。`;
}

/** Hands a checked sheet in; where something wants mending, says by cell what, and leaves the choice. */
export async function takeSheet(
  work: UnitOfWork,
  asker: Asker,
  filled: FilledLedger,
  sheet: FilledSheet,
  file: OpenedFile,
): Promise<Reply | Reply[]> {
  const refusal = refusalOf(filled, sheet);
  if (refusal) return { to: "asker", text: refusal };
  if (sheet.total === 0) return askForNil(work, asker, filled);
  if (sheet.sentences.length > 0) return answerFaulty(work, asker, filled, sheet, file);
  const content = contentOfRows(filled, sheet);
  return takeContent(work, asker, filled, content, "sheet", describeIgnored(filled, sheet));
}

/** What of a sheet was not taken; of a 敏感 one only how much, as it quotes what stands there. */
function describeIgnored({ owed }: FilledLedger, { ignored }: FilledSheet): readonly string[] {
  if (!owed.sensitive || ignored.length === 0) return ignored;
  return [`表里有${ignored.length}处不是本表的内容，没有收取。请发送“/改报 ${owed.code}”，在网页核对。`];
}
