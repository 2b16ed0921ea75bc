// What somebody means by the words behind /进度: a number, a matter, a unit or a campaign.
import { normaliseName } from "../../domain/text.ts";
import type { Tx } from "../../store/open.ts";
import type { CampaignProgress } from "./campaigns.ts";
import type { Matter } from "./figures.ts";

/** One campaign, whole or only one obligation of it (all its periods). */
export interface Target {
  campaign: CampaignProgress;
  matters: Matter[] | null;
}

const NUMBER = /^(?:第|事项)?\s*(\d{1,4})\s*(?:项|号|\.|、)?$/;
const CODE = /^[Aa](\d{1,8})$/;

function ofObligation(campaigns: readonly CampaignProgress[], meant: (matter: Matter) => boolean): Target[] {
  return campaigns.flatMap((campaign) => {
    const found = [...campaign.matters, ...campaign.upward].filter(meant);
    const ids = [...new Set(found.map(({ obligationId }) => obligationId))];
    return ids.map((id) => ({ campaign, matters: found.filter(({ obligationId }) => obligationId === id) }));
  });
}

/** 「自查材料」 means 「自查情况书面材料」: its characters stand there in this order. */
function isWithin(said: string, what: string): boolean {
  const wanted = [...said];
  for (const character of normaliseName(what)) if (character === wanted[0]) wanted.shift();
  return wanted.length === 0;
}

/** The targets that the words can mean, the likeliest first; none where they mean nothing, all campaigns without words. */
export async function findTargets(
  db: Pick<Tx, "assignment">,
  campaigns: readonly CampaignProgress[],
  words: string,
): Promise<Target[]> {
  const said = normaliseName(words);
  if (said === "") return campaigns.map((campaign) => ({ campaign, matters: null }));
  const code = CODE.exec(said)?.[1];
  if (code) {
    const row = await db.assignment.findUnique({ where: { number: Number(code) } });
    return ofObligation(campaigns, ({ obligationId }) => obligationId === row?.obligationId);
  }
  const number = NUMBER.exec(words.trim())?.[1];
  if (number) return ofObligation(campaigns, (matter) => matter.number === Number(number)).slice(0, 1);
  const exact = ofObligation(campaigns, ({ what }) => normaliseName(what).includes(said));
  const named = exact.length > 0 ? exact : ofObligation(campaigns, ({ what }) => isWithin(said, what));
  if (named.length > 0) return named;
  return campaigns
    .filter(({ title }) => normaliseName(title).includes(said))
    .map((campaign) => ({ campaign, matters: null }));
}

/** The active unit that the words name, by its name or an alias; null for none. */
export async function findUnit(
  db: Pick<Tx, "unit">,
  orgId: string,
  words: string,
): Promise<{ id: string; name: string } | null> {
  const said = normaliseName(words);
  if (said.length < 2) return null;
  const units = await db.unit.findMany({
    where: { orgId, active: true, kind: { not: "group" } },
    orderBy: { position: "asc" },
  });
  const names = (unit: (typeof units)[number]) => [unit.name, ...unit.aliases].map(normaliseName);
  return units.find((unit) => names(unit).includes(said)) ?? null;
}
