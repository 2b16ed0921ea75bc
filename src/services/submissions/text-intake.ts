// A text form that came back filled in.

import { card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { NIL_INSPECTION } from "../../ledger/definitions/index.ts";
import { findFormCode } from "../../ledger/text-form.ts";
import { parseTextForm } from "../../ledger/text-form-reader.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { materialActions, pageButton } from "./cards.ts";
import { checkRows } from "./check.ts";
import { draftRows, draftValues } from "./drafts.ts";
import { nilWayOf } from "./materials.ts";
import { findAssignment, materialOf } from "./owed.ts";
import { type Filled, keepForMending, mergeDraft, takeContent } from "./take.ts";
import { readFormCode, SENSITIVE_NOTE } from "./words.ts";

/** Takes a filled form: handed in when all of it is right, otherwise kept as a draft with the sentences to mend it by. */
export async function takeTextForm(work: UnitOfWork, asker: Asker, text: string): Promise<Reply> {
  const { code, nil } = readFormCode(findFormCode(text) ?? "");
  const owed = await findAssignment(work.tx, asker, code, work.now);
  const material = materialOf(owed, code.split("-")[1] ?? null) ?? onlyLedger(owed.materials);
  if (!material)
    return { to: "asker", text: `${owed.code}没有编号为${code}的材料，请发送“/报送 ${owed.code}”核对。` };
  if (nil) return takeNilForm(work, asker, { owed, material }, text);
  if (!material.definition)
    return {
      to: "asker",
      card: card(`“${material.name}”请发文件`, {
        body: "这是书面材料，不能用文字表单报送，请直接发送文件。",
        actions: materialActions(work, asker, owed, material),
      }),
    };
  const reading = parseTextForm(material.definition, text);
  if (owed.sensitive) {
    if (reading.entries.length > 0)
      await mergeDraft(work, asker, { owed, material }, { rows: draftRows(reading.entries) });
    return { to: "asker", card: sensitiveCard(work, asker, { owed, material }) };
  }
  const { definition } = material;
  const { rows, issues } = await checkRows(
    work.tx,
    { owed, material, definition },
    reading.entries,
    work.now,
  );
  const sentences = [...reading.issues, ...issues.map(({ message }) => message)];
  const filled = { owed, material };
  if (reading.entries.length === 0)
    return { to: "asker", text: [...sentences, ...reading.ignored].slice(0, 8).join("\n") };
  if (sentences.length > 0)
    return keepForMending(work, asker, filled, {
      body: { rows: draftRows(reading.entries) },
      sentences,
      good: rows.length,
    });
  const { code: ledger, version } = definition;
  const content = { kind: "rows", ledger: { code: ledger, version }, rows } as const;
  return takeContent(work, asker, filled, content, "form", reading.ignored);
}

/** 「经自查未发现问题」, item by item. What it says is no row of the ledger, so it may come by chat. */
async function takeNilForm(work: UnitOfWork, asker: Asker, filled: Filled, text: string): Promise<Reply> {
  const { owed, material } = filled;
  if (nilWayOf(owed, material) !== "inspected")
    return { to: "asker", text: `“${material.name}”不用这张表，请发送“/零报告 ${owed.code}”。` };
  const reading = parseTextForm(NIL_INSPECTION, text);
  const form = { owed, material, definition: NIL_INSPECTION };
  const { rows, issues } = await checkRows(work.tx, form, reading.entries.slice(0, 1), work.now);
  const sentences = [...reading.issues, ...issues.map(({ message }) => message)];
  const [row] = rows;
  if (sentences.length === 0 && row)
    return takeContent(work, asker, filled, { kind: "nil", items: row.values }, "form", reading.ignored);
  const [entry] = reading.entries;
  if (!entry) return { to: "asker", text: sentences.join("\n") };
  return keepForMending(work, asker, filled, {
    body: { nil: draftValues(entry.values) },
    sentences,
    good: 0,
    nil: true,
  });
}

function onlyLedger<Material extends { definition: unknown }>(
  materials: readonly Material[],
): Material | null {
  const ledgers = materials.filter(({ definition }) => definition);
  return ledgers.length === 1 ? ledgers[0]! : null;
}

function sensitiveCard(work: UnitOfWork, asker: Asker, { owed, material }: Filled) {
  return card(`${owed.code} 请在网页填报`, {
    body: [
      SENSITIVE_NOTE,
      "刚才发来的内容没有报送，已转存为网页草稿。请删除聊天里的那条消息，到网页核对后提交。",
    ],
    actions: [
      pageButton(work, asker, owed, material),
      { action: "fill-sheet", label: "下载表格", value: `${owed.code}-${material.key}` },
    ],
  });
}
