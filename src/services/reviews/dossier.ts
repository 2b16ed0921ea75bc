// One report with its versions and reviews, as a reviewer or another reader opens it.
import type { Asker } from "../../chat/context.ts";
import { type AssignmentState, type Status, statusOf } from "../../domain/assignment.ts";
import { type Day, dayOf, type TimeOfDay } from "../../domain/day.ts";
import { assignmentCode, readCode, readMaterials } from "../../domain/obligation.ts";
import { AppError } from "../../errors.ts";
import { summarise } from "../../ledger/summary.ts";
import type { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";
import { claimWords, findClaims } from "../rectification/claims.ts";
import { readLatest, type Version } from "../submissions/latest.ts";
import { senderWords } from "../submissions/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { chooseDueOn, findUpwardDay } from "./due.ts";
import { namesOf, type Verdict } from "./matter.ts";
import { type FieldNote, readFieldNotes } from "./notes.ts";
import { mayRead, mayReview, type ReviewedMatter, whoReviews } from "./rights.ts";

/** A version with who sent it. */
export interface KnownVersion extends Version {
  by: string;
}

/** A verdict with who gave it, on which version. */
export interface KnownReview {
  version: number;
  verdict: Verdict;
  note: string;
  fieldNotes: FieldNote[];
  by: string;
  at: Date;
}

/** Everything about one report. Versions and reviews are newest first. */
export interface Dossier {
  assignmentId: string;
  code: string;
  unit: string;
  campaign: string;
  what: string;
  period: string;
  direction: "internal" | "upward";
  /** Contents stay out of chat messages. */
  sensitive: boolean;
  state: AssignmentState;
  status: Status;
  inDoubt: boolean;
  dueOn: Day | null;
  dueTime: TimeOfDay | null;
  lateDays: number;
  versions: KnownVersion[];
  reviews: KnownReview[];
  /** Problems that its rows say are 已销号 and that passing it would close: 「填报销号2个(W1、W3)」; null for none. */
  claims: string | null;
  /** Whether the reader gives the verdict, else who does. */
  mayReview: boolean;
  reviewer: string;
  /** The due day that a return would set, and the lead unit's own upward date that bounds it. */
  returnDueOn: Day;
  upwardOn: Day | null;
}

const include = {
  unit: true,
  obligation: { include: { campaign: true } },
  submissions: { orderBy: { version: "desc" }, include: { reviews: { orderBy: { reviewedAt: "desc" } } } },
} satisfies Prisma.AssignmentInclude;

/** The report behind 「A12」; NOT_FOUND or FORBIDDEN with a sentence. */
export async function readDossier(
  db: Tx,
  { now, calendar }: Pick<UnitOfWork, "now" | "calendar">,
  asker: Asker,
  code: string,
): Promise<Dossier> {
  const number = readCode(code)?.number;
  const row =
    number === undefined
      ? null
      : await db.assignment.findFirst({
          where: { number, obligation: { campaign: { orgId: asker.orgId, state: { not: "draft" } } } },
          include,
        });
  if (!row)
    throw new AppError(
      "NOT_FOUND",
      `没有编号为“${code.slice(0, 12)}”的报送任务，请发送 /审核 查看待审核的编号。`,
    );
  const { obligation, unitId, preparerId } = row;
  const matter: ReviewedMatter = { unitId, preparerId, leadUnitId: obligation.campaign.leadUnitId };
  // What goes up inside this deployment (逐级汇总) is judged above and nowhere else.
  const reviewing = row.upperId === null && mayReview(asker, matter);
  if (!reviewing && !mayRead(asker, matter))
    throw new AppError(
      "FORBIDDEN",
      `${assignmentCode(row.number)}是${row.unit.name}的报送，您目前不能查看。`,
    );
  const today = dayOf(now);
  const upwardOn = await findUpwardDay(db, row, today);
  const reviews = row.submissions.flatMap((one) =>
    one.reviews.map((review) => ({ ...review, version: one.version })),
  );
  const names = await namesOf(db, [
    ...row.submissions.map(({ submittedById }) => submittedById),
    ...reviews.map(({ reviewedById }) => reviewedById),
  ]);
  const versions: KnownVersion[] = [];
  for (const { version, submittedById, unsigned } of row.submissions) {
    if (unsigned && !isOwn(asker, matter) && row.state !== "submitted" && row.state !== "accepted") continue;
    const read = await readLatest(db, row.id, version);
    if (read)
      versions.push({ ...read, by: senderWords(read, names.get(submittedById) ?? "", row.unit.name) });
  }
  const { holdsSensitive } = await readDefinitions(db, asker.orgId);
  return {
    assignmentId: row.id,
    code: assignmentCode(row.number),
    unit: row.unit.name,
    campaign: obligation.campaign.title,
    what: obligation.what,
    period: row.period,
    direction: obligation.direction,
    sensitive: obligation.level === "sensitive" || holdsSensitive(readMaterials(obligation.materials)),
    state: row.state,
    status: statusOf({
      state: row.state,
      dueAt: row.dueAt,
      opensOn: row.opensOn,
      pastWhenIssued: row.pastAtIssue,
      counted: row.counted,
      now,
    }),
    inDoubt: row.inDoubt,
    dueOn: row.dueOn,
    dueTime: row.dueTime,
    lateDays: row.lateDays,
    versions,
    reviews: reviews.map(({ version, verdict, note, fieldNotes, reviewedById, reviewedAt }) => ({
      version,
      verdict,
      note,
      fieldNotes: readFieldNotes(fieldNotes),
      by: names.get(reviewedById) ?? "",
      at: reviewedAt,
    })),
    claims: claimWords(await findClaims(db, [row.id])),
    mayReview: reviewing,
    reviewer: whoReviews(matter),
    returnDueOn: chooseDueOn({ today, calendar }, row, upwardOn, {}),
    upwardOn,
  };
}

/** Before 审签 a report that is still owed is seen by its unit alone, and by who signs it. */
function isOwn({ posts }: Asker, { unitId, preparerId }: ReviewedMatter): boolean {
  return posts.some(
    (post) =>
      (post.unitId === unitId || post.unitId === preparerId) &&
      (post.role === "contact" || post.role === "head" || post.role === "deputy"),
  );
}

/** What a version holds, a line for each material: how many rows and what they add up to, or the file's name. */
export function outlineOf(version: Version, withContents: boolean): string[] {
  return version.materials.map(({ key, nil, paper, fileName, filledBy, ...material }) => {
    const rows = version.rows[key] ?? [];
    const name = filledBy ? `${material.name}(代填：${filledBy})` : material.name;
    if (paper) return `${name}：线下收件${fileName !== undefined && withContents ? `，${fileName}` : ""}`;
    if (nil) return rows.length > 0 ? `${name}：经自查未发现问题` : `${name}：零报告`;
    if (fileName !== undefined) return withContents ? `${name}：${fileName}` : `${name}：已交`;
    const definition = rows[0]?.definition ?? null;
    const facts = definition && withContents ? summarise(definition, rows).facts : [];
    const told = facts.map(({ label, text }) => `${label} ${text}`).join("；");
    return `${name}：${rows.length}条${told ? `(${told})` : ""}`;
  });
}
