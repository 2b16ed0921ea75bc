// What a bureau has collected for one of its upward reports: its own materials, and what of its units' is accepted.

import { type Asker, holds } from "../../chat/context.ts";
import type { AssignmentState } from "../../domain/assignment.ts";
import { assignmentCode, type Material, readCode } from "../../domain/obligation.ts";
import { AppError } from "../../errors.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";
import { hashOf } from "../submissions/content.ts";
import { askedOf, type HandedIn, readHandedIn } from "../submissions/materials.ts";
import { mayRecordUpward } from "../upward.ts";

/** What a unit's part is worth to the upward report now. */
export interface Part {
  assignmentId: string;
  number: number;
  unitId: string;
  unit: string;
  state: AssignmentState;
  inDoubt: boolean;
  /** Its latest version that counts, where it is accepted. */
  submissionId: string | null;
  materials: HandedIn[];
}

/** One material of the upward report as it would go up. */
export interface Gathered extends Material {
  definition: LedgerDefinition | null;
  /** The bureau's own. */
  own: HandedIn | null;
  ownSubmissionId: string | null;
  /** The units whose rows, or whose nil report, go into it. */
  parts: { part: Part; handedIn: HandedIn; below: HandedIn | null }[];
  /** A ledger in which each bureau has one row of figures: its own goes up, its units' stand beneath. */
  sums: boolean;
  /** Rows that go up as the bureau's report, and those that stand beneath. */
  rows: number;
  rowsBelow: number;
  nil: boolean;
  /** Why it can't go up yet; null where it can. */
  lacks: string | null;
  hash: string;
}

/** An upward report that answers an assignment of the upper bureau, with everything that would go up. */
export interface Collected {
  assignmentId: string;
  number: number;
  code: string;
  what: string;
  period: string;
  campaign: { id: string; code: string; title: string; leadUnitId: string };
  preparerId: string;
  state: AssignmentState;
  inDoubt: boolean;
  dueOn: string | null;
  dueTime: string | null;
  internalDueOn: string | null;
  signOff: boolean;
  signOffBy: "head" | "deputy";
  /** The bureau below which it stands, and the assignment there. */
  upper: { assignmentId: string; orgId: string; name: string; unit: string };
  parts: Part[];
  materials: Gathered[];
  /** Of all that would go up, by which a button knows it again. */
  print: string;
  /** What went up last; null where nothing has. */
  last: { version: number; receiptNumber: string; submittedAt: Date; same: boolean } | null;
}

const include = {
  obligation: { include: { campaign: true } },
  submissions: { orderBy: { version: "desc" }, take: 1 },
  upper: {
    include: {
      unit: true,
      obligation: { include: { campaign: { include: { org: true } } } },
      submissions: { orderBy: { version: "desc" }, take: 1 },
    },
  },
} satisfies Prisma.AssignmentInclude;

/** Rows of a material that the upper bureau reads beneath the reporting one's own. */
export function belowKey(materialKey: string): string {
  return `${materialKey}below`;
}

/** A ledger whose rows each stand for a unit, with figures that can be added: 月总结台账. */
export function sumsUp({ key = [], fields }: LedgerDefinition): boolean {
  const named = fields.some((field) => field.kind === "unit" && key.includes(field.key));
  return named && fields.some((field) => field.summarise === "sum" && !field.compute);
}

/** Whether the person may look after a campaign's upward reports, or signs them off. */
export function mayHandle(
  asker: Asker,
  { preparerId, campaign }: Pick<Collected, "preparerId" | "campaign">,
): boolean {
  const leading = [preparerId, campaign.leadUnitId];
  const oversees = asker.posts.some(({ role, unitId }) => role === "deputy" && leading.includes(unitId));
  return mayRecordUpward(asker, leading) || oversees || holds(asker, "director");
}

async function readParts(
  db: Pick<Tx, "assignment">,
  { campaignId, upperId, period }: { campaignId: string; upperId: string; period: string },
): Promise<Part[]> {
  const rows = await db.assignment.findMany({
    where: {
      period,
      state: { not: "waived" },
      obligation: { campaignId, upperId, direction: "internal", withdrawnAt: null },
      OR: [{ counted: true }, { submissions: { some: {} } }],
    },
    include: {
      unit: true,
      submissions: { where: { complete: true, unsigned: false }, orderBy: { version: "desc" }, take: 1 },
    },
    orderBy: [{ unit: { position: "asc" } }, { number: "asc" }],
  });
  return rows.map(({ id, number, unitId, unit, state, inDoubt, submissions: [latest] }) => {
    const counts = state === "accepted" && latest !== undefined;
    return {
      assignmentId: id,
      number,
      unitId,
      unit: unit.name,
      state,
      inDoubt,
      submissionId: counts ? latest.id : null,
      materials: counts ? readHandedIn(latest.materials) : [],
    };
  });
}

function gather(
  material: Material,
  definition: LedgerDefinition | null,
  {
    own,
    ownSubmissionId,
    parts,
  }: { own: HandedIn | null; ownSubmissionId: string | null; parts: readonly Part[] },
): Gathered {
  const base = { ...material, definition, own, ownSubmissionId };
  if (!definition) {
    const lacks = own ? null : `还缺本局的“${material.name}”，请先上传`;
    return {
      ...base,
      parts: [],
      sums: false,
      rows: 0,
      rowsBelow: 0,
      nil: own?.nil === true,
      lacks,
      hash: own?.hash ?? "",
    };
  }
  const contributing = parts.flatMap((part) => {
    const handedIn = part.materials.find(
      ({ ledger, key }) => ledger === definition.code && !key.endsWith("below"),
    );
    const below = handedIn && part.materials.find(({ key }) => key === belowKey(handedIn.key));
    return handedIn ? [{ part, handedIn, below: below ?? null }] : [];
  });
  const sums = sumsUp(definition);
  const count = (list: readonly (HandedIn | null)[]) => list.reduce((sum, one) => sum + (one?.rows ?? 0), 0);
  const ownRows = own?.rows ?? 0;
  const theirs = count(contributing.flatMap(({ handedIn, below }) => [handedIn, below]));
  const rows = sums ? ownRows : ownRows + theirs;
  const allNil = contributing.length > 0 && contributing.every(({ handedIn }) => handedIn.nil);
  const nil = rows === 0 && (own?.nil === true || (allNil && theirs === 0));
  const title = `“${material.name}”`;
  const lacks =
    rows > 0 || nil
      ? null
      : sums && theirs > 0
        ? `${title}还没有本局的合计，请先按各单位合计预填并核对`
        : `${title}还没有审核通过的条目，也没有本局填报的`;
  const sources = contributing.map(({ part, handedIn, below }) => [
    part.unitId,
    handedIn.hash,
    below?.hash ?? "",
  ]);
  return {
    ...base,
    parts: contributing,
    sums,
    rows,
    rowsBelow: sums ? theirs : 0,
    nil,
    lacks,
    hash: hashOf([own?.hash ?? "", sources]),
  };
}

/** The upward report behind 「A12」; null where that is none, or answers nobody in this deployment. */
export async function readCollected(
  db: Tx,
  orgId: string,
  by: { code: string } | { assignmentId: string },
): Promise<Collected | null> {
  const number = "code" in by ? readCode(by.code)?.number : undefined;
  if ("code" in by && number === undefined) return null;
  const row = await db.assignment.findFirst({
    where: {
      ...("code" in by ? { number: number! } : { id: by.assignmentId }),
      upperId: { not: null },
      obligation: { direction: "upward", campaign: { orgId, state: { not: "draft" } } },
    },
    include,
  });
  if (!row?.upper) return null;
  const { obligation, upper } = row;
  const { campaign } = obligation;
  const above = upper.obligation.campaign.org;
  const parts = await readParts(db, {
    campaignId: campaign.id,
    upperId: upper.obligationId,
    period: row.period,
  });
  const definitions = await readDefinitions(db, above.id);
  const [ownVersion] = row.submissions;
  const owned = ownVersion ? readHandedIn(ownVersion.materials) : [];
  const materials = askedOf(upper.obligation).map((material) => {
    const own = owned.find(({ key }) => key === material.key) ?? null;
    const definition = material.ledger ? definitions.find(material.ledger) : null;
    return gather(material, definition, { own, ownSubmissionId: own && ownVersion!.id, parts });
  });
  const print = hashOf(materials.map(({ key, hash }) => [key, hash]));
  const [last] = upper.submissions;
  return {
    assignmentId: row.id,
    number: row.number,
    code: assignmentCode(row.number),
    what: obligation.what,
    period: row.period,
    campaign,
    preparerId: row.preparerId,
    state: row.state,
    inDoubt: row.inDoubt,
    dueOn: row.dueOn,
    dueTime: row.dueTime,
    internalDueOn: row.internalDueOn,
    signOff: upper.obligation.signOff,
    signOffBy: upper.obligation.signOffBy,
    upper: { assignmentId: upper.id, orgId: above.id, name: above.name, unit: upper.unit.name },
    parts,
    materials,
    print,
    last: last
      ? {
          version: last.version,
          receiptNumber: last.receiptNumber,
          submittedAt: last.submittedAt,
          same: last.contentHash === print,
        }
      : null,
  };
}

/** The same for somebody who looks after it; NOT_FOUND or FORBIDDEN with a sentence. */
export async function requireCollected(db: Tx, asker: Asker, code: string): Promise<Collected> {
  const found = await readCollected(db, asker.orgId, { code });
  if (!found)
    throw new AppError("NOT_FOUND", `${code.slice(0, 12)}不是要报上级的事项。发送 /上报 可查看有哪些。`);
  if (!mayHandle(asker, found))
    throw new AppError("FORBIDDEN", `${found.code}由牵头科室汇总后报${found.upper.name}，您目前不能查看。`);
  return found;
}

/** Locks an upward report and what it answers, the upper one first, as a review there does. */
export async function lockBoth(tx: Tx, { assignmentId, upper }: Collected): Promise<void> {
  const lock = (id: string) =>
    tx.$queryRaw(Prisma.sql`SELECT "id" FROM "Assignment" WHERE "id" = ${id} FOR UPDATE`);
  await lock(upper.assignmentId);
  await lock(assignmentId);
}
