// Finds out which material a sent file is, asks where it is not sure, and takes it.
import { type CardAction, card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { findMarking } from "../../domain/secrecy.ts";
import { normaliseName, toHalfWidth } from "../../domain/text.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { readTable, type WorkbookInspection } from "../../ledger/workbook.ts";
import { readPlan } from "../../plan/read.ts";
import type { Tx } from "../../store/open.ts";
import { shorten } from "../campaigns/due-words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { stopAwaiting } from "./awaiting-file.ts";
import { matterLine } from "./cards.ts";
import type { MatterMaterial } from "./materials.ts";
import { findOwed, type Owed } from "./owed.ts";
import { choiceOf, type OpenedFile } from "./sent-file.ts";
import { type Filled, takeContent } from "./take.ts";
import { codeOf, matterName, shortFileName } from "./words.ts";

const MARKED_ROWS = 40;
const MOST_CHOICES = 6;
const LEAST_SHARE = 0.5;
const CODE_WORD = /(?<![A-Z0-9])A\d{1,8}(?:-\d{1,2})?(?![A-Z0-9]|\s*(?:纸|版|幅|打印|大小|尺寸))/i;

/** The code that the words beside a file name: 「A12」 or 「A12-2」; null without one. 「A4纸」 is paper. */
export function codeInWords(words: string): string | null {
  const match = CODE_WORD.exec(toHalfWidth(words));
  return match ? match[0].toUpperCase() : null;
}

/** The secrecy marking of a document's first page or of its name, or null. What is only a picture cannot be read. */
export async function markingOfDocument(
  { name, bytes }: OpenedFile,
  readable: boolean,
): Promise<string | null> {
  const title = findMarking(name.replace(/\.[a-z0-9]+$/i, ""));
  if (title || !readable) return title;
  const read = await readPlan(bytes, name);
  return "text" in read ? findMarking(read.text) : null;
}

/** The same for a workbook: what stands at the head of any of its sheets. */
export async function markingOfSheet({
  name,
  bytes,
}: Pick<OpenedFile, "name" | "bytes">): Promise<string | null> {
  const { sheets } = await readTable(bytes);
  const heads = sheets.map(({ rows }) =>
    rows
      .slice(0, MARKED_ROWS)
      .flatMap(({ cells }) => [...new Set(cells.map(({ text }) => text))])
      .join("\n"),
  );
  return (
    [name.replace(/\.[a-z0-9]+$/i, ""), ...heads].map(findMarking).find((marking) => marking !== null) ?? null
  );
}

/** The ledgers that a workbook's header fits about equally well. */
export function ledgersOf({ candidates }: Pick<WorkbookInspection, "candidates">): LedgerDefinition[] {
  const best = candidates[0]?.share ?? 0;
  return candidates
    .filter(({ share }) => share >= LEAST_SHARE && share >= best * 0.8)
    .map(({ definition }) => definition);
}

/**
 * What the asker's units could mean by a file: materials that are still owed now, else owed later, else handed in
 * already (改报).
 */
export async function findTargets(
  db: Pick<Tx, "assignment" | "ledgerDefinition">,
  asker: Asker,
  now: Date,
  accepts: (material: MatterMaterial) => boolean,
): Promise<Filled[]> {
  const all = (await findOwed(db, asker, now)).flatMap((owed) =>
    owed.materials.filter(accepts).map((material) => ({ owed, material })),
  );
  const wanted = ({ owed, material }: Filled) =>
    owed.owing && (!material.handedIn || owed.state === "returned");
  const tiers = [
    all.filter((one) => wanted(one) && one.owed.status !== "未开始"),
    all.filter(wanted),
    all.filter(({ owed, material }) => material.handedIn && owed.status !== "印发时已过"),
  ];
  return tiers.find((tier) => tier.length > 0) ?? [];
}

/** The material of a matter that takes a file of this kind: the one named, else the only one, else the only missing one. */
export function targetIn(
  owed: Owed,
  key: string | null,
  accepts: (material: MatterMaterial) => boolean,
): Filled[] {
  const fitting = owed.materials.filter((material) => (key ? material.key === key : accepts(material)));
  const missing = fitting.filter(({ handedIn }) => !handedIn);
  const chosen = fitting.length > 1 && missing.length === 1 ? missing : fitting;
  return chosen.map((material) => ({ owed, material }));
}

/**
 * Those of several materials that a sheet's own words are about: of the unit that it names, and of the period that its
 * title or its file's name tells. Words that fit none narrow nothing.
 */
export function narrowTargets(
  targets: readonly Filled[],
  { unit, words }: { unit: string | undefined; words: string },
): Filled[] {
  const keepSome = (list: readonly Filled[], fits: (one: Filled) => boolean) => {
    const some = list.filter(fits);
    return some.length > 0 ? some : [...list];
  };
  const wanted = normaliseName(unit ?? "");
  const ofUnit = keepSome(targets, ({ owed }) =>
    [owed.unit, owed.preparer].some(({ name, aliases }) =>
      [name, ...aliases].map(normaliseName).includes(wanted),
    ),
  );
  return keepSome(ofUnit, ({ owed }) => owed.period !== "" && saysPeriod(normaliseName(words), owed.period));
}

/** Whether words name a period, with its year or without: 「2023年7月」 or 「7月」, which is not in 「17月」. */
function saysPeriod(words: string, period: string): boolean {
  const full = normaliseName(period);
  if (words.includes(full)) return true;
  const bare = full.replace(/^\d{4}年/, "");
  // Another year's month is another period.
  return bare !== full && bare !== "" && new RegExp(`(?<![\\d年至])${bare}(?![至\\d])`).test(words);
}

/** What else a unit's form may be meant for, once its period has been reported: the unit's other periods that are open. */
export async function otherPeriods(
  db: Pick<Tx, "assignment" | "ledgerDefinition">,
  asker: Asker,
  now: Date,
  { owed, material }: Filled,
): Promise<Filled[]> {
  if (!material.handedIn || owed.state === "returned" || owed.period === "") return [];
  const open = await findTargets(db, asker, now, ({ definition }) => definition === material.definition);
  return open.filter(
    (one) =>
      one.owed.obligationId === owed.obligationId &&
      one.owed.unit.id === owed.unit.id &&
      one.owed.id !== owed.id &&
      one.owed.owing &&
      one.owed.status !== "未开始" &&
      !one.material.handedIn,
  );
}

/** Asks what a file is; the card's own event remembers the file. */
export function askWhichMaterial(
  file: Pick<OpenedFile, "name" | "sha256">,
  targets: readonly Filled[],
  { others = [], note }: { others?: CardAction[]; note?: string | null } = {},
): Reply {
  const choiceValue = ({ owed, material }: Filled) => choiceOf(file, codeOf(owed, material));
  const [only] = targets;
  if (only && targets.length === 1 && others.length === 0) {
    const { owed, material } = only;
    return {
      to: "asker",
      card: card("请确认这份文件", {
        facts: [
          ["文件", shortFileName(file.name)],
          ["单位", owed.unit.name],
          ["事项", `${owed.code} ${matterName(owed)}`],
          ["期限", owed.due],
        ],
        body: [...(note ? [note] : []), `这是“${material.name}”吗？确认后才算报送。`],
        actions: [
          { action: "take-file", label: "是，报送", value: choiceValue(only) },
          { action: "not-this", label: "不是" },
        ],
      }),
    };
  }
  const shown = targets.slice(0, MOST_CHOICES);
  const rest = targets.length - shown.length;
  return {
    to: "asker",
    card: card("这份文件是哪一项？", {
      facts: [["文件", shortFileName(file.name)]],
      body: [
        ...(note ? [note] : []),
        ...shown.map(({ owed, material }) => `${matterLine(owed)}：${material.name}(${owed.unit.name})`),
        ...(rest > 0 ? [`还有 ${rest} 项，可先发送“/报送”选好事项再发文件。`] : []),
      ],
      actions: [
        ...shown.map((target) => ({
          action: "take-file",
          label: `${codeOf(target.owed, target.material)} ${shorten(target.material.name, 14)}`,
          value: choiceValue(target),
        })),
        ...others,
      ],
    }),
  };
}

/** Takes a file as a written report. */
export async function takeDocument(
  work: UnitOfWork,
  asker: Asker,
  filled: Filled,
  { name, sha256 }: Pick<OpenedFile, "name" | "sha256">,
): Promise<Reply> {
  const reply = await takeContent(work, asker, filled, { kind: "file", sha256, name }, "chat");
  await stopAwaiting(work, asker.id);
  return reply;
}
