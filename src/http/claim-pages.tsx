// Routes of a 任务分解表: units claim its rows, the lead unit settles them into 报送事项.
import { type Context, Hono } from "hono";
import { holds, type Reply } from "../chat/context.ts";
import { AppError } from "../errors.ts";
import { matchField } from "../services/campaigns/form.ts";
import type { Runtime } from "../services/runtime.ts";
import { claim } from "../services/undertakings/claim.ts";
import { assignUnits, matchNames } from "../services/undertakings/match.ts";
import { type Settling, settleUndertaking } from "../services/undertakings/settle.ts";
import { unclaim, unclaimedWords } from "../services/undertakings/unclaim.ts";
import { readClaimView } from "../services/undertakings/view.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { ClaimPage, type ClaimPageState } from "./pages/claim.tsx";
import { type PageVariables, pageCause } from "./session.ts";

type ClaimContext = Context<{ Variables: PageVariables }, "/:campaignId">;

const MATCH = matchField("");

function settlingOf(campaignId: string, form: FormData): Settling {
  const number = Number(form.get("number"));
  const text = (field: string) => String(form.get(`${field}-${number}`) ?? "");
  return {
    campaignId,
    number,
    what: text("what"),
    reporter: text("reporter"),
    to: text("to"),
    dueOn: text("dueOn"),
    recurrence: text("recurrence"),
    windowTo: text("windowTo"),
    material: text("material"),
  };
}

/** Routes under /plan/claims, for the units that rows name and for coordinators. */
export function createClaimPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();

  const show = async (context: ClaimContext, more: Partial<ClaimPageState>, status: 200 | 422 = 200) => {
    const asker = context.get("asker");
    const view = await readClaimView(runtime, asker, context.req.param("campaignId"));
    return context.html(<ClaimPage view={view} person={asker.name} {...more} />, status);
  };

  pages.get("/:campaignId", (context) => show(context, {}));

  pages.post("/:campaignId", async (context) => {
    const asker = context.get("asker");
    const campaignId = context.req.param("campaignId");
    const { own } = await readClaimView(runtime, asker, campaignId);
    const form = await context.req.formData();
    const undo = form.get("undo");
    if (typeof undo === "string") {
      const [unitId = "", number] = undo.split(" ");
      const given = await inUnitOfWork(runtime, pageCause(asker), (work) =>
        unclaim(work, { campaignId, asker, numbers: [Number(number)], unitIds: [unitId] }),
      );
      return show(context, { said: unclaimedWords(given) });
    }
    const chosen = own.map(({ id }) => ({ id, numbers: form.getAll(`claim-${id}`).map(Number) }));
    const counts = await inUnitOfWork(runtime, pageCause(asker), async (work) => {
      let count = 0;
      for (const { id, numbers } of chosen) {
        if (numbers.length === 0) continue;
        const { taken } = await claim(work, { campaignId, asker, numbers, unitIds: [id] });
        count += taken.reduce((sum, { rows }) => sum + rows.length, 0);
      }
      return count;
    });
    return show(context, {
      said: counts > 0 ? `已认领${counts}项。` : "没有新的认领，请先勾选要认领的任务。",
    });
  });

  const requireLead = (context: ClaimContext) => {
    if (!holds(context.get("asker"), "coordinator"))
      throw new AppError("FORBIDDEN", "报送要求由牵头科室管理员确定。");
  };

  pages.post("/:campaignId/settle", async (context) => {
    const own = context as unknown as ClaimContext;
    requireLead(own);
    const form = await context.req.formData();
    const input = settlingOf(context.req.param("campaignId"), form);
    const settled = await inUnitOfWork(runtime, pageCause(context.get("asker")), (work) =>
      settleUndertaking(work, input),
    );
    if ("problem" in settled) return show(own, { typed: { ...input, problem: settled.problem } }, 422);
    const { reply }: { reply: Reply } = settled;
    return show(own, { reply });
  });

  pages.post("/:campaignId/units", async (context) => {
    const own = context as unknown as ClaimContext;
    requireLead(own);
    const form = await context.req.formData();
    const number = Number(form.get("number"));
    const said = await inUnitOfWork(runtime, pageCause(context.get("asker")), (work) =>
      assignUnits(work, {
        campaignId: context.req.param("campaignId"),
        number,
        unitIds: form.getAll(`unit-${number}`).map(String),
      }),
    );
    return show(own, { said });
  });

  pages.post("/:campaignId/names", async (context) => {
    const own = context as unknown as ClaimContext;
    requireLead(own);
    const form = await context.req.formData();
    const matches = new Map(
      [...form].flatMap(([field, value]): [string, string][] =>
        field.startsWith(MATCH) && typeof value === "string" && value !== ""
          ? [[field.slice(MATCH.length), value]]
          : [],
      ),
    );
    const campaignId = context.req.param("campaignId");
    const remember = form.get("remember") === "1";
    const said = await inUnitOfWork(runtime, pageCause(context.get("asker")), (work) =>
      matchNames(work, { campaignId, matches, remember }),
    );
    return show(own, { said });
  });
  return pages;
}
