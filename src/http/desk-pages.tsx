// Routes of the desk: a head signs a report, the coordinator registers what came offline.
import { type Context, Hono } from "hono";
import { dayOf, formatDay, weekdayName } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { requireDesk } from "../services/desk.ts";
import { inspectUpload } from "../services/form-upload.ts";
import { PAPER_WAYS, type PaperWay, registerPaper } from "../services/paper.ts";
import { outlineOf, readDossier } from "../services/reviews/dossier.ts";
import type { Runtime } from "../services/runtime.ts";
import { listToSign, sendBack, signReport } from "../services/sign-off.ts";
import { matterName } from "../services/submissions/words.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { PaperPage } from "./pages/desk-paper.tsx";
import { DonePage, SignPage } from "./pages/desk-sign.tsx";
import { noStore, type PageVariables, pageCause, requirePerson, samePerson } from "./session.ts";
import { limitUpload } from "./uploads.ts";

type DeskContext = Context<{ Variables: PageVariables }>;

/** What may be mended on the page; everything else has a page of its own. */
function problemOf(error: unknown): string {
  if (error instanceof AppError && (error.code === "INVALID_INPUT" || error.code === "CONFLICT"))
    return error.message;
  throw error;
}

/** Routes under /desk. */
export function createDeskPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  const { db } = runtime.store;
  pages.use(requirePerson(runtime), noStore, limitUpload, samePerson);

  const showSign = async (
    context: DeskContext,
    failed: { note: string; problem: string } = { note: "", problem: "" },
  ) => {
    const asker = context.get("asker");
    const code = (context.req.param("code") ?? "").toUpperCase();
    const now = runtime.clock.now();
    const list = await listToSign({ tx: db, today: dayOf(now), orgId: asker.orgId }, asker);
    const report = list.find((one) => one.code === code);
    if (!report) throw new AppError("FORBIDDEN", `${code}没有等您审签的报送：可能已经办过，或者由他人审签。`);
    const dossier = await readDossier(db, { now, calendar: runtime.calendar }, asker, code);
    const [latest] = dossier.versions;
    return context.html(
      <SignPage
        person={asker.name}
        report={report}
        outline={latest ? outlineOf(latest, true) : []}
        by={latest?.by ?? ""}
        note={failed.note}
        problem={failed.problem || null}
      />,
      failed.problem ? 422 : 200,
    );
  };

  pages.get("/sign/:code", (context) => showSign(context));

  pages.post("/sign/:code", async (context) => {
    const asker = context.get("asker");
    const form = await context.req.formData();
    const field = (name: string) => String(form.get(name) ?? "").trim();
    const note = field("note").slice(0, 500);
    const version = Number(field("version"));
    const signing = {
      code: context.req.param("code"),
      signer: asker,
      ...(Number.isInteger(version) && version > 0 ? { version } : {}),
    };
    const back = field("do") === "return";
    try {
      const said = await inUnitOfWork(runtime, pageCause(asker), (work) =>
        back ? sendBack(work, { ...signing, note }) : signReport(work, signing),
      );
      return context.html(<DonePage person={asker.name} title="审签" said={said} />);
    } catch (error) {
      return showSign(context, { note, problem: problemOf(error) });
    }
  });

  const showPaper = async (
    context: DeskContext,
    typed: { way: string; on: string },
    problem: string | null = null,
  ) => {
    const asker = context.get("asker");
    const code = context.req.param("code") ?? "";
    const today = dayOf(runtime.clock.now());
    const matter = await inUnitOfWork(runtime, pageCause(asker), (work) =>
      requireDesk(work, asker, code, "线下收件"),
    );
    const { unit, obligation, period, dueOn } = matter;
    return context.html(
      <PaperPage
        person={asker.name}
        matter={{
          code: code.toUpperCase(),
          unit: unit.name,
          name: matterName({ what: obligation.what, period }),
          due: dueOn ? `${formatDay(dueOn)}(${weekdayName(dueOn)})` : "未定",
        }}
        today={today}
        typed={typed}
        problem={problem}
      />,
      problem ? 422 : 200,
    );
  };

  pages.get("/paper/:code", (context) =>
    showPaper(context, { way: "paper", on: dayOf(runtime.clock.now()) }),
  );

  pages.post("/paper/:code", async (context) => {
    const asker = context.get("asker");
    const form = await context.req.formData();
    const field = (name: string) => String(form.get(name) ?? "").trim();
    const typed = { way: field("way"), on: field("on") };
    const way = Object.keys(PAPER_WAYS).find((one): one is PaperWay => one === typed.way);
    if (!way) return showPaper(context, typed, "请选择纸质、OA或机要。");
    const file = form.get("file");
    const sent = file instanceof File && file.size > 0 ? file : null;
    if (sent && way === "confidential")
      return showPaper(context, typed, "机要件只登记，不上传文件。请去掉文件后再登记。");
    const scan = sent ? await inspectUpload(sent) : null;
    if (scan && "problem" in scan) return showPaper(context, typed, scan.problem);
    try {
      const made = await inUnitOfWork(runtime, pageCause(asker), (work) =>
        registerPaper(work, {
          code: context.req.param("code"),
          way,
          on: typed.on,
          scan,
          requestId: `paper:${field("requestId") || crypto.randomUUID()}`,
          asker,
        }),
      );
      const said = `${made.code} ${made.unit}《${made.what}》${formatDay(made.on)}收到，${made.timeliness}，回执号${made.receiptNumber}。已告知该单位。`;
      return context.html(
        <DonePage
          person={asker.name}
          title="登记线下收件"
          said={said}
          next={{ href: `/review/${made.code}`, label: "去审核" }}
        />,
      );
    } catch (error) {
      return showPaper(context, typed, problemOf(error));
    }
  });

  return pages;
}
