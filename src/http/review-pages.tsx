// Routes of the review: what waits, one report, and the verdict on it.
import { type Context, Hono } from "hono";
import { AppError } from "../errors.ts";
import { findEvidence } from "../services/evidence.ts";
import { fileLink } from "../services/links.ts";
import { type Dossier, readDossier } from "../services/reviews/dossier.ts";
import type { Verdict } from "../services/reviews/matter.ts";
import { findPending } from "../services/reviews/pending.ts";
import { reviewSubmission } from "../services/reviews.ts";
import type { Runtime } from "../services/runtime.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { PendingPage, ReviewPage } from "./pages/review.tsx";
import { type PostedReview, readReview } from "./review-posted.ts";
import { noStore, type PageVariables, pageCause, requirePerson, samePerson } from "./session.ts";
import { limitUpload } from "./uploads.ts";

type ReviewContext = Context<{ Variables: PageVariables }>;

const VERDICTS: readonly Verdict[] = ["accepted", "returned", "doubted"];

/** Routes under /review. */
export function createReviewPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  const { db } = runtime.store;
  pages.use(requirePerson(runtime), noStore, limitUpload, samePerson);

  const read = (context: ReviewContext): Promise<Dossier> => {
    const at = { now: runtime.clock.now(), calendar: runtime.calendar };
    return readDossier(db, at, context.get("asker"), context.req.param("code") ?? "");
  };

  const show = async (
    context: ReviewContext,
    dossier: Dossier,
    failed: { posted: PostedReview; problem: string; status: 409 | 422 } | null = null,
  ) => {
    const asker = context.get("asker");
    const done = VERDICTS.find((one) => one === context.req.query("done")) ?? null;
    const next = done
      ? ((await findPending(db, asker)).find(({ code }) => code !== dossier.code) ?? null)
      : null;
    const find = await findEvidence(db, dossier.assignmentId);
    return context.html(
      <ReviewPage
        person={asker.name}
        dossier={dossier}
        posted={failed?.posted ?? null}
        problem={failed?.problem ?? null}
        done={failed ? null : done}
        next={next}
        files={filePaths(runtime, dossier, asker.id)}
        fileAt={(place, name) => {
          const sha256 = find(place, name);
          return sha256 && filePath(runtime, { name, sha256, personId: asker.id });
        }}
      />,
      failed?.status ?? 200,
    );
  };

  pages.get("/", async (context) => {
    const asker = context.get("asker");
    return context.html(<PendingPage person={asker.name} list={await findPending(db, asker)} />);
  });

  pages.get("/:code", async (context) => show(context, await read(context)));

  pages.post("/:code", async (context) => {
    const asker = context.get("asker");
    const dossier = await read(context);
    const posted = readReview(await context.req.formData(), dossier.versions);
    try {
      await inUnitOfWork(runtime, pageCause(asker), (work) =>
        reviewSubmission(work, { ...posted, assignmentId: dossier.assignmentId, reviewer: asker }),
      );
    } catch (error) {
      // What was typed is shown again beside the reason, on the report as it stands now.
      if (!(error instanceof AppError) || (error.code !== "CONFLICT" && error.code !== "INVALID_INPUT"))
        throw error;
      const status = error.code === "CONFLICT" ? 409 : 422;
      return show(context, await read(context), { posted, problem: error.message, status });
    }
    return context.redirect(`/review/${dossier.code}?done=${posted.verdict}`, 303);
  });

  return pages;
}

function filePath(runtime: Runtime, file: { name: string; sha256: string; personId: string }): string {
  return new URL(fileLink(runtime, file)).pathname;
}

function filePaths(runtime: Runtime, { versions }: Dossier, personId: string): Record<string, string> {
  const materials = versions[0]?.materials ?? [];
  return Object.fromEntries(
    materials.flatMap(({ fileId, fileName }) =>
      fileId ? [[fileId, filePath(runtime, { name: fileName ?? "附件", sha256: fileId, personId })]] : [],
    ),
  );
}
