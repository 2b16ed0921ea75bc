// `npm run demo -- [--plan FILE] [--issued DATE] [--out DIR]`: plays a whole campaign in the terminal, on a moved clock.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createApp } from "../app.ts";
import { type Day, instantOf, isDay } from "../domain/day.ts";
import { findMarking } from "../domain/secrecy.ts";
import type { Draft } from "../plan/draft.ts";
import { extractPlan } from "../plan/extract.ts";
import { readPlan } from "../plan/read.ts";
import { setUpBureau } from "../services/bureau.ts";
import { openStore } from "../store/open.ts";
import { runCommand, UsageError } from "./command.ts";
import { type Bureau, demoBureau, inventBureau } from "./demo-bureau.ts";
import { castOf } from "./demo-cast.ts";
import type { PlanFile } from "./demo-opening.ts";
import { OWN_SETTLEMENTS } from "./demo-own-plan.ts";
import { playDemo } from "./demo-play.ts";
import { openTranscript } from "./demo-transcript.ts";
import { openSandbox } from "./sandbox-client.ts";

const USAGE = `用法：
  npm run demo                                          演示自带方案
  npm run demo -- --plan 方案文件 [--issued 2023-07-12]   演示指定方案(.docx、.html、.txt、.md)
  导出的文件存到 ./demo-out，可用 --out 另指目录`;

const OPTIONS = {
  plan: { type: "string" },
  issued: { type: "string" },
  out: { type: "string", default: "./demo-out" },
} as const;

const OWN_PLAN = fileURLToPath(new URL("../../prisma/demo-plan.txt", import.meta.url));
const DEFAULT_ISSUE: Day = "2023-07-12";
const PUBLIC_URL = "http://demo.localhost";
const CONNECTIONS = 20;

interface Script {
  plan: PlanFile;
  bureau: Bureau;
  startOn: Day;
}

// Prisma asks pg in a way that pg means to give up, and Node would say so in the middle of the transcript.
process.noDeprecation = true;

await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.issued !== undefined && !isDay(values.issued))
    throw new UsageError(`--issued 应是 2023-07-12 这样的日期，收到的是“${values.issued}”。`);
  const script = values.plan ? await openPlan(values.plan, values.issued) : ownPlan();
  if ("problem" in script) {
    console.error(script.problem);
    return 2;
  }
  return play(script, values.out);
});

function ownPlan(): Script {
  const bytes = new Uint8Array(readFileSync(OWN_PLAN));
  return {
    plan: { name: basename(OWN_PLAN), bytes, issuedOn: null, settlements: OWN_SETTLEMENTS },
    bureau: demoBureau(),
    startOn: DEFAULT_ISSUE,
  };
}

async function openPlan(path: string, issued: Day | undefined): Promise<Script | { problem: string }> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await readFile(path));
  } catch {
    return { problem: `没有找到文件或读不了：${path}` };
  }
  const read = await readPlan(bytes, basename(path));
  if ("problem" in read) return read;
  const marking = findMarking(read.text);
  if (marking !== null) return { problem: `文件首页标有“${marking}”，不能导入` };
  const bare = extractPlan(read.text);
  const issuedOn = bare.issuedOn === null ? (issued ?? null) : null;
  const draft: Draft = issuedOn ? extractPlan(read.text, { issuedOn }) : bare;
  return {
    plan: { name: basename(path), bytes, issuedOn, settlements: [] },
    bureau: inventBureau(draft),
    startOn: draft.issuedOn ?? issued ?? DEFAULT_ISSUE,
  };
}

/** Opens a deployment in memory for the script, plays it and closes everything. */
async function play({ plan, bureau, startOn }: Script, out: string): Promise<number> {
  const app = await createApp(
    {
      mode: "embedded",
      databaseUrl: undefined,
      redisUrl: undefined,
      dataDir: "",
      host: "127.0.0.1",
      port: 0,
      publicUrl: PUBLIC_URL,
      secretKey: randomBytes(32).toString("hex"),
      inboxSecret: null,
      sandbox: true,
      sandboxShut: false,
      wecom: null,
      dingtalk: null,
      bots: [],
      sandboxNow: instantOf(startOn, "09:00"),
      logLevel: "error",
    },
    { store: await openStore({ kind: "memory", connections: CONNECTIONS }) },
  );
  try {
    const { name, roster } = bureau;
    // The demo bureau comes by itself into an empty sandbox; another one has to be there before.
    if (plan.settlements !== OWN_SETTLEMENTS)
      await setUpBureau(app.runtime, { name, roster, coordinator: null, sandbox: true });
    await app.start();
    const cast = castOf(bureau);
    const transcript = openTranscript(cast, (line) => console.log(line));
    const sandbox = openSandbox(app.fetch, PUBLIC_URL);
    return await playDemo({ app, sandbox, cast, transcript, out }, bureau, plan);
  } finally {
    await app.close();
  }
}
