// Writing a new version of a ledger; what two people change at once is put together column by column.
import { canonicalJson } from "../../domain/audit.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { Prisma } from "../../store/generated/client.ts";
import { type Definitions, readDefinitions } from "../definitions.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { defineTyped, type Ground } from "./columns.ts";
import { type LedgerFault, optionsOf, type TypedColumn, type TypedLedger, typedOf } from "./typed.ts";

/** A ledger to be saved. `code` is null for a new one; `version` is the one that was opened. */
export interface Saving {
  code: string | null;
  /** The ledger that a new one is made after. */
  after: string | null;
  version: number;
  typed: TypedLedger;
}

/** What became of it; `moved` is what to show where somebody saved in between. */
export type Saved =
  | { kind: "saved"; code: string; version: number; changed: boolean }
  | { kind: "refused"; faults: LedgerFault[] }
  | { kind: "moved"; typed: TypedLedger; version: number; both: string[] };

const OWN_CODE = /^own-(\d+)$/;

/** What a typed ledger is made from, as the bureau's ledgers stand. */
export function groundOf(definitions: Definitions, { code, after }: Pick<Saving, "code" | "after">): Ground {
  const versions = code === null ? [] : definitions.versions(code);
  const own = code ?? nextCode(definitions);
  return {
    code: own,
    version: (versions[0]?.version ?? 0) + 1,
    base: code === null ? modelOf(definitions, after) : definitions.find(code),
    earlier: versions,
    taken: definitions.all.filter((one) => one.code !== own).map(({ title }) => title),
  };
}

/** The ledger a new one is made after, without what belongs to it alone: its annex and the titles it is known by. */
function modelOf(definitions: Definitions, code: string | null): LedgerDefinition | null {
  const found = code === null ? null : definitions.find(code);
  if (!found) return null;
  const { attachment: _a, matches: _m, variantOf: _v, ...rest } = found;
  return rest;
}

function nextCode({ all }: Definitions): string {
  const last = Math.max(0, ...all.map(({ code }) => Number(OWN_CODE.exec(code)?.[1] ?? 0)));
  return `own-${last + 1}`;
}

/**
 * Saves a ledger as its next version, which is in force at once; rows keep theirs. The first change of a built-in ledger
 * keeps the built-in version too, so that its rows stay readable whatever later releases bring.
 */
export async function saveLedger(work: UnitOfWork, { code, after, version, typed }: Saving): Promise<Saved> {
  const { tx, orgId } = work;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`ledgers:${orgId}`}, 0))`;
  const definitions = await readDefinitions(tx, orgId);
  const ground = groundOf(definitions, { code, after });
  const current = code === null ? null : ground.base;
  if (current && current.version !== version) {
    const opened = definitions.at(current.code, version) ?? current;
    return {
      kind: "moved",
      ...mergeTyped(typedOf(opened), typedOf(current), typed),
      version: current.version,
    };
  }
  const twin = code === null && definitions.all.find((one) => isTyped(typedOf(one), typed));
  if (twin) return { kind: "saved", code: twin.code, version: twin.version, changed: false };
  const made = defineTyped(typed, ground);
  if (!made.definition) return { kind: "refused", faults: made.faults };
  const { definition } = made;
  if (current && sameBut(current, definition))
    return { kind: "saved", code: current.code, version: current.version, changed: false };
  const rows = [...(current ? [current] : []), definition];
  await tx.ledgerDefinition.createMany({
    data: rows.map((body) => ({
      orgId,
      code: body.code,
      version: body.version,
      body: body as unknown as Prisma.InputJsonObject,
    })),
    skipDuplicates: true,
  });
  work.audit({
    action: "define-ledger",
    subject: `ledger:${definition.code}`,
    ...(current ? { before: { version: current.version, title: current.title } } : {}),
    after: {
      version: definition.version,
      title: definition.title,
      columns: definition.fields.map(({ key, label, kind }) => `${key} ${label} ${kind}`),
    },
  });
  return { kind: "saved", code: definition.code, version: definition.version, changed: true };
}

function sameBut(
  { version: _, ...one }: LedgerDefinition,
  { version: __, ...other }: LedgerDefinition,
): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** Whether a new ledger is one that is there already, as when the same page is sent twice. */
function isTyped(known: TypedLedger, typed: TypedLedger): boolean {
  const plain = ({ title, columns, ...rest }: TypedLedger) =>
    canonicalJson({
      ...rest,
      title: title.trim(),
      columns: columns.map((column) => ({
        label: column.label.trim(),
        kind: column.kind,
        required: column.required,
        options: optionsOf(column),
        hint: column.hint.trim(),
        formula: column.formula.trim(),
        identifies: column.identifies,
        feeds: column.feeds,
      })),
    });
  return plain(known) === plain(typed);
}

/** Both people's changes since the version that was opened; where they differ on a column, `mine`, and `both` names it. */
export function mergeTyped(
  opened: TypedLedger,
  theirs: TypedLedger,
  mine: TypedLedger,
): { typed: TypedLedger; both: string[] } {
  const both: string[] = [];
  const choose = <T>(name: string, before: T, their: T, own: T): T => {
    if (canonicalJson(own) === canonicalJson(before)) return their;
    if (canonicalJson(their) !== canonicalJson(before) && canonicalJson(their) !== canonicalJson(own))
      both.push(name);
    return own;
  };
  const find = ({ columns }: TypedLedger, key: string) =>
    key === "" ? undefined : columns.find((column) => column.key === key);
  const columns = mine.columns.flatMap((own): TypedColumn[] => {
    const before = find(opened, own.key);
    const their = find(theirs, own.key);
    if (!before) return [own];
    if (their) return [choose(own.label, before, their, own)];
    // They took it away: it stays only for whoever has changed it.
    if (canonicalJson(before) === canonicalJson(own)) return [];
    both.push(own.label);
    return [{ ...own, key: "" }];
  });
  for (const [index, their] of theirs.columns.entries()) {
    const before = find(opened, their.key);
    if (find(mine, their.key) || (before && canonicalJson(before) === canonicalJson(their))) continue;
    if (before) both.push(their.label);
    columns.splice(Math.min(index, columns.length), 0, their);
  }
  return {
    typed: {
      title: choose("台账名称", opened.title, theirs.title, mine.title),
      level: choose("级别", opened.level, theirs.level, mine.level),
      nil: choose("没有内容时", opened.nil, theirs.nil, mine.nil),
      columns,
    },
    both,
  };
}
