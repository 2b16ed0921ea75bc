// An upper level's own form, filled with what was accepted: found by its header, written in its own looks.
import type { CardAction } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { dayOf } from "../../domain/day.ts";
import { materialCode, readCode } from "../../domain/obligation.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { titleOn } from "../../ledger/titles.ts";
import type { Values } from "../../ledger/value.ts";
import {
  type FillRow,
  fillTemplate,
  inspectWorkbook,
  partsOfForm,
  type WorkbookInspection,
} from "../../ledger/workbook.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";
import { type CampaignProgress, readCampaigns } from "../progress/campaigns.ts";
import { scopeOf } from "../progress/scope.ts";
import { clip } from "../progress/words.ts";
import type { Runtime } from "../runtime.ts";
import { readHandedIn } from "../submissions/materials.ts";
import { choiceOf, type OpenedFile } from "../submissions/sent-file.ts";
import { shortFileName } from "../submissions/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import {
  chooseLedgers,
  definitionOf,
  type LedgerSource,
  listLedgers,
  readParts,
  rowsOf,
  type UnitPart,
} from "./ledgers.ts";
import { RECTIFICATION_LEDGER, readRectification } from "./rectification.ts";
import { type Made, type Outcome, sendMade } from "./request.ts";

const MOST_OFFERS = 6;
const LEAST_COLUMNS = 3;
const LEAST_FIT = 0.5;
const ABOUT_AS_GOOD = 0.8;

/**
 * What a form could be filled with: a ledger that a matter asks for (all of its lists, where it is printed as several), or
 * the problems of a campaign as they are followed.
 */
export type FormSource =
  | { kind: "ledger"; lists: readonly [LedgerSource, ...LedgerSource[]] }
  | { kind: "problems"; campaign: CampaignProgress };

/** What of the running campaigns fits a form's header; `words` (a name, a matter's number, 「A12」) choose among it. */
export async function findFormSources(
  runtime: Pick<Runtime, "store" | "clock">,
  asker: Asker,
  { bytes }: Pick<OpenedFile, "bytes">,
  words = "",
): Promise<FormSource[]> {
  const { db } = runtime.store;
  const definitions = await readDefinitions(db, asker.orgId);
  const codes = ledgersIn(await inspectWorkbook(bytes, definitions.all));
  if (codes.size === 0) return [];
  const now = runtime.clock.now();
  const all = await readCampaigns(db, { orgId: asker.orgId, scope: scopeOf(asker), now, today: dayOf(now) });
  const running = all.filter(({ closed }) => !closed);
  const campaigns = running.length > 0 ? running : all;
  const sources = (await listLedgers(db, campaigns, definitions)).filter(({ definition }) =>
    codes.has(definition.code),
  );
  const coded = /^A\d/i.test(words) ? readCode(words) : null;
  const meant = coded ? await ofAssignment(db, sources, coded) : chooseLedgers(sources, words);
  const [latest] = campaigns;
  return [
    ...groupLists(sources, meant),
    ...(latest && codes.has(RECTIFICATION_LEDGER) && !coded
      ? [{ kind: "problems" as const, campaign: latest }]
      : []),
  ];
}

/** The codes of the ledgers that a form carries; it may ask for a part of a ledger's columns, and for few others. */
function ledgersIn({ candidates }: WorkbookInspection): Set<string> {
  const fitting = candidates.filter(({ matched, fit }) => matched >= LEAST_COLUMNS && fit >= LEAST_FIT);
  const most = Math.max(...fitting.map(({ matched }) => matched));
  return new Set(
    fitting.filter(({ matched }) => matched >= most * ABOUT_AS_GOOD).map(({ definition }) => definition.code),
  );
}

/** The chosen ledgers, each with the other lists of its matter and period. */
function groupLists(sources: readonly LedgerSource[], meant: readonly LedgerSource[]): FormSource[] {
  const groups = new Map<string, LedgerSource[]>();
  for (const source of meant) {
    const { matter, definition, material } = source;
    const list = definition.split ? "" : material.key;
    const id = JSON.stringify([matter.obligationId, matter.period, definition.code, list]);
    const same = (one: LedgerSource) =>
      one.matter.obligationId === matter.obligationId &&
      one.matter.period === matter.period &&
      one.definition.code === definition.code;
    if (!groups.has(id)) groups.set(id, definition.split ? sources.filter(same) : [source]);
  }
  return [...groups.values()].map(([first, ...others]) => ({ kind: "ledger", lists: [first!, ...others] }));
}

/** The sources that an assignment's code stands for: those of its matter and period. */
async function ofAssignment(
  db: Pick<Tx, "assignment">,
  sources: readonly LedgerSource[],
  { number, materialKey }: { number: number; materialKey: string | null },
): Promise<LedgerSource[]> {
  const found = await db.assignment.findUnique({ where: { number } });
  return sources.filter(
    ({ matter, material }) =>
      matter.obligationId === found?.obligationId &&
      matter.period === found.period &&
      (materialKey === null || material.key === materialKey),
  );
}

/** The buttons that fill a form, one for each thing it could be filled with. */
export async function formActions(
  db: Pick<Tx, "assignment">,
  file: Pick<OpenedFile, "sha256">,
  sources: readonly FormSource[],
): Promise<CardAction[]> {
  const actions: CardAction[] = [];
  for (const one of sources.slice(0, MOST_OFFERS)) {
    if (one.kind === "problems") {
      actions.push({ action: "fill-problems", label: "填入整改情况", value: choiceOf(file, null) });
      continue;
    }
    const { matter, material } = one.lists[0];
    const some = await db.assignment.findFirst({
      where: { obligationId: matter.obligationId, period: matter.period },
      orderBy: { number: "asc" },
    });
    if (!some) continue;
    const period = matter.period ? `(${matter.period})` : "";
    const value = choiceOf(file, materialCode(some.number, material.key));
    actions.push({ action: "fill-form", label: `填入${clip(nameOf(one.lists), 14)}${period}`, value });
  }
  return actions;
}

function nameOf([{ definition, material }, ...others]: readonly [LedgerSource, ...LedgerSource[]]): string {
  return others.length > 0 ? definition.title : titleOn(definition, material.name);
}

/** Fills a form and answers with it, or says why it cannot be filled. */
export async function prepareForm(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  chosen: FormSource,
): Promise<(work: UnitOfWork) => Promise<Reply[]>> {
  const outcome =
    chosen.kind === "ledger"
      ? await fillLedger(runtime, asker, file, chosen.lists)
      : await fillProblems(runtime, asker, file, chosen.campaign);
  return (work) => sendMade(work, { asker, inGroup: false }, outcome);
}

async function fillLedger(
  { store }: Pick<Runtime, "store">,
  asker: Asker,
  file: OpenedFile,
  lists: readonly [LedgerSource, ...LedgerSource[]],
): Promise<Outcome> {
  const { material, matter, sensitive } = lists[0];
  const title = `《${nameOf(lists)}》${matter.period ? `(${matter.period})` : ""}`;
  const scope = scopeOf(asker);
  const all = await Promise.all(lists.map((list) => readParts(store.db, list, scope)));
  const parts = all[0]!;
  const definition = definitionOf(lists[0], all.flat());
  const accepted = all.flat().filter(({ state }) => state === "accepted");
  const rows = accepted.flatMap(rowsOf);
  // A unit may fill several lists of one ledger.
  const filled = accepted.filter(({ rows: own }) => (own?.length ?? 0) > 0);
  const units = new Set(filled.map(({ unit }) => unit)).size;
  const rest = restWords(parts, material.key);
  if (rows.length === 0) return { made: [], lines: [`${title}还没有审核通过的条目，没有填写。${rest}`] };
  const about = { title: `${title}审核通过的${units}家`, rest, sensitive };
  return fill(file, definition, rows, { ...about, subject: `obligation:${matter.obligationId}` });
}

async function fillProblems(
  { store }: Pick<Runtime, "store">,
  asker: Asker,
  file: OpenedFile,
  campaign: CampaignProgress,
): Promise<Outcome> {
  const input = { campaignId: campaign.id, scope: scopeOf(asker) };
  const rows = await readRectification(store.db, input);
  if (rows.length === 0)
    return { made: [], lines: [`“${clip(campaign.title)}”目前没有登记的问题，没有填写。`] };
  const about = { title: `“${clip(campaign.title)}”的整改情况`, rest: "", sensitive: true };
  const definition = (await readDefinitions(store.db, asker.orgId)).find(RECTIFICATION_LEDGER)!;
  return fill(file, definition, rows, {
    ...about,
    subject: `campaign:${campaign.id}`,
  });
}

/** Writes the rows that have a table in the form. */
async function fill(
  file: OpenedFile,
  definition: LedgerDefinition,
  rows: readonly FillRow[],
  about: { title: string; rest: string; subject: string; sensitive: boolean },
): Promise<Outcome> {
  const parts = await partsOfForm(file.bytes, definition);
  const wanted = rows.filter(
    ({ values }) => parts.length === 0 || parts.some((part) => isWithin(part, values)),
  );
  const name = `${file.name.replace(/\.xls[xm]?$/i, "")}(已填).xlsx`;
  if (wanted.length === 0)
    return { made: [], lines: [`${about.title}没有可填入“${shortFileName(file.name)}”的条目。`] };
  const filling = await fillTemplate(file.bytes, definition, wanted);
  if (filling.bytes === null)
    return { made: [], lines: [`“${shortFileName(file.name)}”没有填：${filling.issue}。`] };
  const apart = rows.length - wanted.length;
  const made: Made = {
    name,
    bytes: filling.bytes,
    subject: about.subject,
    kind: "form",
    rows: wanted.length,
    line: [
      `${about.title}、${wanted.length}条，已填入“${shortFileName(file.name)}”，版式没有改动。${about.rest}`,
      ...(apart > 0 ? [`另有${apart}条属于别的表，没有填入。`] : []),
      ...filling.left.map((line) => `${line}。`),
    ].join("\n"),
    sensitive: about.sensitive,
  };
  return { made: [made], lines: [] };
}

function isWithin(part: Values, values: Values): boolean {
  return Object.entries(part).every(([key, value]) => values[key] === value);
}

/** 「零报告1家。未计入：待审核2家、退回补正1家、未报3家。」 */
function restWords(parts: readonly UnitPart[], materialKey: string): string {
  const handed = (part: UnitPart) =>
    part.materials === null ? [] : readHandedIn(part.materials).filter(({ key }) => key === materialKey);
  const nil = parts.filter((part) => part.state === "accepted" && handed(part).some((one) => one.nil)).length;
  const count = (...states: string[]) => parts.filter(({ state }) => states.includes(state)).length;
  const left = (
    [
      ["待审核", count("submitted")],
      ["退回补正", count("returned")],
      ["未报", count("open", "signing")],
    ] as const
  ).flatMap(([word, number]) => (number > 0 ? [`${word}${number}家`] : []));
  return [nil > 0 ? `零报告${nil}家。` : "", left.length > 0 ? `未计入：${left.join("、")}。` : ""].join("");
}
