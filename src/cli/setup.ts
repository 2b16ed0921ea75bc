// `npm run setup -- --org NAME [--roster FILE.xlsx]`: creates the bureau and prints the first coordinator's 绑定码.
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type App, createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { ROLE_NAMES } from "../domain/roles.ts";
import { normaliseName } from "../domain/text.ts";
import { AppError } from "../errors.ts";
import { type BureauOutcome, setUpBureau } from "../services/bureau.ts";
import { findServed } from "../services/people.ts";
import { isUnchanged } from "../services/roster.ts";
import { describeIssues, describeOutcome } from "../services/roster-answer.ts";
import type { Roster } from "../services/roster-content.ts";
import { buildRosterFile } from "../services/roster-example.ts";
import { readRosterFile } from "../services/roster-file.ts";
import { runCommand, UsageError } from "./command.ts";

const USAGE = `用法：
  npm run setup -- --org 单位全称 --roster 名册.xlsx
  npm run setup -- --org 单位全称 [--coordinator 姓名] [--unit 牵头科室名称]
  npm run setup -- --org 下级单位全称 --under 上级单位全称 [--roster 名册.xlsx]    逐级汇总
  npm run setup -- --sample 名册.xlsx    写一份名册样表`;

const OPTIONS = {
  org: { type: "string" },
  roster: { type: "string" },
  coordinator: { type: "string" },
  unit: { type: "string" },
  under: { type: "string" },
  sample: { type: "string" },
} as const;

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.sample) {
    await writeFile(values.sample, await buildRosterFile());
    console.log(
      `已写好名册样表：${values.sample}。填好后运行 npm run setup -- --org 单位全称 --roster ${values.sample}`,
    );
    return 0;
  }
  const name = values.org?.trim();
  if (!name) throw new UsageError("请用 --org 写明单位全称。");
  const roster = values.roster ? await readRoster(values.roster) : null;
  if (values.roster && !roster) return 2;

  const config = readConfig(process.env);
  // People of a real bureau are bound to the sandbox only when it is asked for by name.
  const sandbox = config.sandbox && process.env.SANDBOX === "1";
  const app = await createApp({ ...config, sandbox });
  try {
    // Without a roster somebody must be able to bind; until a roster names the person, the post stands for it.
    const coordinator =
      values.coordinator || !roster
        ? { name: values.coordinator ?? ROLE_NAMES.coordinator, unit: values.unit ?? "牵头科室" }
        : null;
    const outcome = await setUpBureau(app.runtime, {
      name,
      roster,
      coordinator,
      under: values.under?.trim() || null,
      sandbox,
    });
    const lines = [...describe(name, outcome, sandbox), ...(await describeBots(app, name))];
    console.log(lines.join("\n"));
    return 0;
  } finally {
    await app.close();
  }
});

async function readRoster(path: string): Promise<Roster | null> {
  const bytes = await readFile(path).catch(() => {
    throw new AppError("NOT_FOUND", `没有找到文件或读不了：${path}`);
  });
  const reading = await readRosterFile(bytes);
  if ("roster" in reading) return reading.roster;
  console.error(`名册有${reading.issues.length}处要改，整份没有导入(人员和单位要对得上)：`);
  for (const line of describeIssues(reading.issues)) console.error(`  ${line}`);
  return null;
}

/** Which of the bots in the settings serve the bureau. */
async function describeBots({ runtime, context }: App, name: string): Promise<string[]> {
  const platforms = [...context.platforms.values()].filter(({ callbacks }) => callbacks !== undefined);
  const serving: string[] = [];
  for (const platform of platforms) {
    const org = await findServed(runtime.store.db, platform.bureau);
    if (org && normaliseName(org.name) === normaliseName(name))
      serving.push(`${platform.login?.title ?? platform.name}(${platform.name})`);
  }
  if (serving.length > 0) return [`为它服务的机器人：${serving.join("、")}。`];
  return platforms.length === 0
    ? []
    : [
        `设置里没有专为它服务的机器人：它的人可以用默认的机器人绑定；要用自己的，请在 CONFIG_FILE 的 BOTS 里写一组，BUREAU 填“${name}”。`,
      ];
}

function describe(
  name: string,
  { created, loaded, coordinator, standIn }: BureauOutcome,
  sandbox: boolean,
): string[] {
  return [
    created ? `已建立“${name}”。` : `“${name}”已经建立过，这次只补充和更新。`,
    ...(isUnchanged(loaded) ? ["名册没有变化。"] : describeOutcome(loaded).map((line) => `  ${line}`)),
    ...(standIn
      ? [
          standIn.created
            ? `上级是“${standIn.upper}”，已在它的单位名单里加上“${standIn.unit}”。属于某个单位组的，请在上级的名册里写明。`
            : `上级是“${standIn.upper}”，它的单位“${standIn.unit}”就是本局。`,
        ]
      : []),
    coordinator.code
      ? `${ROLE_NAMES.coordinator}${coordinator.name === ROLE_NAMES.coordinator ? "" : coordinator.name}的绑定码：${coordinator.code}(7天内有效，只能用一次)。请本人私聊机器人发送：/绑定 ${coordinator.code}`
      : `牵头科室管理员已绑定，其他人的绑定码由其发送“/绑定 姓名”取得。`,
    sandbox
      ? "全部人员已可在沙盒中选用：以 SANDBOX=1 运行 npm start 后打开首页。"
      : "只想先在沙盒中试用的，请换一个空的 DATA_DIR，以 SANDBOX=1 再运行一次本命令。",
  ];
}
