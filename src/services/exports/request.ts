// /台账 and /导出: makes the files before the transaction opens, keeps them and writes down who took what within it.
import { type CardAction, card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { dayOf } from "../../domain/day.ts";
import { normaliseName } from "../../domain/text.ts";
import { titleOn } from "../../ledger/titles.ts";
import { readDefinitions } from "../definitions.ts";
import { keepFile, MAX_FILE_BYTES, XLSX } from "../files.ts";
import { GUARDED_FOR, guardedLink } from "../links.ts";
import { type CampaignProgress, readCampaigns } from "../progress/campaigns.ts";
import { readQuality } from "../progress/quality.ts";
import { scopeOf } from "../progress/scope.ts";
import { findTargets } from "../progress/target.ts";
import { clip, sayInstant } from "../progress/words.ts";
import type { Runtime } from "../runtime.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { exportMissing } from "./evidence.ts";
import { exportFigures } from "./figures.ts";
import { chooseLedgers, exportLedger, listLedgers } from "./ledgers.ts";
import { exportRectification, RECTIFICATION_LEDGER } from "./rectification.ts";

/** What is to be exported: ledgers, the units missing, the figures, or the problems as they are followed. */
export type ExportKind = "ledgers" | "missing" | "figures" | "problems" | "form";

/** A file that was made. */
export interface Made {
  name: string;
  bytes: Uint8Array;
  /** What it is about, for the audit trail. */
  subject: string;
  kind: ExportKind;
  rows: number;
  /** One line for the asker. */
  line: string;
  sensitive: boolean;
}

/** Files and sentences that a request comes to. */
export interface Outcome {
  made: Made[];
  lines: string[];
}

const MOST_FILES = 12;
/** 「分单位」: a sheet for each unit instead of one merged table. */
const PER_UNIT = /(?:分|按)单位(?:分?表)?|一个?单位一(?:张|个)?表/;
const SEND_FORM =
  "请把上级发来的空表(.xlsx)直接发给我，我认出是哪一本台账后请您确认，再把审核通过的条目填进去，版式不变。";
const NOTHING = "目前没有发布的专项行动，还没有可以导出的内容。";

/** 「未报」「进度」 and 「整改」 are lists of their own, 「模板」 fills a form that is sent; anything else names a ledger. */
export function readExportKind(words: string): { kind: ExportKind; words: string } {
  const form = /^(?:上级)?(?:模板|样表|表样)(?=\s|$)/;
  const missing = /^(?:应报)?未[报交](?:名单|单位)?(?=\s|$)/;
  const figures = /^(?:进度|情况|报送情况|统计)(?=\s|$)/;
  const problems = /^(?:问题)?(?:整改|销号)(?:情况|清单)?(?=\s|$)/;
  const rest = (pattern: RegExp) => words.replace(pattern, "").trim();
  if (missing.test(words)) return { kind: "missing", words: rest(missing) };
  if (figures.test(words)) return { kind: "figures", words: rest(figures) };
  if (problems.test(words)) return { kind: "problems", words: rest(problems) };
  if (form.test(words)) return { kind: "form", words: rest(form) };
  return { kind: "ledgers", words };
}

/**
 * Reads and builds what the asker wants, as far as the asker may see; the result keeps the files, writes the audit
 * entries and answers the asker alone. Rows of a 敏感 ledger go out as a link behind the asker's own login.
 */
export async function prepareExport(
  runtime: Runtime,
  { asker, inGroup }: { asker: Asker; inGroup: boolean },
  kind: ExportKind,
  words: string,
): Promise<(work: UnitOfWork) => Promise<Reply[]>> {
  const outcome = await build(runtime, asker, kind, words);
  return (work) => sendMade(work, { asker, inGroup }, outcome);
}

/** Keeps what was made, writes down who took it, and answers the asker alone. */
export async function sendMade(
  work: UnitOfWork,
  { asker, inGroup }: { asker: Asker; inGroup: boolean },
  { made, lines }: Outcome,
): Promise<Reply[]> {
  const files: NonNullable<Reply["files"]> = [];
  const actions: CardAction[] = [];
  for (const { name, bytes, subject, kind: what, rows, sensitive } of made) {
    const file = await keepFile(work, { name, mime: XLSX, bytes });
    work.audit({ action: "export", subject, after: { what, name, sha256: file.sha256, rows } });
    if (sensitive) actions.push(linkTo(work, asker, file));
    else files.push(file);
  }
  const plain = made.filter(({ sensitive }) => !sensitive).map(({ line }) => line);
  const guarded = made.filter(({ sensitive }) => sensitive).map(({ line }) => line);
  const replies: Reply[] = inGroup ? [{ to: "here", text: "文件和名单不在群里发，已单独发给提问人。" }] : [];
  if (plain.length + lines.length > 0)
    replies.push({ to: "asker", text: [...plain, ...lines].join("\n"), files });
  if (guarded.length > 0) {
    const note = `敏感台账不在聊天中发送，请点按钮登录后下载。链接${GUARDED_FOR}内有效，只限本人使用，请勿转发。`;
    replies.push({ to: "asker", card: card("敏感台账", { body: [...guarded, note], actions }) });
  }
  return replies;
}

/** A button that logs the asker in and downloads. */
function linkTo(work: UnitOfWork, asker: Asker, file: { name: string; sha256: string }): CardAction {
  const label = `下载 ${clip(file.name.replace(/\.xlsx$/, ""), 18)}`;
  return { action: "open-export", label, url: guardedLink(work, asker.id, file) };
}

async function build(runtime: Runtime, asker: Asker, kind: ExportKind, words: string): Promise<Outcome> {
  if (kind === "form") return { made: [], lines: [SEND_FORM] };
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const today = dayOf(now);
  const scope = scopeOf(asker);
  const campaigns = await readCampaigns(db, { orgId: asker.orgId, scope, now, today });
  if (campaigns.length === 0) return { made: [], lines: [NOTHING] };
  if (kind === "ledgers") return buildLedgers(runtime, asker, campaigns, words);
  const [target] = await findTargets(db, campaigns, words);
  if (!target) return { made: [], lines: [`没有找到“${clip(words)}”这个专项行动。`] };
  const { campaign } = target;
  if (kind === "problems") return buildProblems(runtime, asker, campaign);
  const asOf = sayInstant(now);
  const file =
    kind === "missing"
      ? await exportMissing(db, { campaign, scope, now, today, asOf })
      : await exportFigures(campaign, await readQuality(db, { campaignId: campaign.id, scope }), asOf);
  const name = kind === "missing" ? "应报未报名单" : "报送情况统计";
  const line =
    kind === "missing"
      ? `截至${asOf}，“${clip(campaign.title)}”应报未报${file.rows}项次，名单附送达和收到时间。`
      : `截至${asOf}，“${clip(campaign.title)}”报送情况统计，共${file.rows}项。`;
  const subject = `campaign:${campaign.id}`;
  return {
    made: [{ ...file, name: `${name}(${today}).xlsx`, subject, kind, line, sensitive: false }],
    lines: [],
  };
}

async function buildProblems(runtime: Runtime, asker: Asker, campaign: CampaignProgress): Promise<Outcome> {
  const { db } = runtime.store;
  const today = dayOf(runtime.clock.now());
  const title = `“${clip(campaign.title)}”`;
  const definition = (await readDefinitions(db, asker.orgId)).find(RECTIFICATION_LEDGER);
  const { name: bureau } = await db.org.findUniqueOrThrow({ where: { id: asker.orgId } });
  const input = { campaignId: campaign.id, scope: scopeOf(asker), bureau, today };
  const file = definition && (await exportRectification(db, { ...input, definition }));
  if (!file) return { made: [], lines: [`${title}目前没有登记的问题。`] };
  const line = `${title}整改台账：${file.rows}个问题。`;
  const subject = `campaign:${campaign.id}`;
  const name = `整改台账(${today}).xlsx`;
  return { made: [{ ...file, name, subject, kind: "problems", line, sensitive: true }], lines: [] };
}

async function buildLedgers(
  runtime: Runtime,
  asker: Asker,
  campaigns: readonly CampaignProgress[],
  typed: string,
): Promise<Outcome> {
  const { db } = runtime.store;
  const perUnit = PER_UNIT.test(typed);
  const words = typed.replace(PER_UNIT, " ").trim();
  const running = campaigns.filter(({ closed }) => !closed);
  const definitions = await readDefinitions(db, asker.orgId);
  const asked = words || running.length === 0 ? campaigns : running;
  const sources = await listLedgers(db, asked, definitions);
  const chosen = chooseLedgers(sources, words);
  if (chosen.length === 0) {
    const titles = [...new Set(sources.map(({ matter, material }) => `${matter.number} ${material.name}`))];
    const choices = titles.length > 0 ? `现有：${titles.join("、")}` : "目前的报送事项都没有台账。";
    return { made: [], lines: [words ? `没有找到“${clip(words)}”这本台账。${choices}` : choices] };
  }
  const { name: bureau } = await db.org.findUniqueOrThrow({ where: { id: asker.orgId } });
  const by = { scope: scopeOf(asker), bureau, today: dayOf(runtime.clock.now()), perUnit };
  const made: Made[] = [];
  const lines: string[] = [];
  for (const source of chosen.slice(0, MOST_FILES)) {
    const { matter, material, sensitive, definition } = source;
    const file = await exportLedger(db, source, by);
    const title = `《${titleOn(definition, material.name)}》${matter.period ? `(${matter.period})` : ""}`;
    if (!file) {
      lines.push(`${title}还没有单位报送。`);
    } else if (file.bytes.length > MAX_FILE_BYTES) {
      lines.push(`${title}有${file.rows}条，文件太大，请按单位或分期导出。`);
    } else {
      const nil = file.nil.length > 0 ? `，零报告${file.nil.length}家` : "";
      const line = `${title}：${file.units}家、${file.rows}条${nil}。`;
      made.push({ ...file, subject: `obligation:${matter.obligationId}`, kind: "ledgers", line, sensitive });
    }
  }
  if (chosen.length > MOST_FILES) {
    lines.push(`还有${chosen.length - MOST_FILES}本没有导出，请加上台账名称或事项号再发一次。`);
  }
  return { made: unlikeNames(made), lines };
}

/** Files of one message are told apart by their names; matters that share a ledger get their number in front. */
function unlikeNames(made: readonly Made[]): Made[] {
  const seen = new Map<string, number>();
  return made.map((file) => {
    const key = normaliseName(file.name);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? file : { ...file, name: file.name.replace(/\.xlsx$/, `-${count}.xlsx`) };
  });
}
