// What a person's units owe and have handed in, as lists, cards and forms show it.
import type { Asker } from "../../chat/context.ts";
import { unitsOf } from "../../chat/context.ts";
import { type AssignmentState, type Status, statusOf } from "../../domain/assignment.ts";
import { type Day, dayOf, formatDay, type TimeOfDay, timeOf, weekdayName } from "../../domain/day.ts";
import { assignmentCode, readCode } from "../../domain/obligation.ts";
import { phraseDue } from "../../domain/reminder.ts";
import { AppError } from "../../errors.ts";
import type { Prisma, UnitKind } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { type Definitions, readDefinitions } from "../definitions.ts";
import { askedOf, joinMaterials, type MatterMaterial, readHandedIn } from "./materials.ts";
import { fillingRight, notYours } from "./matter.ts";

/** A unit with the other names it goes by. */
export interface UnitOfMatter {
  id: string;
  name: string;
  kind: UnitKind;
  aliases: string[];
}

/** One assignment as its unit sees it. */
export interface Owed {
  id: string;
  number: number;
  /** 「A12」. */
  code: string;
  unit: UnitOfMatter;
  /** Who prepares it when that is another unit than the one that owes it; else the same. */
  preparer: UnitOfMatter;
  campaign: { id: string; title: string };
  obligationId: string;
  what: string;
  recipient: string | null;
  direction: "internal" | "upward";
  /** 逐级汇总: it answers an upper bureau of this deployment, and goes up by /上报. */
  goesUp: boolean;
  period: string;
  opensOn: Day | null;
  dueOn: Day | null;
  dueTime: TimeOfDay | null;
  dueAt: Date | null;
  /** The due day with its weekday and how far off it is; 「期限待定」 where there is none. */
  due: string;
  /** The year of dates that are written without one. */
  baseYear: number;
  state: AssignmentState;
  status: Status;
  /** True while the unit still has to hand something in. */
  owing: boolean;
  lateDays: number;
  firstSubmittedAt: Date | null;
  lastSubmittedAt: Date | null;
  nilAllowed: boolean;
  /**
   * Rows are filled and read behind a login only; chat messages carry matter, deadline and count. False of a 敏感 ledger
   * where the lead unit allows the chat form (聊天填报).
   */
  sensitive: boolean;
  /** Since when it is no longer collected; what comes later is 补报. */
  closedAt: Date | null;
  withdrawn: boolean;
  materials: MatterMaterial[];
  handedIn: number;
  of: number;
  /** Names of the materials that are not in. */
  missing: string[];
  latest: {
    id: string;
    version: number;
    receiptNumber: string;
    submittedAt: Date;
    complete: boolean;
    nil: boolean;
    /** Waits for 审签, or came back from it. */
    unsigned: boolean;
  } | null;
  /** What the reviewer wrote, while it is returned; or the signer, who sent it back. */
  returnNote: string | null;
  /** The plan's own due day, where an extension moved it. */
  extendedFrom: Day | null;
  /** The person fills in for another unit (代填). */
  onBehalf: boolean;
}

/** What is read of an assignment with its latest version and that version's latest review. */
export const latestInclude = {
  unit: true,
  preparer: true,
  obligation: { include: { campaign: true } },
  submissions: {
    orderBy: { version: "desc" },
    take: 1,
    include: { reviews: { orderBy: { reviewedAt: "desc" }, take: 1 } },
  },
} satisfies Prisma.AssignmentInclude;

type Row = Prisma.AssignmentGetPayload<{ include: typeof latestInclude }>;

/** The units for which a person may fill in and hand in: those of which they are contact or head. */
export function actingUnits(asker: Pick<Asker, "posts">): { id: string; name: string }[] {
  return unitsOf(asker, "contact", "head");
}

/** The unit in whose name this person acts on an assignment: the preparing one, else the owing one, of those they have. */
export function actingUnitOf(asker: Pick<Asker, "posts">, owed: Owed): { id: string; name: string } | null {
  const own = actingUnits(asker);
  return own.find(({ id }) => id === owed.preparer.id) ?? own.find(({ id }) => id === owed.unit.id) ?? null;
}

/** Everything the asker's units owe or have handed in, nearest first; `unitIds` narrows it to some of their units. */
export async function findOwed(
  db: Pick<Tx, "assignment" | "ledgerDefinition">,
  asker: Asker,
  now: Date,
  unitIds = actingUnits(asker).map(({ id }) => id),
): Promise<Owed[]> {
  const rows = await db.assignment.findMany({
    where: {
      OR: [{ preparerId: { in: unitIds } }, { unitId: { in: unitIds } }],
      state: { not: "waived" },
      obligation: { withdrawnAt: null, campaign: { orgId: asker.orgId, state: { not: "draft" } } },
    },
    include: latestInclude,
    orderBy: [{ dueOn: { sort: "asc", nulls: "last" } }, { number: "asc" }],
  });
  const definitions = await readDefinitions(db, asker.orgId);
  return rows.map((row) => present(row, now, definitions));
}

/**
 * One assignment by what a person typed (「A12」「A12-1」); NOT_FOUND or FORBIDDEN with a sentence. Filling in for
 * another unit is asked for with `onBehalf`, so that nobody does so by a slip in the chat.
 */
export async function findAssignment(
  db: Pick<Tx, "assignment" | "ledgerDefinition">,
  asker: Asker,
  code: string,
  now: Date,
  { onBehalf = false }: { onBehalf?: boolean } = {},
): Promise<Owed> {
  const read = readCode(code);
  if (!read) throw new AppError("NOT_FOUND", `没有看懂编号“${code.slice(0, 20)}”，请写成 A12 的样子。`);
  const row = await db.assignment.findFirst({
    where: { number: read.number, obligation: { campaign: { orgId: asker.orgId, state: { not: "draft" } } } },
    include: latestInclude,
  });
  if (!row)
    throw new AppError(
      "NOT_FOUND",
      `没有编号为${assignmentCode(read.number)}的报送任务，请发送 /报送 查看本单位的编号。`,
    );
  const { campaign, direction } = row.obligation;
  const right = fillingRight(asker.posts, { ...row, direction, leadUnitId: campaign.leadUnitId });
  if (right === "none" || (right === "behalf" && !onBehalf && !actingUnitOfRow(asker, row)))
    throw new AppError("FORBIDDEN", notYours(row.number, row.unit.name));
  const definitions = await readDefinitions(db, asker.orgId);
  return { ...present(row, now, definitions), onBehalf: right === "behalf" };
}

function actingUnitOfRow(asker: Asker, { unitId, preparerId }: Row): boolean {
  return actingUnits(asker).some(({ id }) => id === unitId || id === preparerId);
}

/** The material of an assignment with this key, or null. */
export function materialOf(owed: Owed, key: string | null): MatterMaterial | null {
  return owed.materials.find((material) => material.key === key) ?? null;
}

function present(row: Row, now: Date, definitions: Definitions): Owed {
  const { obligation, unit, preparer } = row;
  const [latest] = row.submissions;
  const handedIn = latest ? readHandedIn(latest.materials) : [];
  const materials = joinMaterials(askedOf(obligation), handedIn, definitions);
  const status = statusOf({
    state: row.state,
    dueAt: row.dueAt,
    opensOn: row.opensOn,
    pastWhenIssued: row.pastAtIssue,
    counted: row.counted,
    now,
  });
  const missing = materials.filter(({ handedIn }) => !handedIn).map(({ name }) => name);
  const open = row.state === "open" || row.state === "signing" || row.state === "returned";
  const [review] = latest?.reviews ?? [];
  return {
    id: row.id,
    number: row.number,
    code: assignmentCode(row.number),
    unit: { id: unit.id, name: unit.name, kind: unit.kind, aliases: unit.aliases },
    preparer: { id: preparer.id, name: preparer.name, kind: preparer.kind, aliases: preparer.aliases },
    campaign: { id: obligation.campaignId, title: obligation.campaign.title },
    obligationId: obligation.id,
    what: obligation.what,
    recipient: obligation.recipient,
    direction: obligation.direction,
    goesUp: row.upperId !== null,
    period: row.period,
    opensOn: row.opensOn,
    dueOn: row.dueOn,
    dueTime: row.dueTime,
    dueAt: row.dueAt,
    due: dueText(row.dueOn, row.dueTime, open, now),
    baseYear: Number((row.spanEnd ?? dayOf(now)).slice(0, 4)),
    state: row.state,
    status,
    owing: open && obligation.withdrawnAt === null && status !== "印发时已过",
    lateDays: row.lateDays,
    firstSubmittedAt: row.firstSubmittedAt,
    lastSubmittedAt: row.lastSubmittedAt,
    nilAllowed: obligation.nilAllowed,
    sensitive:
      !obligation.campaign.chatForms &&
      (obligation.level === "sensitive" || materials.some(({ definition }) => definition?.level === "敏感")),
    closedAt: obligation.closedAt,
    withdrawn: obligation.withdrawnAt !== null,
    materials,
    handedIn: materials.length - missing.length,
    of: materials.length,
    missing,
    latest: latest
      ? {
          id: latest.id,
          version: latest.version,
          receiptNumber: latest.receiptNumber,
          submittedAt: latest.submittedAt,
          complete: latest.complete,
          nil: latest.kind === "nil",
          unsigned: latest.unsigned,
        }
      : null,
    returnNote:
      latest?.signNote ?? (row.state === "returned" && review?.verdict === "returned" ? review.note : null),
    extendedFrom: row.extendedOn !== null && row.planDueOn !== row.dueOn ? row.planDueOn : null,
    onBehalf: false,
  };
}

/** The true day with its weekday; how far off it is only while something is still owed. */
function dueText(dueOn: Day | null, dueTime: TimeOfDay | null, open: boolean, now: Date): string {
  if (dueOn === null) return "期限待定";
  const today = dayOf(now);
  const date = formatDay(dueOn, dueOn.slice(0, 4) !== today.slice(0, 4));
  const day = `${date}(${weekdayName(dueOn)})`;
  if (!open) return `${day}${dueTime ?? ""}`;
  const phrase = phraseDue(dueOn, dueTime, today, timeOf(now));
  if (phrase.includes(date)) return phrase;
  return phrase.includes(weekdayName(dueOn)) ? `${date}，${phrase}` : `${day}${dueTime ?? ""}，${phrase}`;
}
