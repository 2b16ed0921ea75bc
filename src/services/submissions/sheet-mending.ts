// A sheet with cells to mend: what is wrong, the sender's own file marked, and the good rows first where they are wanted.
import { type CardAction, card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { formatField } from "../../ledger/kinds.ts";
import { shorten } from "../campaigns/due-words.ts";
import { keepFile, XLSX } from "../files.ts";
import { guardedLink } from "../links.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { issueLines, pageButton } from "./cards.ts";
import { draftRows } from "./drafts.ts";
import { baseOf, choiceOf, type OpenedFile } from "./sent-file.ts";
import { contentOfRows, type FilledLedger, type FilledSheet } from "./sheet-reading.ts";
import { mergeDraft, takeContent } from "./take.ts";
import { codeOf, matterName, shortFileName } from "./words.ts";

/** More rows than this are mended in the sheet: no page shows them well. */
export const MOST_ON_PAGE = 300;
const MOST_SHOWN = 6;
const FIELDS_SHOWN = 4;
const LINE = 60;

/** 「共12条，9条没有问题，3条要改」. */
export function countWords({ total, rows }: Pick<FilledSheet, "total" | "rows">): string {
  const bad = total - rows.length;
  return bad === 0 ? `共${total}条，都没有问题` : `共${total}条，${rows.length}条没有问题，${bad}条要改`;
}

/** Keeps what the unit filled in as the material's draft, good rows and bad ones, unless a page could not show them. */
export async function keepAsDraft(
  work: UnitOfWork,
  asker: Asker,
  filled: FilledLedger,
  { entries }: Pick<FilledSheet, "entries">,
): Promise<boolean> {
  if (entries.length === 0 || entries.length > MOST_ON_PAGE) return false;
  await mergeDraft(work, asker, filled, { rows: draftRows(entries) });
  return true;
}

/** What the marked copy of a file is called. */
export function markedName(name: string): string {
  return `${name.replace(/\.xls[xm]?$/i, "")}(已标出要改的地方).xlsx`;
}

/** Says by cell what wants mending, sends the marked copy back and offers the good rows; nothing is handed in. */
export async function answerFaulty(
  work: UnitOfWork,
  asker: Asker,
  filled: FilledLedger,
  sheet: FilledSheet,
  file: OpenedFile,
): Promise<Reply> {
  const { owed, material } = filled;
  const kept = await keepAsDraft(work, asker, filled, sheet);
  const marked = sheet.marked && { name: markedName(file.name), mime: XLSX, bytes: sheet.marked };
  const copy = marked && (await keepFile(work, marked));
  const good = sheet.rows.length;
  const actions: CardAction[] = [
    ...(good > 0
      ? [
          {
            action: "preview-rows",
            label: `先报没有问题的${good}条`,
            value: choiceOf(file, codeOf(owed, material), baseOf(material)),
          },
        ]
      : []),
    ...(copy && owed.sensitive
      ? [{ action: "open-copy", label: "下载标好的表", url: guardedLink(work, asker.id, copy) }]
      : []),
    ...(kept ? [pageButton(work, asker, owed, material, "在网页修改")] : []),
  ];
  return {
    to: "asker",
    card: card(`${codeOf(owed, material)} 有${sheet.sentences.length}处需要修改`, {
      facts: [
        ["文件", shortFileName(file.name)],
        ["事项", matterName(owed)],
        ["条目", countWords(sheet)],
      ],
      body: [
        ...issueLines(owed, sheet.sentences, copy ? "都标在发回的表里" : "改好这些后再看"),
        `尚未报送。${copy ? "发回的表已把要改的格子标出来，并写明怎么改，改好后整张发给我。" : "请改好后整张再发给我。"}`,
        ...(kept ? ["已填的内容都存为草稿，没有丢失，也可以在网页接着改。"] : []),
      ],
      actions,
    }),
    ...(copy && !owed.sensitive ? { files: [copy] } : {}),
  };
}

/** The good rows to look at, and the button that hands them in. Of a 敏感 ledger only their number. */
export function previewRows(filled: FilledLedger, sheet: FilledSheet, file: OpenedFile): Reply {
  const { owed, material } = filled;
  const { rows, total } = sheet;
  const before = material.handedIn?.rows;
  const bad = total - rows.length;
  return {
    to: "asker",
    card: card(`${codeOf(owed, material)} 先报${rows.length}条，请核对`, {
      facts: [
        ["文件", shortFileName(file.name)],
        ["单位", owed.unit.name],
        ["事项", matterName(owed)],
        ["期限", owed.due],
        ["条目", countWords(sheet)],
      ],
      body: [
        ...(owed.sensitive ? [] : rowLines(filled, sheet)),
        ...(before ? [`上一版已报${before}条，确认后以这${rows.length}条为准，旧版保留。`] : []),
        `现在还没有报送。确认后这${rows.length}条计入报送；要改的${bad}条不计入，改好后请把整张表再发一次(含已报的)，以最后一次为准。`,
      ],
      actions: [
        {
          action: "take-rows",
          label: `确认报送这${rows.length}条`,
          value: choiceOf(file, codeOf(owed, material), baseOf(material)),
        },
        { action: "keep-rows", label: "先不报" },
      ],
    }),
  };
}

/** 「第2行：三项制度；是；…」, the first few. */
function rowLines({ definition }: FilledLedger, { rows }: Pick<FilledSheet, "rows">): string[] {
  const lines = rows.slice(0, MOST_SHOWN).map(({ row, values }) => {
    const texts = definition.fields
      .map((field) => formatField(field, values[field.key]).replace(/\s+/g, " "))
      .filter((text) => text !== "" && text !== "—");
    return shorten(`第${row}行：${texts.slice(0, FIELDS_SHOWN).join("；")}`, LINE);
  });
  const rest = rows.length - lines.length;
  return [...lines, ...(rest > 0 ? [`还有 ${rest} 条。`] : [])];
}

/** Hands in the good rows; the whole sheet stays as the draft, so that what wants mending can be mended there. */
export async function takeGoodRows(
  work: UnitOfWork,
  asker: Asker,
  filled: FilledLedger,
  sheet: FilledSheet,
): Promise<Reply> {
  const bad = sheet.total - sheet.rows.length;
  const reply = await takeContent(work, asker, filled, contentOfRows(filled, sheet), "sheet", [
    `要改的${bad}条没有计入。改好后请把整张表再发一次(含已报的${sheet.rows.length}条)，以最后一次为准。`,
  ]);
  await keepAsDraft(work, asker, filled, sheet);
  return reply;
}
