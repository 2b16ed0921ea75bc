// 线下收件: a report that came on paper, by OA or 机要, registered with the day on which it really came.
import { card } from "../chat/card.ts";
import type { Asker } from "../chat/context.ts";
import { type Day, dayOf, formatDay, instantOf, isDay, weekdayName } from "../domain/day.ts";
import { assignmentCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
import { requireDesk } from "./desk.ts";
import { keepFile, type StoredFile } from "./files.ts";
import { findHolders } from "./people.ts";
import { tellBelow } from "./roll-up/stand-ins.ts";
import { hashOf } from "./submissions/content.ts";
import { askedOf, type HandedIn, readHandedIn } from "./submissions/materials.ts";
import { type Matter, requireCollected } from "./submissions/matter.ts";
import { nextReceiptNumber } from "./submissions/receipt-number.ts";
import { carryRows } from "./submissions/rows.ts";
import { latenessOf, settle } from "./submissions/settle.ts";
import { matterName, timelinessWords } from "./submissions/words.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** The ways in which a report comes besides this system, and how they are called. */
export const PAPER_WAYS = { paper: "纸质", oa: "OA", confidential: "机要" } as const;

/** One of them. */
export type PaperWay = keyof typeof PAPER_WAYS;

/** What the coordinator registers. The scan may be left out, and must be for 机要. */
export interface PaperEntry {
  code: string;
  way: PaperWay;
  on: Day;
  scan: StoredFile | null;
  requestId: string;
  asker: Asker;
}

/** What was registered. */
export interface PaperRecord {
  code: string;
  unit: string;
  what: string;
  receiptNumber: string;
  on: Day;
  /** 「按时」「逾期报送,逾期2天」「补报,逾期9天」. */
  timeliness: string;
  repeated: boolean;
}

/** The first day that a report can have come: that of the plan's issue or of publishing, whichever is earlier. */
function earliestDay({ obligation, createdAt }: Matter): Day {
  const { issuedOn, publishedAt } = obligation.campaign;
  const published = dayOf(publishedAt ?? createdAt);
  return issuedOn !== null && issuedOn < published ? issuedOn : published;
}

function requireDay(work: UnitOfWork, matter: Matter, on: Day): void {
  const first = matter.state === "returned" && matter.returnedOn ? matter.returnedOn : earliestDay(matter);
  if (!isDay(on)) throw new AppError("INVALID_INPUT", "请写明收到的日期，例如7月20日。");
  if (on > work.today)
    throw new AppError("INVALID_INPUT", `收到日期${formatDay(on)}还没有到(今天${formatDay(work.today)})。`);
  if (on < first)
    throw new AppError(
      "INVALID_INPUT",
      `收到日期${formatDay(on)}早于${matter.state === "returned" ? "退回" : "印发"}的${formatDay(first)}，请核对。`,
    );
}

/**
 * Registers a report that came offline: the matter is handed in, on time or late by the day given, whatever was missing
 * until then. FORBIDDEN for others than the reviewer of the unit, CONFLICT where it is handed in already, INVALID_INPUT
 * for a day to come or before the plan, or for a file with 机要.
 */
export async function registerPaper(work: UnitOfWork, entry: PaperEntry): Promise<PaperRecord> {
  const { tx, now } = work;
  const { way, on, scan, asker } = entry;
  const matter = await requireDesk(work, asker, entry.code, "线下收件");
  const earlier = await tx.submission.findUnique({
    where: { assignmentId_requestId: { assignmentId: matter.id, requestId: entry.requestId } },
  });
  if (earlier) return recordOf(matter, earlier, true);
  requireCollected(matter);
  const [previous] = matter.submissions;
  if (matter.state === "submitted" || matter.state === "accepted")
    throw new AppError(
      "CONFLICT",
      `${assignmentCode(matter.number)}${matter.unit.name}已经报送(回执号${previous?.receiptNumber ?? "无"})，不用登记。`,
    );
  requireDay(work, matter, on);
  if (way === "confidential" && scan)
    throw new AppError("INVALID_INPUT", "机要件只登记，不上传文件。请去掉文件后再登记。");
  const file = scan ? await keepFile(work, scan) : null;
  const materials = gather(matter, entry, file);
  const { obligation } = matter;
  const at = on === work.today ? now : instantOf(on);
  const lateBy = latenessOf(matter, at, true);
  const submission = await tx.submission.create({
    data: {
      assignmentId: matter.id,
      version: (previous?.version ?? 0) + 1,
      kind: "paper",
      complete: true,
      orgId: work.orgId,
      receiptNumber: await nextReceiptNumber(work),
      requestId: entry.requestId,
      contentHash: hashOf(materials.map(({ key, hash }) => [key, hash])),
      materials,
      channel: way,
      receivedOn: on,
      late: lateBy > 0,
      lateDays: lateBy,
      afterClosing: obligation.closedAt !== null && on > dayOf(obligation.closedAt),
      submittedById: asker.id,
      submittedAt: now,
    },
  });
  if (previous) await carryRows(work, previous.id, submission.id, "");
  const state = await settle(work, matter, { at, lateBy, nil: false });
  work.audit({
    action: "register-paper",
    subject: `assignment:${matter.id}`,
    before: { state: matter.state, version: previous?.version ?? 0 },
    after: {
      state,
      version: submission.version,
      receiptNumber: submission.receiptNumber,
      way,
      receivedOn: on,
      scan: file?.sha256 ?? null,
      lateDays: lateBy,
    },
  });
  const record = recordOf(matter, submission, false);
  await tell(work, matter, submission.id, record, way);
  return record;
}

/** What had come by this system stays; the rest came offline, with the scan at the first written report among it. */
function gather(
  matter: Matter,
  { way, on }: PaperEntry,
  file: { name: string; sha256: string } | null,
): HandedIn[] {
  const [previous] = matter.submissions;
  // A returned report comes anew as a whole.
  const before = previous && matter.state !== "returned" ? readHandedIn(previous.materials) : [];
  const asked = askedOf(matter.obligation).map((material) => ({
    ...material,
    handedIn: before.find(({ key }) => key === material.key) ?? null,
  }));
  const offline = asked.filter(({ handedIn }) => !handedIn);
  const home = (offline.find(({ kind }) => kind === "document") ?? offline[0] ?? asked[0])?.key;
  return asked.map(({ handedIn, ...material }): HandedIn => {
    const scanned = file !== null && material.key === home;
    if (handedIn && !scanned) return handedIn;
    return {
      ...material,
      paper: true,
      ...(scanned ? { fileId: file.sha256, fileName: file.name } : {}),
      hash: hashOf(["paper", way, on, scanned ? file.sha256 : null]),
    };
  });
}

function recordOf(
  { number, unit, obligation, period }: Matter,
  made: { receiptNumber: string; receivedOn: string | null; lateDays: number; afterClosing: boolean },
  repeated: boolean,
): PaperRecord {
  return {
    code: assignmentCode(number),
    unit: unit.name,
    what: matterName({ what: obligation.what, period }),
    receiptNumber: made.receiptNumber,
    on: made.receivedOn ?? "",
    timeliness: timelinessWords(made),
    repeated,
  };
}

/** The unit's contacts hear that it need not be reported again. */
async function tell(
  work: UnitOfWork,
  matter: Matter,
  submissionId: string,
  { code, unit, what, receiptNumber, on, timeliness }: PaperRecord,
  way: PaperWay,
): Promise<void> {
  await tellBelow(work, matter, {
    text: (name, upper) =>
      `${upper}已登记线下收件：${name}，${formatDay(on)}收到，${timeliness}，回执号${receiptNumber}，不用再报。`,
    key: `paper:${submissionId}`,
  });
  const people = await findHolders(work.tx, [matter.preparerId], ["contact", "head"], work.today);
  for (const personId of new Set(people.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: {
        card: card("已登记线下收件", {
          facts: [
            ["编号", code],
            ["单位", unit],
            ["事项", what],
            ["方式", PAPER_WAYS[way]],
            ["收到日期", `${formatDay(on)}(${weekdayName(on)})`],
            ["时效", timeliness],
            ["回执号", receiptNumber],
          ],
          body: "牵头科室已收到，不用再报。登记有误的，请与牵头科室联系。",
          actions: [{ action: "ack", label: "收到" }],
        }),
      },
      dedupeKey: `paper:${submissionId}:${personId}`,
    });
}
