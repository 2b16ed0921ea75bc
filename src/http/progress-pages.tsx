// Pages of how the reports stand, behind a session; every row is checked against what the reader may see.
import { type Context, Hono } from "hono";
import { type Asker, holds } from "../chat/context.ts";
import { dayOf } from "../domain/day.ts";
import { readCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
import { readFile } from "../services/files.ts";
import { fileLink } from "../services/links.ts";
import { type CampaignProgress, readCampaigns } from "../services/progress/campaigns.ts";
import { readMetrics } from "../services/progress/metrics.ts";
import { readProblems } from "../services/progress/problems.ts";
import { readQuality } from "../services/progress/quality.ts";
import { readReport } from "../services/progress/report.ts";
import { covers, scopeOf } from "../services/progress/scope.ts";
import { readUnits } from "../services/progress/units.ts";
import { hasLevels } from "../services/roll-up/levels.ts";
import type { Runtime } from "../services/runtime.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { findUpward, mayRecordUpward, readUpward, recordUpward } from "../services/upward.ts";
import { CampaignPage, CampaignsPage, MatterPage } from "./pages/progress.tsx";
import { ReportPage } from "./pages/progress-report.tsx";
import { UpwardPage } from "./pages/upward.tsx";
import { type PageVariables, pageCause, requirePerson, samePerson } from "./session.ts";
import { limitUpload } from "./uploads.ts";

type PageContext = Context<{ Variables: PageVariables }>;

/** Routes under /progress. */
export function createProgressPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  const { db } = runtime.store;
  pages.use(requirePerson(runtime), limitUpload, samePerson);

  const reading = (asker: Asker) => ({ person: asker.name, now: runtime.clock.now() });
  const readAll = (asker: Asker): Promise<CampaignProgress[]> => {
    const now = runtime.clock.now();
    return readCampaigns(db, { orgId: asker.orgId, scope: scopeOf(asker), now, today: dayOf(now) });
  };
  const readOne = async (context: PageContext): Promise<CampaignProgress> => {
    const campaigns = await readAll(context.get("asker"));
    const campaign = campaigns.find(({ code }) => code === context.req.param("code"));
    if (!campaign) throw new AppError("NOT_FOUND", "没有这个专项行动，或者不在您可查看的范围。");
    return campaign;
  };
  const mayRecord = (asker: Asker, campaign: CampaignProgress) =>
    mayRecordUpward(asker, [campaign.leadUnitId]);

  pages.get("/", async (context) => {
    const asker = context.get("asker");
    return context.html(<CampaignsPage {...reading(asker)} campaigns={await readAll(asker)} />);
  });

  pages.get("/files/:token", async (context) => {
    const claims = runtime.cipher.verify(context.req.param("token"), runtime.clock.now());
    if (!claims?.export || !claims.name)
      throw new AppError("NOT_FOUND", "下载链接已过期，请在聊天里重新导出。");
    if (claims.holder !== context.get("asker").id)
      throw new AppError("FORBIDDEN", "这个下载链接只限导出的人本人使用。");
    const file = await readFile(db, runtime.cipher, claims.export);
    if (!file) throw new AppError("NOT_FOUND", "这个文件已不在系统里，请重新导出。");
    return context.body(new Uint8Array(file.bytes), 200, {
      "content-type": file.mime,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(claims.name)}`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  pages.get("/submissions/:id", async (context) => {
    const asker = context.get("asker");
    const scope = scopeOf(asker);
    const report = await readReport(db, asker.orgId, context.req.param("id"));
    if (!report || !(covers(scope, report.unitId) || covers(scope, report.preparerId)))
      throw new AppError("NOT_FOUND", "没有这份报送，或者不在您可查看的范围。");
    const fileUrl = (file: { name: string; sha256: string }) =>
      fileLink(runtime, { ...file, personId: asker.id });
    return context.html(<ReportPage {...reading(asker)} report={report} fileUrl={fileUrl} />);
  });

  pages.get("/:code", async (context) => {
    const asker = context.get("asker");
    const campaign = await readOne(context);
    const within = { campaignId: campaign.id, scope: scopeOf(asker) };
    const problems = await readProblems(db, within);
    const oversees = holds(asker, "coordinator", "director");
    return context.html(
      <CampaignPage
        {...reading(asker)}
        campaign={campaign}
        problems={problems}
        quality={await readQuality(db, within)}
        byUnit={holds(asker, "coordinator")}
        metrics={oversees ? await readMetrics(db, campaign.id) : []}
        mayRecord={mayRecord(asker, campaign)}
        levelled={scopeOf(asker).unitIds === null && (await hasLevels(db, campaign.id))}
      />,
    );
  });

  pages.get("/:code/upward", async (context) => {
    const asker = context.get("asker");
    const campaign = await readOne(context);
    if (!mayRecord(asker, campaign))
      throw new AppError("FORBIDDEN", `对外报送的日期和文号由${campaign.leadUnit}登记。`);
    return context.html(<UpwardPage {...reading(asker)} campaign={campaign} said={null} typed={null} />);
  });

  pages.post("/:code/upward", async (context) => {
    const asker = context.get("asker");
    const campaign = await readOne(context);
    const form = await context.req.formData();
    const field = (name: string) => String(form.get(name) ?? "").trim();
    const today = dayOf(runtime.clock.now());
    const number = readCode(field("assignment"))?.number ?? 0;
    const read = readUpward(`${field("on")} ${field("number")}`, today);
    const said = await record(context, campaign, number, read);
    return context.html(
      <UpwardPage
        {...reading(asker)}
        campaign={await readOne(context)}
        said={said}
        typed={said.tone === "bad" ? { assignment: number, on: field("on"), number: field("number") } : null}
      />,
      said.tone === "bad" ? 400 : 200,
    );
  });

  pages.get("/:code/:number", async (context) => {
    const asker = context.get("asker");
    const campaign = await readOne(context);
    const own = [...campaign.matters, ...campaign.upward].filter(
      ({ number }) => String(number) === context.req.param("number"),
    );
    const { period, show } = context.req.query();
    const begun = own.filter(({ upcoming }) => !upcoming);
    const matter = own.find((one) => one.period === period) ?? begun.at(-1) ?? own[0];
    if (!matter) throw new AppError("NOT_FOUND", "没有这个报送事项，或者不在您可查看的范围。");
    const units = await readUnits(db, {
      obligationIds: [matter.obligationId],
      period: matter.period,
      scope: scopeOf(asker),
      now: runtime.clock.now(),
    });
    return context.html(
      <MatterPage
        {...reading(asker)}
        campaign={campaign}
        matter={matter}
        periods={own.map((one) => one.period)}
        units={units}
        show={show ?? null}
      />,
    );
  });

  /** Entering the same twice changes nothing, so that a form sent twice is one act without a key. */
  async function record(
    context: PageContext,
    campaign: CampaignProgress,
    number: number,
    read: ReturnType<typeof readUpward>,
  ): Promise<{ tone: "good" | "bad"; text: string }> {
    const asker = context.get("asker");
    if ("problem" in read) return { tone: "bad", text: read.problem };
    try {
      return await inUnitOfWork(runtime, pageCause(asker), async (work) => {
        const { orgId, today } = work;
        const found = { orgId, number, isCode: true, campaignIds: [campaign.id], today };
        const assignmentId = await findUpward(work.tx, found);
        if (!assignmentId) throw new AppError("NOT_FOUND", "没有这项对外报送。");
        const done = await recordUpward(work, asker, { assignmentId, ...read });
        const late = done.lateDays > 0 ? `，比期限晚${done.lateDays}天` : "";
        return { tone: "good", text: `已登记“${done.what}”的上报日期和文号${late}。` } as const;
      });
    } catch (error) {
      if (error instanceof AppError && (error.code === "INVALID_INPUT" || error.code === "CONFLICT"))
        return { tone: "bad", text: error.message };
      throw error;
    }
  }

  return pages;
}
