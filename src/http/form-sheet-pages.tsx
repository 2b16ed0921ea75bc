// Routes of a ledger filled in as a workbook: the form to download, the file that comes back, and the word that it counts.
import { Hono } from "hono";
import { AppError } from "../errors.ts";
import { inspectSheet, keepSheet, openOffered, takeOffered } from "../services/form-upload-sheet.ts";
import type { Runtime } from "../services/runtime.ts";
import { sheetForm } from "../services/submissions/blank-forms.ts";
import type { FilledLedger } from "../services/submissions/sheet-reading.ts";
import { inUnitOfWork } from "../services/unit-of-work.ts";
import { type OpenedForm, openForms, receiptPath, requireMaterial } from "./form-open.ts";
import { sheetView } from "./form-views.ts";
import { SheetPage } from "./pages/form-sheet.tsx";
import { type PageVariables, pageCause } from "./session.ts";

/** Routes under /form/CODE/sheet. */
export function createSheetPages(runtime: Runtime): Hono<{ Variables: PageVariables }> {
  const pages = new Hono<{ Variables: PageVariables }>();
  const { db } = runtime.store;
  const open = openForms(runtime);

  pages.get("/:code/sheet", async (context) => {
    const opened = await open(context);
    if (opened instanceof Response) return opened;
    return context.html(<SheetPage {...sheetView(opened.source, ledgerOf(opened), {})} />);
  });

  pages.get("/:code/sheet/blank", async (context) => {
    const opened = await open(context);
    if (opened instanceof Response) return opened;
    const { owed, material } = ledgerOf(opened);
    const { name, mime, bytes } = await sheetForm(db, opened.source.asker, owed, material, {
      behindLogin: true,
    });
    return context.body(new Uint8Array(bytes), 200, {
      "content-type": mime,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "x-content-type-options": "nosniff",
    });
  });

  pages.post("/:code/sheet", async (context) => {
    const opened = await open(context);
    if (opened instanceof Response) return opened;
    const { source } = opened;
    const filled = ledgerOf(opened);
    const file = (await context.req.formData()).get("file");
    const read = await inspectSheet(db, filled, file instanceof File ? file : null, runtime.clock.now());
    if ("problem" in read)
      return context.html(<SheetPage {...sheetView(source, filled, { problem: read.problem })} />, 422);
    const offer = await inUnitOfWork(runtime, pageCause(source.asker), (work) =>
      keepSheet(work, source.asker, filled, read),
    );
    const status = read.sheet.sentences.length > 0 ? 422 : 200;
    return context.html(<SheetPage {...sheetView(source, filled, { offer })} />, status);
  });

  pages.post("/:code/sheet/take", async (context) => {
    const opened = await open(context);
    if (opened instanceof Response) return opened;
    const { source } = opened;
    const { asker, owed } = source;
    const filled = ledgerOf(opened);
    const fields = await context.req.formData();
    const requestId = String(fields.get("requestId") || crypto.randomUUID());
    const token = String(fields.get("sheet") ?? "");
    const offered = await openOffered(runtime, asker, filled, { token, requestId });
    if ("problem" in offered) return context.html(<SheetPage {...sheetView(source, filled, offered)} />, 409);
    const { version, repeated } = await inUnitOfWork(runtime, pageCause(asker), (work) =>
      takeOffered(work, asker, filled, offered, requestId),
    );
    return context.redirect(receiptPath(owed, filled.material, version, repeated), 303);
  });

  return pages;
}

function ledgerOf({ source: { owed }, key }: OpenedForm): FilledLedger {
  const material = requireMaterial(owed, key ?? "");
  const { definition } = material;
  if (!definition) throw new AppError("NOT_FOUND", `“${material.name}”没有表格，请从聊天里重新打开。`);
  return { owed, material, definition };
}
