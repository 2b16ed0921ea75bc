// Routes of the confirm page: reading a plan, saving what is settled, publishing and triggering from the page.
import { type Context, Hono } from "hono";
import type { Asker, Reply } from "../chat/context.ts";
import { holds } from "../chat/context.ts";
import { isDay } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import type { Act } from "../services/campaigns/acts.ts";
import { adoptVersion } from "../services/campaigns/adopt.ts";
import { discardDraft } from "../services/campaigns/discard.ts";
import type { Posted } from "../services/campaigns/form.ts";
import { openPlanText } from "../services/campaigns/import.ts";
import { publishPlan } from "../services/campaigns/publish.ts";
import { HEAD_KEY, type Settled, settlePlan } from "../services/campaigns/settle.ts";
import { triggerMatter } from "../services/campaigns/trigger.ts";
import { readPlanView } from "../services/campaigns/view.ts";
import type { Runtime } from "../services/runtime.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { createClaimPages } from "./claim-pages.tsx";
import { PlanPage, type PlanPageState } from "./pages/plan.tsx";
import { type PageVariables, pageCause, requirePerson, samePerson } from "./session.ts";
import { limitUpload } from "./uploads.ts";

type PlanContext = Context<{ Variables: PageVariables }, "/:versionId">;

/** Posted fields by item: `3.what` is the field `what` of item 3. */
function groupFields(form: FormData): Map<string, Map<string, string[]>> {
  const groups = new Map<string, Map<string, string[]>>();
  for (const [name, value] of form) {
    const dot = name.indexOf(".");
    if (dot <= 0 || typeof value !== "string") continue;
    const key = name.slice(0, dot);
    const group = groups.get(key) ?? new Map<string, string[]>();
    const field = name.slice(dot + 1);
    group.set(field, [...(group.get(field) ?? []), value]);
    groups.set(key, group);
  }
  return groups;
}

/** The act of the button that was pressed: `split.3`, `join.3`, `drop.3`, `restore.3`. */
function actOf(form: FormData): { act?: Act } {
  const [, kind, key] = /^(split|join|drop|restore)\.(\d+)$/.exec(String(form.get("act") ?? "")) ?? [];
  if (!kind || !key) return {};
  const chosen = form.getAll(`${key}.split`).map(String);
  if (kind === "split") return { act: { kind, key, materials: chosen } };
  if (kind === "join") return { act: { kind, key, other: String(form.get(`${key}.joinWith`) ?? "") } };
  return { act: { kind: kind === "drop" ? "drop" : "restore", key } };
}

/** Routes under /plan, for coordinators. */
export function createPlanPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  pages.use(requirePerson(runtime), limitUpload, samePerson);
  // Units claim there too, so it comes before what only coordinators may open.
  pages.route("/claims", createClaimPages(runtime));
  pages.use(async (context, next) => {
    if (!holds(context.get("asker"), "coordinator")) {
      throw new AppError("FORBIDDEN", "这个页面由牵头科室管理员使用。");
    }
    await next();
  });

  const show = async (context: PlanContext, more: Partial<PlanPageState>, status: 200 | 409 | 422 = 200) => {
    const asker = context.get("asker");
    const view = await readPlanView(runtime, asker.orgId, context.req.param("versionId"));
    return context.html(<PlanPage view={view} person={asker.name} {...more} />, status);
  };

  /** The text read again where the page supplies the day of issue that it lacked. */
  const redraftOf = async (asker: Asker, versionId: string, head: Posted | undefined) => {
    const issuedOn = head?.get("issuedOn")?.at(-1) ?? "";
    if (!isDay(issuedOn)) return {};
    const { version } = await readPlanView(runtime, asker.orgId, versionId);
    if (version.draft.issuedOn !== null) return {};
    const opened = openPlanText(version.text, issuedOn);
    return "draft" in opened ? { redraft: opened.draft } : {};
  };

  pages.get("/:versionId", (context) => {
    const saved = context.req.query("saved");
    if (context.req.query("discarded") === "1")
      return show(context, { saved: "已放弃新的一稿，现在可以修改这一稿。" });
    return show(context, saved === undefined ? {} : { saved: saved === "0" ? "没有改动。" : "已保存。" });
  });

  pages.post("/:versionId", async (context) => {
    const asker = context.get("asker");
    const versionId = context.req.param("versionId");
    const form = await context.req.formData();
    const posted = groupFields(form);
    const redraft = await redraftOf(asker, versionId, posted.get(HEAD_KEY));
    const revision = Number(form.get("revision") ?? Number.NaN);
    const outcome = await inUnitOfWork(
      runtime,
      pageCause(asker),
      async (work): Promise<{ settled: Settled; reply: Reply | null }> => {
        const settled = await settlePlan(work, { versionId, revision, posted, ...actOf(form), ...redraft });
        const publish = settled.saved && form.get("then") === "publish";
        return { settled, reply: publish ? await publishPlan(work, versionId) : null };
      },
    );
    if (!outcome.settled.saved) {
      const { faults } = outcome.settled;
      const moved = faults.some(({ field }) => field === "keep");
      return show(context, { typed: { posted, faults } }, moved ? 409 : 422);
    }
    if (outcome.reply) return show(context, { reply: outcome.reply });
    return context.redirect(`/plan/${versionId}?saved=${outcome.settled.changed}`, 303);
  });

  pages.post("/:versionId/adopt", async (context) => {
    const versionId = context.req.param("versionId");
    const form = await context.req.formData();
    await inUnitOfWork(runtime, pageCause(context.get("asker")), (work) =>
      adoptVersion(work, versionId, String(form.get("campaign") ?? "")),
    );
    return context.redirect(`/plan/${versionId}?saved=1`, 303);
  });

  pages.post("/:versionId/discard", async (context) => {
    const before = await inUnitOfWork(runtime, pageCause(context.get("asker")), (work) =>
      discardDraft(work, context.req.param("versionId")),
    );
    return context.redirect(`/plan/${before}?discarded=1`, 303);
  });

  pages.post("/:versionId/trigger", async (context) => {
    const form = await context.req.formData();
    const field = (name: string) => [...form].find(([key]) => key.startsWith(`${name}-`))?.[1];
    const dueOn = String(field("dueOn") ?? "");
    if (!isDay(dueOn)) throw new AppError("INVALID_INPUT", "请写明报送期限，例如 2023-07-20。");
    const unitIds = [...form].filter(([key]) => key.startsWith("unitId-")).map(([, value]) => String(value));
    const reply = await inUnitOfWork(runtime, pageCause(context.get("asker")), (work) =>
      triggerMatter(work, {
        obligationId: String(form.get("obligation") ?? ""),
        unitIds,
        dueOn,
        round: Number(form.get("round")),
      }),
    );
    return show(context as unknown as PlanContext, { reply });
  });
  return pages;
}
