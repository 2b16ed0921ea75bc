// A demo from its first line to its last: opening, story, closing, promises.
import { resolve } from "node:path";
import type { Bureau } from "./demo-bureau.ts";
import { closeCampaign, type Exported } from "./demo-closing.ts";
import { readDuties } from "./demo-duties.ts";
import { openCampaign, type PlanFile } from "./demo-opening.ts";
import { checkPromises } from "./demo-promises.ts";
import type { Promised } from "./demo-reminder-promise.ts";
import { dealParts, findSlowUnit } from "./demo-script.ts";
import type { Stage } from "./demo-stage.ts";
import { playStory } from "./demo-story.ts";

/** Plays a plan on an empty stage; 0 when every promise was kept, else 1. */
export async function playDemo(
  parts: Omit<Stage, "duties" | "handIns">,
  bureau: Bureau,
  plan: PlanFile,
): Promise<number> {
  const startedAt = Date.now();
  const { transcript } = parts;
  const stage: Stage = { ...parts, duties: [], handIns: [] };
  transcript.plain(`报送机器人演示：${bureau.name}`);
  transcript.plain("不启动服务，数据只在内存里；时钟是拨动的。");
  for (const remark of bureau.remarks) transcript.plain(`· ${remark}`);
  const exported = await playPlan(stage, plan);
  transcript.title("核对承诺");
  const promises = await checkPromises(stage, exported);
  for (const { words, broken } of promises) {
    transcript.plain(`${broken.length === 0 ? "✓" : "✗"} ${words}`);
    for (const line of broken.slice(0, 10)) transcript.plain(`    ${line}`);
    if (broken.length > 10) transcript.plain(`    ……还有${broken.length - 10}处`);
  }
  transcript.plain("");
  if (exported.length > 0) transcript.plain(`导出${exported.length}个文件，在 ${resolve(stage.out)}：`);
  for (const { name } of exported) transcript.plain(`  ${name}`);
  transcript.plain(`用时${Math.round((Date.now() - startedAt) / 1000)}秒。`);
  return promises.every(({ broken }: Promised) => broken.length === 0) ? 0 : 1;
}

async function playPlan(stage: Stage, plan: PlanFile): Promise<Exported[]> {
  const { transcript, app, cast } = stage;
  const toldAt = await openCampaign(stage, plan);
  if (toldAt) stage.duties.push(...(await readDuties(app, toldAt)));
  if (stage.duties.length === 0) {
    transcript.plain("");
    transcript.plain("这份方案里没有可以直接发布的报送事项，演示到这里为止。");
    return [];
  }
  const slow = findSlowUnit(stage.duties, cast.lead);
  const { parts, left } = dealParts(stage.duties, slow, app.runtime.calendar);
  if (left > 0) transcript.note(`另有${left}个报送任务(后面各期等)本次不演`);
  await playStory(stage, parts, slow);
  return closeCampaign(stage);
}
