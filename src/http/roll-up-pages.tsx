// Routes of 逐级汇总: one upward report to look at and hand up, and the tree below a campaign.
import { type Context, Hono } from "hono";
import type { Reply } from "../chat/context.ts";
import { dayOf } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { readCampaigns } from "../services/progress/campaigns.ts";
import { scopeOf } from "../services/progress/scope.ts";
import { answerSums, passReturn, sayHandedUp } from "../services/roll-up/answer.ts";
import { requireCollected } from "../services/roll-up/collected.ts";
import { handUp, mayHandUp, whoHandsUp } from "../services/roll-up/hand-up.ts";
import { readLevels, readSums } from "../services/roll-up/levels.ts";
import { readVerdicts } from "../services/roll-up/returns.ts";
import { differences } from "../services/roll-up/sums.ts";
import type { Runtime } from "../services/runtime.ts";
import { inUnitOfWork, type UnitOfWork } from "../services/unit-of-work.ts";
import { HandUpPage, LevelsPage } from "./pages/roll-up.tsx";
import { noStore, type PageVariables, pageCause, requirePerson, samePerson } from "./session.ts";
import { limitUpload } from "./uploads.ts";

type RollUpContext = Context<{ Variables: PageVariables }>;

/** Routes under /roll-up. */
export function createRollUpPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  const { db } = runtime.store;
  pages.use(requirePerson(runtime), noStore, limitUpload, samePerson);

  pages.get("/levels/:code", async (context) => {
    const asker = context.get("asker");
    const scope = scopeOf(asker);
    // Figures over the whole tree are for those who see all of their own bureau.
    if (scope.unitIds !== null)
      throw new AppError("FORBIDDEN", "逐级汇总由牵头科室管理员和局领导查看，您可以看本单位的报送进度。");
    const now = runtime.clock.now();
    const campaigns = await readCampaigns(db, { orgId: asker.orgId, scope, now, today: dayOf(now) });
    const campaign = campaigns.find(({ code }) => code === context.req.param("code"));
    if (!campaign) throw new AppError("NOT_FOUND", "没有这个专项行动，或者不在您可查看的范围。");
    return context.html(
      <LevelsPage
        person={asker.name}
        now={now}
        campaign={campaign}
        levels={await readLevels(db, campaign.id, now)}
        sums={await readSums(db, { campaignId: campaign.id, orgId: asker.orgId })}
      />,
    );
  });

  const show = async (
    context: RollUpContext,
    said: { reply: Reply | null; problem: string | null } = { reply: null, problem: null },
    status: 200 | 409 | 422 = 200,
  ) => {
    const asker = context.get("asker");
    const collected = await requireCollected(db, asker, context.req.param("code") ?? "");
    return context.html(
      <HandUpPage
        person={asker.name}
        collected={collected}
        verdicts={await readVerdicts(db, collected.upper.assignmentId)}
        unequal={await differences(db, collected)}
        mayHandUp={mayHandUp(asker, collected)}
        whoHandsUp={whoHandsUp(collected)}
        {...said}
      />,
      status,
    );
  };

  pages.get("/:code", (context) => show(context));

  pages.post("/:code", async (context) => {
    const asker = context.get("asker");
    const code = context.req.param("code");
    const form = await context.req.formData();
    const field = (name: string) => String(form.get(name) ?? "");
    const acts: Readonly<Record<string, (work: UnitOfWork) => Promise<Reply>>> = {
      "hand-up": async (work) => ({
        text: sayHandedUp(await handUp(work, asker, { code, print: field("print") })),
      }),
      "sum-up": (work) => answerSums(work, asker, code),
      "pass-return": async (work) => ({
        text: await passReturn(work, asker, await requireCollected(work.tx, asker, code), field("part")),
      }),
    };
    const act = acts[field("act")];
    if (!act) throw new AppError("INVALID_INPUT", "没有看懂要做什么，请刷新页面再点。");
    try {
      return await show(context, {
        reply: await inUnitOfWork(runtime, pageCause(asker), act),
        problem: null,
      });
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== "CONFLICT" && error.code !== "INVALID_INPUT"))
        throw error;
      return show(context, { reply: null, problem: error.message }, error.code === "CONFLICT" ? 409 : 422);
    }
  });

  return pages;
}
