// Routes of problems: the list, one problem with its forms, and the registering of what an inspection found.
import { type Context, Hono } from "hono";
import { type Asker, unitsOf } from "../chat/context.ts";
import { dayOf } from "../domain/day.ts";
import { readProblemWords } from "../domain/problem.ts";
import { AppError } from "../errors.ts";
import { fileLink } from "../services/links.ts";
import { scopeOf } from "../services/progress/scope.ts";
import { type ProblemDossier, readProblemDossier } from "../services/rectification/dossier.ts";
import { listProblems, readStanding } from "../services/rectification/find.ts";
import { registerProblem } from "../services/rectification/register.ts";
import { problemPath } from "../services/rectification/tell.ts";
import type { Runtime } from "../services/runtime.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { ProblemPage } from "./pages/problem.tsx";
import { ProblemListPage, readShow, SHOWS } from "./pages/problem-list.tsx";
import { NewProblemPage } from "./pages/problem-new.tsx";
import { ACTS, doPosted, fieldsOf, readAct, readEvidence, textsOf } from "./problem-posted.ts";
import { noStore, type PageVariables, pageCause, requirePerson, samePerson } from "./session.ts";
import { limitUpload } from "./uploads.ts";

type ProblemContext = Context<{ Variables: PageVariables }>;
type Failed = { act: string; fields: Record<string, string>; problem: string; status: 409 | 410 | 422 };

/** Routes under /problem. */
export function createProblemPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  const { db } = runtime.store;
  pages.use(requirePerson(runtime), noStore, limitUpload, samePerson);
  const today = () => dayOf(runtime.clock.now());

  const read = (context: ProblemContext): Promise<ProblemDossier> => {
    const found = readProblemWords(context.req.param("code") ?? "");
    if (found?.words !== "") throw new AppError("NOT_FOUND", "没有这个问题，请从聊天里重新打开。");
    return readProblemDossier(db, context.get("asker"), found.code);
  };

  const show = async (context: ProblemContext, dossier: ProblemDossier, failed: Failed | null = null) => {
    const asker = context.get("asker");
    const act = failed ? null : readAct(context.req.query("done"));
    const files = dossier.entries.flatMap(({ file }) =>
      file
        ? [[file.sha256, new URL(fileLink(runtime, { ...file, personId: asker.id })).pathname] as const]
        : [],
    );
    return context.html(
      <ProblemPage
        person={asker.name}
        dossier={dossier}
        today={today()}
        done={act && ACTS[act]}
        failed={failed}
        files={Object.fromEntries(files)}
      />,
      failed?.status ?? 200,
    );
  };

  pages.get("/", async (context) => {
    const asker = context.get("asker");
    const scope = scopeOf(asker);
    const standing = await readStanding(db, { orgId: asker.orgId, scope, today: today() });
    const shown = readShow(context.req.query("show"));
    const list = await listProblems(db, asker.orgId, scope, SHOWS[shown].where, shown === "gone");
    const directs = unitsOf(asker, "coordinator").length > 0;
    return context.html(
      <ProblemListPage
        person={asker.name}
        scope={scope.name}
        today={today()}
        standing={standing}
        show={shown}
        list={list}
        directs={directs}
      />,
    );
  });

  const showNew = async (
    context: ProblemContext,
    failed: { fields: Record<string, string>; problem: string } | null = null,
  ) => {
    const asker = context.get("asker");
    return context.html(
      <NewProblemPage person={asker.name} today={today()} {...(await readChoices(asker))} failed={failed} />,
      failed ? 422 : 200,
    );
  };

  const readChoices = async (asker: Asker) => {
    const leadUnitIds = unitsOf(asker, "coordinator").map(({ id }) => id);
    if (leadUnitIds.length === 0) throw new AppError("FORBIDDEN", "抽检问题由牵头科室管理员登记。");
    const { orgId } = asker;
    const campaigns = await db.campaign.findMany({
      where: { orgId, state: { not: "draft" }, leadUnitId: { in: leadUnitIds } },
      select: { id: true, title: true },
      orderBy: { publishedAt: "desc" },
    });
    const units = await db.unit.findMany({
      where: { orgId, active: true, kind: "office" },
      select: { id: true, name: true },
      orderBy: { position: "asc" },
    });
    return { campaigns, units };
  };

  pages.get("/new", (context) => showNew(context));

  pages.post("/new", async (context) => {
    const asker = context.get("asker");
    const fields = textsOf(await context.req.formData());
    const text = (name: string) => fields[name] ?? "";
    try {
      const { problem } = await inUnitOfWork(runtime, pageCause(asker), (work) =>
        registerProblem(work, asker, {
          campaignId: text("campaignId"),
          unitId: text("unitId"),
          origin: text("origin"),
          foundBy: text("foundBy"),
          document: text("document"),
          foundOn: text("foundOn"),
          kind: text("kind"),
          description: text("description"),
          deadlineOn: text("deadlineOn"),
          requestId: `page:${text("requestId") || crypto.randomUUID()}`,
        }),
      );
      return context.redirect(problemPath(problem), 303);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "INVALID_INPUT") throw error;
      return showNew(context, { fields, problem: error.message });
    }
  });

  pages.get("/:code", async (context) => show(context, await read(context)));

  pages.post("/:code", async (context) => {
    const asker = context.get("asker");
    const dossier = await read(context);
    const form = await context.req.formData();
    const texts = textsOf(form);
    const act = readAct(texts.do);
    if (!act) throw new AppError("INVALID_INPUT", "没有看懂要办什么，请回到页面重新点按钮。");
    const fields = fieldsOf(act, texts);
    try {
      const upload = await readEvidence(form, act);
      await inUnitOfWork(runtime, pageCause(asker), (work) =>
        doPosted(work, asker, dossier.id, { act, fields, upload }),
      );
    } catch (error) {
      const status = error instanceof AppError ? AGAIN[error.code] : undefined;
      if (!(error instanceof AppError) || !status) throw error;
      // What was typed is shown again beside the reason, on the problem as it stands now.
      return show(context, await read(context), { act, fields, problem: error.message, status });
    }
    return context.redirect(`${problemPath(dossier)}?done=${act}`, 303);
  });

  return pages;
}

const AGAIN: Partial<Record<AppError["code"], Failed["status"]>> = {
  INVALID_INPUT: 422,
  CONFLICT: 409,
  CLOSED: 410,
};
