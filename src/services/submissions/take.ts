// The last step of everything that comes by chat: rows are checked or kept as a draft, content is handed in, the sender gets the receipt.
import { randomUUID } from "node:crypto";
import type { Asker, Reply } from "../../chat/context.ts";
import { fileFieldsOf } from "../../ledger/form.ts";
import { findEvidence } from "../evidence.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { issuesCard } from "./cards.ts";
import { type DraftBody, readDraft, saveDraft } from "./drafts.ts";
import type { MatterMaterial } from "./materials.ts";
import type { Channel, Content } from "./matter.ts";
import type { Owed } from "./owed.ts";
import { receiptCard } from "./receipt-card.ts";
import { submitMaterial } from "./submit.ts";
import { shortFileName } from "./words.ts";

/** What somebody filled in for one material. */
export interface Filled {
  owed: Owed;
  material: MatterMaterial;
}

/** Hands content in and answers with the receipt. */
export async function takeContent(
  work: UnitOfWork,
  asker: Asker,
  { owed, material }: Filled,
  content: Content,
  channel: Channel,
  ignored: readonly string[] = [],
): Promise<Reply> {
  const receipt = await submitMaterial(work, {
    assignmentId: owed.id,
    materialKey: material.key,
    content,
    channel,
    // An inbound event is handled once, so what it asks for is asked once.
    requestId: `${channel}:${randomUUID()}`,
    byPersonId: asker.id,
  });
  const notes = [...ignored, ...(await wantedFiles(work, { owed, material }, content))];
  return { to: "asker", card: receiptCard(owed, material, content, receipt, notes) };
}

/** Names in the rows whose files have not come: text forms and sheets carry names only. */
async function wantedFiles(
  work: UnitOfWork,
  { owed, material: { key: material, definition } }: Filled,
  content: Content,
): Promise<string[]> {
  const fields = definition && content.kind === "rows" && !owed.sensitive ? fileFieldsOf(definition) : [];
  if (content.kind !== "rows" || fields.length === 0) return [];
  const find = await findEvidence(work.tx, owed.id);
  const names = fields.flatMap(({ key: field }) =>
    content.rows
      .flatMap(({ values }) => [values[field]].flat())
      .filter((name) => typeof name === "string")
      .filter((name) => find({ material, rowKey: "", field }, name) === null),
  );
  const [first] = names;
  if (first === undefined) return [];
  const count = names.length > 1 ? `等${names.length}份` : "";
  return [`佐证材料“${shortFileName(first)}”${count}还只有名称，请把文件直接发给我，不用重报。`];
}

/** Keeps what was filled in as the material's draft, good rows and bad ones, and says what wants mending. */
export async function keepForMending(
  work: UnitOfWork,
  asker: Asker,
  { owed, material }: Filled,
  kept: { body: Partial<DraftBody>; sentences: readonly string[]; good: number; nil?: boolean },
): Promise<Reply> {
  await mergeDraft(work, asker, { owed, material }, kept.body);
  return { to: "asker", card: issuesCard(work, asker, { owed, material, ...kept }) };
}

/**
 * Writes what came by chat into the draft. It takes the place of what the same person had there; rows that a colleague
 * is filling in stay in front of it.
 */
export async function mergeDraft(
  work: UnitOfWork,
  asker: Asker,
  { owed, material }: Filled,
  body: Partial<DraftBody>,
): Promise<void> {
  const draft = await readDraft(work.tx, owed.id, material.key);
  const theirs = body.rows && draft.savedById !== asker.id ? draft.body.rows : [];
  await saveDraft(work, {
    assignmentId: owed.id,
    materialKey: material.key,
    body: { ...draft.body, ...body, ...(body.rows ? { rows: [...theirs, ...body.rows] } : {}) },
    byPersonId: asker.id,
    revision: null,
  });
}
