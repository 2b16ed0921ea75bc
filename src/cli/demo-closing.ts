// A demo's last day: the director asks once more, ledgers and lists are exported into files.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dayOf } from "../domain/day.ts";
import { inspectWorkbook } from "../ledger/workbook.ts";
import type { HandIn } from "./demo-stage.ts";
import { partMessages, type Stage, sayIt } from "./demo-stage.ts";

/** One exported ledger of a matter and period. */
export interface Exported {
  matter: number;
  period: string;
  /** Code of the ledger that its header fits best; null for lists. */
  ledger: string | null;
  name: string;
  bytes: Uint8Array;
}

/** The latest of each material, as it stands at the end. */
export function latestHandIns(handIns: readonly HandIn[]): HandIn[] {
  const latest = new Map(handIns.map((one) => [`${one.duty.id} ${one.material.key}`, one]));
  return [...latest.values()];
}

/** Asks, exports and saves; the files with what they are of. */
export async function closeCampaign(stage: Stage): Promise<Exported[]> {
  const { cast, handIns } = stage;
  await sayIt(stage, cast.director, "各单位报得怎么样了");
  await sayIt(stage, cast.director, "自查发现多少问题", { most: 10 });
  const ledgers = new Map(
    latestHandIns(handIns)
      .filter(({ material, content }) => material.definition && content.kind !== "file")
      .map(({ duty }) => [`${duty.matter} ${duty.period}`.trim(), duty]),
  );
  const files: Exported[] = [];
  for (const [words, { matter, period }] of ledgers)
    files.push(...(await exportIt(stage, `/台账 ${words}`, { matter, period })));
  for (const list of ["未报", "进度"])
    files.push(...(await exportIt(stage, `/导出 ${list}`, { matter: 0, period: "" })));
  mkdirSync(stage.out, { recursive: true });
  for (const { name, bytes } of files) writeFileSync(join(stage.out, name), bytes);
  return files;
}

/** Says a word that answers with files, and downloads them: at once, or behind the login where they are 敏感. */
async function exportIt(
  stage: Stage,
  words: string,
  of: { matter: number; period: string },
): Promise<Exported[]> {
  const { sandbox, cast, app } = stage;
  const messages = await sayIt(stage, cast.coordinator, words, { most: 4 });
  const { own } = partMessages(messages, cast.coordinator);
  const talker = sandbox.person(cast.coordinator);
  const urls = own.flatMap(({ card, files }) => [
    ...files.map(({ url }) => url),
    ...(card?.actions ?? []).flatMap(({ action, url }) =>
      action.startsWith("open-export") && url ? [url] : [],
    ),
  ]);
  const files: Exported[] = [];
  for (const url of urls) {
    const { name, bytes } = await talker.downloads(url);
    const { candidates } = await inspectWorkbook(bytes);
    const ledger = candidates[0]?.definition.code ?? null;
    files.push({ ...of, ledger, name: fileName(name, dayOf(app.runtime.clock.now())), bytes });
  }
  const unlike = new Map(files.map((file) => [file.name, file]));
  stage.transcript.note(`存为 ${[...unlike.keys()].join("、") || "(没有文件)"}`);
  return files;
}

/** A name that every system can hold. The day in it is left out, so that the next demo writes over this one. */
function fileName(name: string, today: string): string {
  return name.replaceAll(`(${today})`, "").replace(/[\\/:*?"<>|]/g, "_");
}
