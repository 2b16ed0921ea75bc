// 通报: a draft for approval (送审稿) of how reports and rectification stand, to the coordinator alone; nothing is sent to a group.
import type { Asker, Reply } from "../chat/context.ts";
import { unitsOf } from "../chat/context.ts";
import { writeDocument } from "../documents/official.ts";
import { type Day, dayOf, formatDay } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { findTypedDay } from "./campaigns/typed-dates.ts";
import { keepFile } from "./files.ts";
import { type CampaignProgress, readCampaigns } from "./progress/campaigns.ts";
import { type Matter, sumTallies } from "./progress/figures.ts";
import { readProblems } from "./progress/problems.ts";
import { WHOLE } from "./progress/scope.ts";
import { findTargets } from "./progress/target.ts";
import { readUnits, type UnitRow } from "./progress/units.ts";
import { clip, sayInstant, sayMissing, sayProblems, sayTally } from "./progress/words.ts";
import { cleanWords } from "./rectification/entries.ts";
import { listProblems } from "./rectification/find.ts";
import { isOverdue } from "./rectification/problem.ts";
import type { Runtime } from "./runtime.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const APPROVAL =
  "这是送审稿，只发给您本人。点名通报须经分管领导审核、主要负责人签发；编号、用印按公文流程办理，印发后发送“/通报 登记 文号 日期”留痕。";

const NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/** One matter in words: its figures, who was late by how much, who is missing. */
function matterLines(matter: Matter, rows: readonly UnitRow[], place: number): string[] {
  const { what, period, tally, missing } = matter;
  const own = rows.filter(({ counted, status }) => counted && status !== "免报");
  const late = own.filter(
    ({ status, lateDays }) => lateDays > 0 && (status === "待审核" || status === "审核通过"),
  );
  const nil = own.filter((row) => row.nil);
  const number = NUMERALS[place] ?? String(place + 1);
  const due = matter.dueOn ? `，期限${formatDay(matter.dueOn, true)}` : "";
  return [
    `（${number}）${what}${period ? `（${period}）` : ""}${due}。${sayTally(tally, "家")}。`,
    ...(late.length > 0
      ? [`逾期报送：${late.map(({ unit, lateDays }) => `${unit}（逾期${lateDays}天）`).join("、")}。`]
      : []),
    ...(missing.length > 0 ? [`未报：${sayMissing(matter)}。`] : []),
    ...(nil.length > 0 ? [`零报告：${nil.map(({ unit }) => unit).join("、")}。`] : []),
  ];
}

/** The campaigns that the asker's units lead, as far as the words name one, with the matters they name. */
async function chooseTarget(
  runtime: Runtime,
  asker: Asker,
  words: string,
): Promise<{ campaign: CampaignProgress; matters: Matter[] } | string> {
  const now = runtime.clock.now();
  const { db } = runtime.store;
  const all = await readCampaigns(db, { orgId: asker.orgId, scope: WHOLE, now, today: dayOf(now) });
  const leads = unitsOf(asker, "coordinator").map(({ id }) => id);
  const campaigns = all.filter(({ leadUnitId }) => leads.includes(leadUnitId));
  if (campaigns.length === 0) return "目前没有由您牵头的专项行动，没有可以通报的情况。";
  const [target] = await findTargets(db, campaigns, words);
  if (!target) return `没有找到“${clip(words)}”。可以发送 /通报，或加事项号，如 /通报 3。`;
  const matters = (target.matters ?? target.campaign.matters).filter(
    ({ direction, upcoming, tally }) => direction === "internal" && !upcoming && tally.due > 0,
  );
  return { campaign: target.campaign, matters };
}

/** Reads the figures and writes the draft before the transaction opens; the result keeps it and answers the asker alone. */
export async function prepareNotice(
  runtime: Runtime,
  asker: Asker,
  words: string,
): Promise<(work: UnitOfWork) => Promise<Reply>> {
  const target = await chooseTarget(runtime, asker, words);
  if (typeof target === "string") return async () => ({ to: "asker", text: target });
  const { campaign, matters } = target;
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const today = dayOf(now);
  if (matters.length === 0)
    return async () => ({
      to: "asker",
      text: `“${clip(campaign.title)}”还没有到填报期的事项，没有可以通报的情况。`,
    });
  const rows = await readUnits(db, {
    obligationIds: [...new Set(matters.map(({ obligationId }) => obligationId))],
    scope: WHOLE,
    now,
  });
  const rowsOf = (matter: Matter) =>
    rows.filter(
      ({ obligationId, period }) => obligationId === matter.obligationId && period === matter.period,
    );
  const problems = await readProblems(db, { campaignId: campaign.id, scope: WHOLE });
  const followed = await listProblems(db, asker.orgId, WHOLE, { campaignId: campaign.id });
  const behind = followed.filter((problem) => isOverdue(problem, today));
  const tally = sumTallies(matters);
  const { name: bureau } = await db.org.findUniqueOrThrow({ where: { id: asker.orgId } });
  const [only] = matters;
  const subject = matters.length === 1 && words !== "" ? `“${only!.what}”` : `《${campaign.title}》`;
  const title = `关于${subject}报送情况的通报`;
  const opening = `截至${formatDay(today, true)}${sayInstant(now).replace(/^.*日/, "")}，《${campaign.title}》${sayTally(tally, "项次")}。现将有关情况通报如下：`;
  const overdue =
    behind.length > 0
      ? [
          `逾期未整改：${[...new Set(behind.map(({ unit }) => unit))]
            .map((name) => `${name}${behind.filter(({ unit }) => unit === name).length}个`)
            .join("、")}。`,
        ]
      : [];
  const paragraphs = [
    opening,
    "一、报送情况",
    ...matters.flatMap((matter, place) => matterLines(matter, rowsOf(matter), place)),
    "二、问题整改情况",
    sayProblems(problems),
    ...overdue,
    "三、有关要求",
    "未报送的单位请抓紧报送，退回补正的请按意见改好再报；有问题未整改的请按期完成并申请销号。",
  ];
  const bytes = await writeDocument({
    marking: "送审稿",
    title,
    to: "各有关单位",
    paragraphs,
    signature: bureau,
    date: `${today.slice(0, 4)}年  月  日`,
    table: {
      title: "报送情况统计表",
      head: ["事项", "期限", "应报", "已报", "按时", "逾期", "零报告", "未报", "未报单位"],
      widths: [26, 12, 6, 6, 6, 6, 7, 6, 25],
      rows: matters.map((matter) => [
        `${matter.what}${matter.period ? `（${matter.period}）` : ""}`,
        matter.dueOn ? formatDay(matter.dueOn) : "—",
        ...[
          matter.tally.due,
          matter.tally.done,
          matter.tally.onTime,
          matter.tally.late,
          matter.tally.nil,
          matter.tally.missing,
        ].map(String),
        matter.missing.map(({ unit }) => unit).join("、") || "—",
      ]),
    },
  });
  return async (work) => {
    const file = await keepFile(work, {
      name: `${title}（送审稿）.docx`.replace(/[《》“”]/g, ""),
      mime: DOCX,
      bytes,
    });
    work.audit({
      action: "draft-notice",
      subject: `campaign:${campaign.id}`,
      after: { title, sha256: file.sha256, matters: matters.length },
    });
    return { to: "asker", text: `${[title, ...paragraphs].join("\n")}\n\n${APPROVAL}`, files: [file] };
  };
}

/** Writes down under which number and on which day a notice was issued; returns the sentence. */
export async function registerNotice(work: UnitOfWork, asker: Asker, words: string): Promise<string> {
  const typed = findTypedDay(words, work.today);
  const number = cleanWords(typed ? words.replace(typed.words, "") : words, "文号", false, 60);
  if (!typed || number === "")
    throw new AppError(
      "INVALID_INPUT",
      "请写明文号和印发日期，例如：/通报 登记 某应急发〔2023〕8号 8月1日。",
    );
  const issuedOn: Day = typed.day;
  if (issuedOn > work.today)
    throw new AppError("INVALID_INPUT", `印发日期${formatDay(issuedOn, true)}还没有到，请核对。`);
  const leads = unitsOf(asker, "coordinator").map(({ id }) => id);
  const campaign = await work.tx.campaign.findFirst({
    where: { orgId: work.orgId, state: { not: "draft" }, leadUnitId: { in: leads } },
    orderBy: { publishedAt: "desc" },
  });
  if (!campaign) throw new AppError("NOT_FOUND", "目前没有由您牵头的专项行动。");
  work.audit({
    action: "register-notice",
    subject: `campaign:${campaign.id}`,
    after: { number, issuedOn },
  });
  return `已登记通报${number}，${formatDay(issuedOn, true)}印发（《${clip(campaign.title, 30)}》）。`;
}
