// Routes of the H5 forms: fill in, keep, upload, hand in, and the receipt. What a form posts is told in form-posted.ts.
import { type Context, Hono } from "hono";
import { isoOf } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { NIL_INSPECTION } from "../ledger/definitions/index.ts";
import { keepEvidence } from "../services/evidence.ts";
import { fillSheet, type Sheet } from "../services/form-sheet.ts";
import { handInNil, handInUpload, inspectUpload } from "../services/form-upload.ts";
import type { Runtime } from "../services/runtime.ts";
import { type MatterMaterial, nilWayOf } from "../services/submissions/materials.ts";
import type { Owed } from "../services/submissions/owed.ts";
import { MOST_ON_PAGE } from "../services/submissions/sheet-mending.ts";
import { fillingWords, formPath } from "../services/submissions/words.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { readAttached, withNames } from "./form-evidence.ts";
import { openForms, receiptPath, requireMaterial } from "./form-open.ts";
import { applyAct, type Posted, readPosted } from "./form-posted.ts";
import { createSheetPages } from "./form-sheet-pages.tsx";
import { documentView, ledgerView, otherName, receiptView, type ViewSource } from "./form-views.ts";
import { DocumentPage, NilPage } from "./pages/form-document.tsx";
import { LedgerPage } from "./pages/form-ledger.tsx";
import { MatterPage } from "./pages/form-matter.tsx";
import { ReceiptPage } from "./pages/form-receipt.tsx";
import { noStore, type PageVariables, pageCause, requirePerson, samePerson } from "./session.ts";
import { limitUpload } from "./uploads.ts";

type FormContext = Context<{ Variables: PageVariables }>;

/** Routes under /form. */
export function createFormPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  pages.use(requirePerson(runtime), noStore, limitUpload, samePerson);

  const open = openForms(runtime);
  pages.route("/", createSheetPages(runtime));

  const showLedger = async (
    context: FormContext,
    source: ViewSource,
    sheet: Sheet,
    more: Parameters<typeof ledgerView>[2] = {},
    status: 200 | 409 | 422 = 200,
  ) => context.html(<LedgerPage {...(await ledgerView(source, sheet, more))} />, status);

  const showDocument = async (
    context: FormContext,
    source: ViewSource,
    material: MatterMaterial,
    problem: string | null = null,
  ) =>
    context.html(
      <DocumentPage {...(await documentView(source, material, problem))} />,
      problem === null ? 200 : 422,
    );

  pages.get("/:code", async (context) => {
    const opened = await open(context);
    if (opened instanceof Response) return opened;
    const { source, key } = opened;
    const { owed, asker } = source;
    const fills = context.req.query("fill") === "1";
    // The lead unit reads what has been handed in; filling in once more is asked for by name.
    if (owed.onBehalf && !owed.owing && !fills) return context.redirect(`/review/${owed.code}`);
    if (key === null) {
      const [only] = owed.materials;
      if (only && owed.materials.length === 1)
        return context.redirect(`${formPath(owed, only)}${fills ? "?fill=1" : ""}`);
      return context.html(<MatterPage person={fillingWords(owed, asker)} owed={owed} />);
    }
    const material = requireMaterial(owed, key);
    const form = chooseForm(owed, material, context.req.query("nil"));
    if (form.kind === "nil")
      return context.html(
        <NilPage
          person={fillingWords(owed, asker)}
          owed={owed}
          material={material}
          backHref={formPath(owed, material)}
        />,
      );
    // No page shows so many rows well, or posts them whole.
    if (form.kind === "ledger" && !form.sheet.nil && (material.handedIn?.rows ?? 0) > MOST_ON_PAGE)
      return context.redirect(`${formPath(owed, material)}/sheet`);
    return form.kind === "document"
      ? showDocument(context, source, material)
      : showLedger(context, source, form.sheet);
  });

  pages.post("/:code", async (context) => {
    const opened = await open(context);
    if (opened instanceof Response) return opened;
    const { source, key } = opened;
    const { owed, asker } = source;
    const material = requireMaterial(
      owed,
      key ?? (owed.materials.length === 1 ? owed.materials[0]!.key : ""),
    );
    const form = chooseForm(owed, material, context.req.query("nil"));
    const fields = await context.req.formData();
    if (form.kind === "ledger") return fill(context, source, form.sheet, fields);
    const requestId = String(fields.get("requestId") || crypto.randomUUID());
    const receiptOf = ({ version, repeated }: { version: number; repeated: boolean }) =>
      context.redirect(receiptPath(owed, material, version, repeated), 303);
    if (form.kind === "nil")
      return receiptOf(
        await inUnitOfWork(runtime, pageCause(asker), (work) =>
          handInNil(work, asker, { owed, material }, requestId),
        ),
      );
    const file = fields.get("file");
    const sheets = material.kind === "ledger";
    const upload = await inspectUpload(file instanceof File ? file : null, { sheets });
    if ("problem" in upload) return showDocument(context, source, material, upload.problem);
    return receiptOf(
      await inUnitOfWork(runtime, pageCause(asker), (work) =>
        handInUpload(work, asker, { owed, material }, upload, requestId),
      ),
    );
  });

  const fill = async (context: FormContext, source: ViewSource, sheet: Sheet, fields: FormData) => {
    const { owed, asker } = source;
    const posted = readPosted(sheet.definition, fields);
    const attached = await readAttached(sheet, fields, posted.rows);
    const { filled, outcome } = await inUnitOfWork(runtime, pageCause(asker), async (work) => {
      const names = await keepEvidence(work, asker, owed.id, attached.files);
      const named = withNames(posted.rows, attached.files, names);
      const rows = sheet.nil ? [{ rowKey: "nil", values: named[0]!.values }] : applyAct(named, posted.act);
      const now: Posted = { ...posted, rows };
      const handIn = posted.act.kind === "submit" && attached.issues.length === 0;
      return { filled: now, outcome: await fillSheet(work, asker, sheet, now, handIn) };
    });
    const byScript = context.req.header("accept")?.includes("application/json");
    switch (outcome.kind) {
      case "conflict":
        if (byScript)
          return context.json(
            {
              message: `${otherName(asker, outcome.theirs)}刚刚也改了这张表，点“保存草稿”可看到两边的内容。`,
            },
            409,
          );
        return showLedger(context, source, sheet, { filled, theirs: outcome.theirs }, 409);
      case "refused":
        return showLedger(
          context,
          source,
          sheet,
          { filled: { ...filled, revision: outcome.revision }, issues: outcome.issues },
          422,
        );
      case "taken":
        return context.redirect(
          receiptPath(owed, sheet.material, outcome.version, outcome.repeated, sheet.nil),
          303,
        );
      case "saved": {
        // A file that can't be taken keeps nothing else from being kept.
        if (attached.issues.length > 0)
          return showLedger(
            context,
            source,
            sheet,
            { filled: { ...filled, revision: outcome.revision }, issues: attached.issues },
            422,
          );
        if (byScript) return context.json({ revision: outcome.revision, savedAt: isoOf(outcome.savedAt) });
        const after = placeAfter(posted, filled.rows.length);
        return context.redirect(`${formPath(owed, sheet.material, sheet.nil)}${after}`, 303);
      }
    }
  };

  pages.get("/:code/receipt/:version", async (context) => {
    const opened = await open(context);
    if (opened instanceof Response) return opened;
    const { source, key } = opened;
    const material = requireMaterial(source.owed, key ?? "");
    const version = Number(context.req.param("version"));
    const view = Number.isInteger(version)
      ? await receiptView(source, material, version, {
          repeated: context.req.query("again") === "1",
          nil: context.req.query("nil") === "1",
        })
      : null;
    if (!view) throw new AppError("NOT_FOUND", "没有这张回执，请从聊天里重新打开。");
    return context.html(<ReceiptPage {...view} />);
  });

  return pages;
}

type ChosenForm = { kind: "document" } | { kind: "nil" } | { kind: "ledger"; sheet: Sheet };

/** Which form a material has: its ledger, a file, or the nil report that the path asks for where the matter allows it. */
function chooseForm(owed: Owed, material: MatterMaterial, nil: string | undefined): ChosenForm {
  const way = nilWayOf(owed, material);
  if (nil === "1" && way === "plain") return { kind: "nil" };
  if (nil === "1" && way === "inspected")
    return { kind: "ledger", sheet: { owed, material, definition: NIL_INSPECTION, nil: true } };
  if (!material.definition) return { kind: "document" };
  return { kind: "ledger", sheet: { owed, material, definition: material.definition, nil: false } };
}

/** Where the page is to stand after a button: at the new row. */
function placeAfter({ act }: Posted, count: number): string {
  if (act.kind === "add") return `#row-${count}`;
  if (act.kind === "copy") return `#row-${act.row + 2}`;
  if (act.kind === "paste") return `#row-${Math.max(1, count - act.pasted.length + 1)}`;
  if (act.kind === "remove") return `#row-${Math.min(act.row + 1, count)}`;
  return "";
}
