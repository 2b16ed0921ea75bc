// 会商 as people see them: one by its code, those that concern a person, and who takes part.
import { type Asker, holds, unitsOf } from "../../chat/context.ts";
import { AppError } from "../../errors.ts";
import type { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { namesOf } from "../reviews/matter.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** What people read of a state. */
export const CONSULTATION_STATES = { asked: "会商中", closed: "已办结", declined: "不予会商" } as const;

/** A unit that was asked, with its answer. */
export interface Party {
  unitId: string;
  unit: string;
  answer: string | null;
  by: string | null;
}

/** One 会商 with everything that is known of it. */
export interface ConsultationView {
  id: string;
  /** 「H3」. */
  code: string;
  number: number;
  subject: string;
  content: string;
  state: keyof typeof CONSULTATION_STATES;
  status: string;
  byUnitId: string;
  byUnit: string;
  by: string;
  createdAt: Date;
  /** Whose coordinator takes it to its end; null where any lead unit's may. */
  leadUnitId: string | null;
  conclusion: string | null;
  decidedBy: string | null;
  parties: Party[];
}

/** The code that people type. */
export function consultationCode(number: number): string {
  return `H${number}`;
}

/** Takes 「H3 答复 同意」 apart; null where no code stands in front. */
export function readConsultationWords(text: string): { number: number; words: string } | null {
  const match = /^\s*(?:[Hh]\s*(\d{1,6})(?!\d)|(\d{1,6})(?=\s|$))号?[\s,，：:]*([\s\S]*)$/u.exec(text);
  return match && { number: Number(match[1] ?? match[2]), words: match[3]!.trim() };
}

const include = { parties: true } satisfies Prisma.ConsultationInclude;

async function present(
  db: Pick<Tx, "unit" | "person" | "campaign">,
  rows: readonly Prisma.ConsultationGetPayload<{ include: typeof include }>[],
): Promise<ConsultationView[]> {
  const unitIds = rows.flatMap(({ byUnitId, parties }) => [byUnitId, ...parties.map(({ unitId }) => unitId)]);
  const units = await db.unit.findMany({
    where: { id: { in: unitIds } },
    select: { id: true, name: true, position: true },
  });
  const unitOf = (id: string) => units.find((unit) => unit.id === id);
  const placeOf = ({ unitId }: { unitId: string }) => unitOf(unitId)?.position ?? 0;
  const campaignIds = rows.flatMap(({ campaignId }) => campaignId ?? []);
  const campaigns = await db.campaign.findMany({
    where: { id: { in: campaignIds } },
    select: { id: true, leadUnitId: true },
  });
  const names = await namesOf(
    db,
    rows.flatMap(({ byId, decidedById, parties }) => [
      byId,
      decidedById ?? undefined,
      ...parties.map(({ answeredById }) => answeredById ?? undefined),
    ]),
  );
  return rows.map(({ parties, ...row }) => ({
    id: row.id,
    code: consultationCode(row.number),
    number: row.number,
    subject: row.subject,
    content: row.content,
    state: row.state,
    status: CONSULTATION_STATES[row.state],
    byUnitId: row.byUnitId,
    byUnit: unitOf(row.byUnitId)?.name ?? "",
    by: names.get(row.byId) ?? "",
    createdAt: row.createdAt,
    leadUnitId: campaigns.find(({ id }) => id === row.campaignId)?.leadUnitId ?? null,
    conclusion: row.conclusion,
    decidedBy: row.decidedById ? (names.get(row.decidedById) ?? "") : null,
    parties: [...parties]
      .sort((a, b) => placeOf(a) - placeOf(b))
      .map(({ unitId, answer, answeredById }) => ({
        unitId,
        unit: unitOf(unitId)?.name ?? "",
        answer,
        by: answeredById ? (names.get(answeredById) ?? "") : null,
      })),
  }));
}

/** Those of the bureau that concern the asker: of the own units, all for who sees all; the open ones first. */
export async function listConsultations(work: UnitOfWork, asker: Asker): Promise<ConsultationView[]> {
  const unitIds = unitsOf(asker, "contact", "head", "deputy").map(({ id }) => id);
  const all = holds(asker, "coordinator", "director", "auditor");
  const rows = await work.tx.consultation.findMany({
    where: {
      orgId: work.orgId,
      ...(all
        ? {}
        : { OR: [{ byUnitId: { in: unitIds } }, { parties: { some: { unitId: { in: unitIds } } } }] }),
    },
    include,
    orderBy: [{ state: "asc" }, { number: "desc" }],
    take: 30,
  });
  return present(work.tx, rows);
}

/** One of them, locked; NOT_FOUND for others than it concerns. */
export async function lockConsultation(
  work: UnitOfWork,
  asker: Asker,
  number: number,
): Promise<ConsultationView> {
  const { tx, orgId } = work;
  await tx.$queryRaw`SELECT "id" FROM "Consultation" WHERE "orgId" = ${orgId} AND "number" = ${number} FOR UPDATE`;
  const row = await tx.consultation.findUnique({ where: { orgId_number: { orgId, number } }, include });
  const [view] = row ? await present(tx, [row]) : [];
  const unitIds = unitsOf(asker, "contact", "head", "deputy").map(({ id }) => id);
  const concerns =
    view !== undefined &&
    (holds(asker, "coordinator", "director", "auditor") ||
      [view.byUnitId, ...view.parties.map(({ unitId }) => unitId)].some((id) => unitIds.includes(id)));
  if (!view || !concerns)
    throw new AppError(
      "NOT_FOUND",
      `没有${consultationCode(number)}这件会商，或者与您的单位无关。发送 /会商 可查看。`,
    );
  return view;
}

/** Whether the person takes it to its end: the coordinator of the lead unit, of any where no campaign stands behind it. */
export function mayDecideOn(asker: Pick<Asker, "posts">, { leadUnitId }: ConsultationView): boolean {
  return unitsOf(asker, "coordinator").some(({ id }) => leadUnitId === null || id === leadUnitId);
}

/** The party for which the person answers, or null. */
export function partyOf(asker: Pick<Asker, "posts">, { parties }: ConsultationView): Party | null {
  const own = unitsOf(asker, "contact", "head").map(({ id }) => id);
  return parties.find(({ unitId }) => own.includes(unitId)) ?? null;
}
