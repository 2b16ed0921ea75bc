// /佐证 and its buttons: which row the next photos and files are evidence for, and the row of one that came.
import { readCode } from "../src/domain/obligation.ts";
import { detachEvidence } from "../src/services/evidence/attach.ts";
import { announceCard, awaitCard, codeOfSpot, noSpots } from "../src/services/evidence/cards.ts";
import { findAllSpots, findSpots, narrowSpots } from "../src/services/evidence/spots.ts";
import { awaitFile } from "../src/services/submissions/awaiting-file.ts";
import { findAssignment } from "../src/services/submissions/owed.ts";
import { openChosen } from "../src/services/submissions/sent-file.ts";
import { type AnyHandler, type Asked, defineAction, defineCommand } from "./define.ts";
import { openEvidence } from "./file-evidence.ts";
import { privately } from "./privately.ts";

const STALE = "这张卡片已失效，请重新发送文件，或发送 /佐证 重新选择。";
const NONE = "目前没有可以附佐证材料的条目。请先填好台账，存为草稿；敏感台账的佐证材料请在网页上传。";

/** Says what the next files are for, or asks. */
async function announce({ work, asker, args }: Asked) {
  const [, code = "", rest = ""] = /^(\S*)\s*([\s\S]*)$/.exec(args) ?? [];
  if (code === "") {
    const spots = await findAllSpots(work.tx, asker, work.now);
    return spots.length > 0 ? { card: announceCard(spots) } : { text: NONE };
  }
  if (!readCode(code)) return { text: "请写明编号，例如：/佐证 A12-1 第2条。" };
  const owed = await findAssignment(work.tx, asker, code, work.now);
  const spots = await findSpots(work.tx, owed, code);
  if (spots.length === 0) return noSpots(work, asker, owed, code);
  const mark = /^@[0-9a-f]+$/.test(rest) ? rest : null;
  const meant = mark || rest !== "" ? narrowSpots(spots, { mark, words: rest }) : spots;
  const [spot] = meant;
  if (!spot || meant.length > 1) return { card: announceCard(meant.length > 0 ? meant : spots) };
  await awaitFile(work, asker.id, { code: codeOfSpot(spot), evidence: spot.mark });
  return { card: awaitCard(spot) };
}

/** `/佐证`, `/佐证 A12-1`, `/佐证 A12-1 第2条`. */
export const evidenceCommand: AnyHandler = defineCommand({
  words: ["/佐证"],
  summary: "补佐证材料：/佐证 编号 第几条，再发照片或文件",
  allow: ["contact", "head"],
  run: async (context) => privately(context, await announce(context)),
});

/** A row's button, or a ledger's. */
export const evidenceAction: AnyHandler = defineAction({
  action: "evidence",
  allow: ["contact", "head"],
  run: async (context) => privately(context, await announce(context)),
});

/** The row of a file that came. */
export const attachAction: AnyHandler = defineAction({
  action: "attach",
  allow: ["contact", "head"],
  async prepare(runtime, { event, asker }) {
    const chosen = await openChosen(runtime, asker, event);
    if (!chosen?.code) return async (context) => privately(context, { text: STALE });
    const { file, code, base: mark } = chosen;
    const take = await openEvidence(runtime, asker, file, { code, mark });
    return async (context) => privately(context, await take(context.work));
  },
});

/** 附错了，移除. */
export const detachAction: AnyHandler = defineAction({
  action: "detach",
  allow: ["contact", "head"],
  async run(context) {
    const { work, asker, args } = context;
    const [, code, hash, mark] = /^(A\d+-\d+) ([0-9a-f]+) (@[0-9a-f]+)$/.exec(args) ?? [];
    if (!code || !hash || !mark) return privately(context, { text: STALE });
    const name = await detachEvidence(work, asker, { code, hash, mark });
    return privately(context, { text: `已移除“${name}”。要附到别的条目，请发送 /佐证。` });
  },
});
