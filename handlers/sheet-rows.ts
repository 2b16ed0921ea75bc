// The good rows of a sheet that has others to mend: looked at, then handed in or left.
import type { Asker } from "../src/chat/context.ts";
import type { ChatEvent } from "../src/chat/event.ts";
import type { Run } from "../src/chat/handler.ts";
import { readCode } from "../src/domain/obligation.ts";
import type { Runtime } from "../src/services/runtime.ts";
import { findAssignment, materialOf } from "../src/services/submissions/owed.ts";
import { baseOf, type OpenedFile, openChosen } from "../src/services/submissions/sent-file.ts";
import { previewRows, takeGoodRows } from "../src/services/submissions/sheet-mending.ts";
import {
  type FilledLedger,
  type FilledSheet,
  readFilledSheet,
} from "../src/services/submissions/sheet-reading.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, type Asked, defineAction } from "./define.ts";
import { privately } from "./privately.ts";

const STALE = "这张卡片已失效，请重新发送表格。";
const OVERTAKEN = "这张卡片发出以后，这份台账又报过一次，这次没有改动。要以这张表为准，请重新发送。";

/** 「先报没有问题的9条」: shows them. */
export const previewGoodRows: AnyHandler = defineAction({
  action: "preview-rows",
  allow: ["contact", "head"],
  prepare: (runtime, { asker, event }) =>
    withSheet(runtime, asker, event, async (context, filled, sheet, file) =>
      privately(context, previewRows(filled, sheet, file)),
    ),
});

/** 「确认报送这9条」. */
export const takeRows: AnyHandler = defineAction({
  action: "take-rows",
  allow: ["contact", "head"],
  prepare: (runtime, { asker, event }) =>
    withSheet(runtime, asker, event, async (context, filled, sheet) =>
      privately(context, await takeGoodRows(context.work, asker, filled, sheet)),
    ),
});

/** 「先不报」. */
export const keepRows: AnyHandler = defineAction({
  action: "keep-rows",
  allow: "bound",
  run: async (context) =>
    privately(context, { text: "好的，没有报送。请按标好的表改完，再把整张表发给我。" }),
});

type Act = (
  context: Asked,
  filled: FilledLedger,
  sheet: FilledSheet,
  file: OpenedFile,
) => ReturnType<Run<UnitOfWork>>;

/** Reads the card's sheet again and acts on it, unless its material was handed in after the card was made. */
async function withSheet(
  runtime: Runtime,
  asker: Asker,
  event: ChatEvent,
  act: Act,
): Promise<Run<UnitOfWork>> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const chosen = await openChosen(runtime, asker, event);
  if (!chosen?.code) return (context) => Promise.resolve(privately(context, { text: STALE }));
  const { file, code, base } = chosen;
  const filledAt = async (tx: Parameters<typeof findAssignment>[0]): Promise<FilledLedger | null> => {
    const owed = await findAssignment(tx, asker, code, now);
    const material = materialOf(owed, readCode(code)?.materialKey ?? null);
    return material?.definition ? { owed, material, definition: material.definition } : null;
  };
  const read = await filledAt(db);
  const sheet = read && (await readFilledSheet(db, read, file.bytes, now));
  return async (context) => {
    const filled = await filledAt(context.work.tx);
    if (!filled || !sheet || sheet.rows.length === 0) return privately(context, { text: STALE });
    if (base !== null && base !== baseOf(filled.material)) return privately(context, { text: OVERTAKEN });
    return act(context, filled, sheet, file);
  };
}
