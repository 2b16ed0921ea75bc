// Routes of ledgers: their list, and the page on which a coordinator makes or changes one.
import { type Context, Hono } from "hono";
import { holds } from "../chat/context.ts";
import { AppError } from "../errors.ts";
import { buildWorkbook } from "../ledger/workbook.ts";
import { defineTyped } from "../services/definitions/columns.ts";
import { groundOf, saveLedger } from "../services/definitions/save.ts";
import { type LedgerFault, type TypedLedger, typedOf } from "../services/definitions/typed.ts";
import { readEmptyForm } from "../services/definitions/upload.ts";
import { readVersions } from "../services/definitions/view.ts";
import { type Definitions, readDefinitions } from "../services/definitions.ts";
import { XLSX } from "../services/files.ts";
import type { Runtime } from "../services/runtime.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { arrange, readTypedLedger } from "./ledger-posted.ts";
import { LedgerEditPage, type LedgerEditProps } from "./pages/ledger-edit.tsx";
import { LedgerListPage } from "./pages/ledger-list.tsx";
import { noStore, type PageVariables, pageCause, requirePerson, samePerson } from "./session.ts";
import { limitUpload } from "./uploads.ts";

type LedgerContext = Context<{ Variables: PageVariables }>;

/** What stands on the page of a ledger at one moment. */
interface Shown {
  code: string | null;
  after: string | null;
  version: number;
  typed: TypedLedger;
  faults?: readonly LedgerFault[];
  notice?: LedgerEditProps["notice"];
}

const NEW: TypedLedger = { title: "", level: "一般", nil: "plain", columns: [] };

/** Routes under /ledgers. */
export function createLedgerPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  const { db } = runtime.store;
  pages.use(requirePerson(runtime), noStore, limitUpload, samePerson);
  pages.use(async (context, next) => {
    if (!holds(context.get("asker"), "coordinator"))
      throw new AppError("FORBIDDEN", "台账的栏目由牵头科室管理员设置。");
    await next();
  });

  const show = async (
    context: LedgerContext,
    definitions: Definitions,
    shown: Shown,
    status: 200 | 409 | 422 = 200,
  ) => {
    const asker = context.get("asker");
    const { code, after, typed } = shown;
    const ground = groundOf(definitions, { code, after });
    const { definition } = defineTyped(typed, ground);
    return context.html(
      <LedgerEditPage
        {...shown}
        person={asker.name}
        definition={definition}
        base={ground.base}
        faults={shown.faults ?? []}
        notice={shown.notice ?? null}
        versions={code === null ? [] : await readVersions(db, asker.orgId, code)}
        models={definitions.all}
      />,
      status,
    );
  };

  /** The code in the address; null for a new ledger, NOT_FOUND for none. */
  const codeIn = (context: LedgerContext, definitions: Definitions): string | null => {
    const code = context.req.param("code") ?? "";
    if (code === "new") return null;
    if (!definitions.all.some((one) => one.code === code))
      throw new AppError("NOT_FOUND", "没有这本台账，请从台账列表里重新打开。");
    return code;
  };

  pages.get("/", async (context) => {
    const asker = context.get("asker");
    const [definitions, versions] = await Promise.all([
      readDefinitions(db, asker.orgId),
      readVersions(db, asker.orgId),
    ]);
    return context.html(<LedgerListPage person={asker.name} ledgers={definitions.all} versions={versions} />);
  });

  pages.get("/:code", async (context) => {
    const definitions = await readDefinitions(db, context.get("asker").orgId);
    const code = codeIn(context, definitions);
    const current = code === null ? null : definitions.find(code);
    const saved = context.req.query("saved");
    const words = saved === "0" ? "没有改动。" : "已保存，从现在起按这一版填报；已报的条目不变。";
    return show(context, definitions, {
      code,
      after: null,
      version: current?.version ?? 0,
      typed: current ? typedOf(current) : NEW,
      notice: saved === undefined ? null : { tone: "good", lines: [words] },
    });
  });

  pages.post("/:code", async (context) => {
    const asker = context.get("asker");
    const definitions = await readDefinitions(db, asker.orgId);
    const code = codeIn(context, definitions);
    const form = await context.req.formData();
    const act = String(form.get("_do") ?? "");
    if (code === null && (act === "import" || act === "model"))
      return begin(context, definitions, form, act === "import");
    const shown: Shown = {
      code,
      after: String(form.get("_after") ?? "") || null,
      version: Number(form.get("_version") ?? 0),
      typed: readTypedLedger(form),
    };
    const columns = arrange(shown.typed.columns, act);
    if (columns) return show(context, definitions, { ...shown, typed: { ...shown.typed, columns } });
    if (act === "save") return save(context, definitions, shown);
    const made = defineTyped(shown.typed, groundOf(definitions, shown));
    if (!made.definition) return show(context, definitions, { ...shown, faults: made.faults }, 422);
    if (act !== "sheet") return show(context, definitions, shown);
    const { definition } = made;
    const bytes = await buildWorkbook({ definition, heading: { title: definition.title }, rows: [] });
    const name = encodeURIComponent(`${definition.title}(空表).xlsx`);
    return context.body(new Uint8Array(bytes), 200, {
      "content-type": XLSX,
      "content-disposition": `attachment; filename*=UTF-8''${name}`,
    });
  });

  /** What a new ledger begins with: the header of a sheet, or another ledger's columns. */
  const begin = async (context: LedgerContext, definitions: Definitions, form: FormData, upload: boolean) => {
    const blank: Shown = { code: null, after: null, version: 0, typed: NEW };
    const refuse = (sentence: string) =>
      show(context, definitions, { ...blank, notice: { tone: "bad", lines: [sentence] } }, 422);
    if (!upload) {
      const model = definitions.find(String(form.get("_model") ?? ""));
      if (!model) return refuse("请先选一本台账，再点“照着它开始”。");
      const typed = { ...typedOf(model), title: "" };
      return show(context, definitions, { ...blank, after: model.code, typed });
    }
    const file = form.get("_file");
    if (!(file instanceof File) || file.size === 0) return refuse("请先选一份空表(.xlsx)，再点“读出栏目”。");
    const read = await readEmptyForm(new Uint8Array(await file.arrayBuffer()), definitions);
    if ("problem" in read) return refuse(read.problem);
    const title = read.title ?? file.name.replace(/\.[a-z0-9]+$/i, "");
    const words = `读出${read.columns.length}栏。填法是按名称推断的，请逐栏核对，看过预览再保存。`;
    return show(context, definitions, {
      ...blank,
      typed: { ...NEW, title, columns: read.columns },
      notice: { tone: "warn", lines: [words] },
    });
  };

  const save = async (context: LedgerContext, definitions: Definitions, shown: Shown) => {
    const outcome = await inUnitOfWork(runtime, pageCause(context.get("asker")), (work) =>
      saveLedger(work, shown),
    );
    if (outcome.kind === "saved")
      return context.redirect(`/ledgers/${outcome.code}?saved=${outcome.changed ? 1 : 0}`, 303);
    if (outcome.kind === "refused")
      return show(context, definitions, { ...shown, faults: outcome.faults }, 422);
    const both = outcome.both.map((label) => `“${label}”两边都改了，下面是您的改法。`);
    const lines = [
      "您打开页面后别人保存了新的一版，没有保存。两边的改动已合在下面，请核对后再点保存。",
      ...both,
    ];
    const now = await readDefinitions(db, context.get("asker").orgId);
    const { typed, version } = outcome;
    return show(context, now, { ...shown, typed, version, notice: { tone: "bad", lines } }, 409);
  };

  return pages;
}
