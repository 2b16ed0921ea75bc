// Gathers what the form pages show: rows and who typed them, the reviewer's words, past versions, a receipt.
import { randomUUID } from "node:crypto";
import type { Asker } from "../chat/context.ts";
import type { RowIssue } from "../ledger/validate.ts";
import { carriedWords } from "../services/carry-over.ts";
import { findEvidence } from "../services/evidence.ts";
import {
  type FilledSheet,
  mergeRows,
  type OpenSheet,
  openSheet,
  type Sheet,
} from "../services/form-sheet.ts";
import type { OfferedSheet } from "../services/form-upload-sheet.ts";
import { fileLink } from "../services/links.ts";
import { type Dossier, readDossier } from "../services/reviews/dossier.ts";
import type { Runtime } from "../services/runtime.ts";
import { readLatest } from "../services/submissions/latest.ts";
import { type MatterMaterial, nilWayOf } from "../services/submissions/materials.ts";
import type { Owed } from "../services/submissions/owed.ts";
import type { FilledLedger } from "../services/submissions/sheet-reading.ts";
import { fillingWords, formPath, momentWords, senderWords } from "../services/submissions/words.ts";
import type { DocumentPageProps } from "./pages/form-document.tsx";
import type { LedgerPageProps } from "./pages/form-ledger.tsx";
import type { ReceiptPageProps } from "./pages/form-receipt.tsx";
import type { SheetPageProps } from "./pages/form-sheet.tsx";

/** A matter as somebody of its unit has opened it. */
export interface ViewSource {
  runtime: Runtime;
  asker: Asker;
  owed: Owed;
}

function readOwn({ runtime, asker, owed }: ViewSource): Promise<Dossier> {
  const at = { now: runtime.clock.now(), calendar: runtime.calendar };
  return readDossier(runtime.store.db, at, asker, owed.code);
}

const personOf = ({ owed, asker }: ViewSource) => fillingWords(owed, asker);

/** The reviewer's words on a material while they ask for something. */
function reviewOf({ reviews, state, inDoubt }: Dossier, material: MatterMaterial): LedgerPageProps["review"] {
  const [last] = reviews;
  const asks =
    (state === "returned" && last?.verdict === "returned") || (inDoubt && last?.verdict === "doubted");
  if (!last || !asks) return null;
  const word = last.verdict === "returned" ? "退回补正" : "请核实";
  return {
    title: `${word}(第${last.version}版，${last.by}${momentWords(last.at)})`,
    note: last.note,
    notes: last.fieldNotes.filter((note) => note.material === material.key),
  };
}

/** The ledger's page; `filled` is a form that came in and is shown again, `theirs` what somebody wrote in between. */
export async function ledgerView(
  source: ViewSource,
  sheet: Sheet,
  more: { filled?: FilledSheet; issues?: readonly RowIssue[]; theirs?: OpenSheet } = {},
): Promise<LedgerPageProps> {
  const { owed, material, nil } = sheet;
  const { filled, theirs, issues = [] } = more;
  const stored = theirs ?? (await openSheet(source.runtime.store.db, sheet));
  const dossier = await readOwn(source);
  const find = await findEvidence(source.runtime.store.db, owed.id);
  const rows = filled ? (theirs ? mergeRows(filled.rows, theirs.rows) : filled.rows) : stored.rows;
  const way = nilWayOf(owed, material);
  const label = way === "inspected" ? "经自查未发现问题的，填这张表" : "本期没有，零报告";
  return {
    person: personOf(source),
    sheet,
    rows,
    issues,
    review: reviewOf(dossier, material),
    conflict: theirs
      ? { by: otherName(source.asker, theirs), when: theirs.at ? momentWords(theirs.at) : "刚刚" }
      : null,
    revision: theirs?.revision ?? filled?.revision ?? stored.revision,
    base: stored.base,
    requestId: filled?.requestId ?? randomUUID(),
    received: filled !== undefined,
    saved: savedWords(stored),
    carried: stored.carriedFrom && !filled ? carriedWords(stored.carriedFrom, stored.rows.length) : null,
    other: nil
      ? { href: formPath(owed, material), label: "有问题要报，填台账" }
      : way === "none"
        ? null
        : { href: formPath(owed, material, true), label },
    history: dossier,
    fileAt: (place, name) => {
      const hash = find({ material: material.key, ...place }, name);
      return hash && hrefOf(source, { name, sha256: hash });
    },
  };
}

function hrefOf({ runtime, asker }: ViewSource, file: { name: string; sha256: string }): string {
  return new URL(fileLink(runtime, { ...file, personId: asker.id })).pathname;
}

/** Who wrote in between: somebody else of the unit, or the same person on another phone. */
export function otherName(asker: Asker, { by }: OpenSheet): string {
  if (!by) return "同单位的人";
  return by.id === asker.id ? "您在另一处" : by.name;
}

function savedWords({ draft, by, at, base }: OpenSheet): string {
  if (draft && at) return `草稿已保存(${by?.name ?? ""} ${momentWords(at)})`;
  return base === "" ? "填到一半可先保存草稿" : "下面是上次报的内容，改好后提交即为改报";
}

/** The page on which a ledger comes as a workbook: to be chosen, or as it was read. */
export function sheetView(
  source: ViewSource,
  filled: FilledLedger,
  { offer, problem }: { offer?: OfferedSheet; problem?: string },
): SheetPageProps {
  return { person: personOf(source), filled, offer: offer ?? null, problem: problem ?? null };
}

/** The page of a written report. */
export async function documentView(
  source: ViewSource,
  material: MatterMaterial,
  problem: string | null,
): Promise<DocumentPageProps> {
  const { owed } = source;
  const dossier = await readOwn(source);
  const { fileId, fileName } = material.handedIn ?? {};
  const file = fileId ? { name: fileName ?? "附件", sha256: fileId } : null;
  return {
    person: personOf(source),
    owed,
    material,
    problem,
    review: reviewOf(dossier, material),
    current: file && { name: file.name, href: hrefOf(source, file) },
    nilHref: nilWayOf(owed, material) === "none" ? null : formPath(owed, material, true),
    history: dossier,
  };
}

/** The receipt of one version, or null where there is no such version. */
export async function receiptView(
  source: ViewSource,
  material: MatterMaterial,
  number: number,
  again: { repeated: boolean; nil: boolean },
): Promise<ReceiptPageProps | null> {
  const { owed, runtime } = source;
  const version = await readLatest(runtime.store.db, owed.id, number);
  if (!version) return null;
  const person = await runtime.store.db.person.findUnique({ where: { id: version.submittedById } });
  const earlier = await runtime.store.db.submission.count({
    where: { assignmentId: owed.id, complete: true, version: { lt: number } },
  });
  return {
    person: personOf(source),
    owed,
    receipt: {
      ...version,
      nil: version.kind === "nil",
      changed: earlier > 0,
      by: senderWords(version, person?.name ?? "", owed.unit.name),
      signing: version.unsigned && version.signNote === null && owed.missing.length === 0,
      repeated: again.repeated,
    },
    formHref: formPath(owed, material, again.nil),
  };
}
