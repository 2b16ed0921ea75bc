// Who may claim a row, corrected by the lead unit: names that nobody bears get units, or are none of the bureau's.
import { AppError } from "../../errors.ts";
import { NOT_OURS } from "../campaigns/form.ts";
import { matchUnits, readDirectory, unitNames } from "../campaigns/units.ts";
import { readVersion } from "../campaigns/versions.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findUndertakings } from "./rows.ts";
import { askClaimers } from "./tell.ts";

/** What the lead unit says of names that nobody bears: name → a unit's or group's id, or `NOT_OURS`. */
export interface NameMatches {
  campaignId: string;
  matches: ReadonlyMap<string, string>;
  /** Keep the names as aliases of the units, so that the next plan is read at once. */
  remember: boolean;
}

/** Reads all rows again with what the names mean; units that were set by hand stay. Returns the sentence for the page. */
export async function matchNames(work: UnitOfWork, input: NameMatches): Promise<string> {
  const { tx, orgId } = work;
  const known = await readDirectory(tx, orgId);
  const chosen = [...input.matches].filter(
    ([, value]) => value === NOT_OURS || known.some(({ id }) => id === value),
  );
  if (chosen.length === 0) return "没有新的对应，请先选好名称对应的单位。";
  const strange = new Set(chosen.filter(([, value]) => value === NOT_OURS).map(([name]) => name));
  const namesOf = (id: string) => chosen.filter(([, value]) => value === id).map(([name]) => name);
  const directory = known.map((unit) => ({ ...unit, aliases: [...unit.aliases, ...namesOf(unit.id)] }));
  const rows = await findUndertakings(tx, input.campaignId);
  const affected = rows.filter(({ unmatched }) => unmatched.some((name) => input.matches.has(name)));
  const read = affected.map((row) => {
    const lead = matchUnits(row.leadNames, directory);
    const responsible = matchUnits(row.responsibleNames, directory);
    const unitIds = [...new Set([...row.unitIds, ...lead.unitIds, ...responsible.unitIds])];
    const open = [...new Set([...lead.unmatched, ...responsible.unmatched])];
    return {
      id: row.id,
      number: row.number,
      leadIds: [...new Set([...row.leadIds, ...lead.unitIds])],
      unitIds,
      unmatched: open.filter((name) => row.unmatched.includes(name) && !strange.has(name)),
      added: unitIds.filter((id) => !row.unitIds.includes(id)),
    };
  });
  await tx.$executeRaw`
    UPDATE "Undertaking" u SET
      "leadIds" = ARRAY(SELECT jsonb_array_elements_text(p."leadIds")),
      "unitIds" = ARRAY(SELECT jsonb_array_elements_text(p."unitIds")),
      "unmatched" = ARRAY(SELECT jsonb_array_elements_text(p."unmatched"))
    FROM jsonb_to_recordset(${JSON.stringify(read)}::jsonb)
      AS p("id" text, "leadIds" jsonb, "unitIds" jsonb, "unmatched" jsonb)
    WHERE u."id" = p."id"`;
  if (input.remember) {
    for (const unit of known) {
      const names = namesOf(unit.id);
      if (names.length > 0)
        await tx.unit.update({ where: { id: unit.id }, data: { aliases: [...unit.aliases, ...names] } });
    }
  }
  work.audit({
    action: "match-names",
    subject: `campaign:${input.campaignId}`,
    after: {
      names: Object.fromEntries(chosen),
      remember: input.remember,
      rows: read.map(({ number }) => number),
    },
  });
  const fresh = read.flatMap(({ number, added }) => (added.length > 0 ? [{ number, unitIds: added }] : []));
  const asked = await askAgain(work, input.campaignId, fresh, chosen.map(([name]) => name).join("+"));
  return `已对应${chosen.length}个名称，涉及${read.length}项任务${asked > 0 ? `，已请${asked}个单位认领` : ""}。`;
}

/** Asks units that were added to rows after publishing. */
async function askAgain(
  work: UnitOfWork,
  campaignId: string,
  fresh: readonly { number: number; unitIds: string[] }[],
  round: string,
): Promise<number> {
  const latest = await work.tx.planVersion.findFirst({
    where: { campaignId, publishedAt: { not: null } },
    orderBy: { version: "desc" },
    select: { id: true },
  });
  if (!latest || fresh.length === 0) return 0;
  return askClaimers(work, await readVersion(work.tx, work.orgId, latest.id), fresh, round);
}

/** Sets the units that may claim a row; who has claimed it stays. New ones are asked. Returns the sentence for the page. */
export async function assignUnits(
  work: UnitOfWork,
  input: { campaignId: string; number: number; unitIds: readonly string[] },
): Promise<string> {
  const rows = await findUndertakings(work.tx, input.campaignId);
  const row = rows.find(({ number }) => number === input.number);
  if (!row) throw new AppError("NOT_FOUND", "没有这一项任务，它可能已撤下，请刷新页面。");
  const directory = await readDirectory(work.tx, work.orgId);
  const known = directory.filter(({ kind }) => kind !== "group").map(({ id }) => id);
  const claimed = row.claims.map(({ unitId }) => unitId);
  const unitIds = known.filter((id) => input.unitIds.includes(id) || claimed.includes(id));
  await work.tx.undertaking.update({ where: { id: row.id }, data: { unitIds, unmatched: [] } });
  work.audit({
    action: "assign-undertaking",
    subject: `undertaking:${row.id}`,
    before: { number: row.number, unitIds: row.unitIds, unmatched: row.unmatched },
    after: { number: row.number, unitIds },
  });
  const added = unitIds.filter((id) => !row.unitIds.includes(id));
  await askAgain(
    work,
    input.campaignId,
    added.length > 0 ? [{ number: row.number, unitIds: added }] : [],
    `${row.number}:${added.join("+")}`,
  );
  const names = unitNames(unitIds, directory).join("、") || "没有单位";
  return `第${row.number}项可以认领的单位：${names}。${added.length > 0 ? "新加的单位已通知。" : ""}`;
}
