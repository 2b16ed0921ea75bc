// `npm run simulate:wecom`: the simulated WeCom by itself, for trying the whole thing on one machine.
import { parseArgs } from "node:util";
import { printSettings } from "../simulated/settings.ts";
import { startSimulator } from "./simulator.ts";
import type { Settings } from "./world.ts";

const RETRY_MS = 2000;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8790" },
    callback: { type: "string", default: "http://localhost:8787/callback/wecom/default" },
    "bot-callback": { type: "string", default: "http://localhost:8787/callback/wecom-aibot/default" },
  },
});

// The same names as the product's own settings, so that one file of settings serves both.
const { WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET, WECOM_TOKEN, WECOM_AES_KEY, WECOM_WEBHOOK_KEYS } =
  process.env;
const settings: Partial<Settings> = {
  ...(WECOM_CORP_ID ? { corpId: WECOM_CORP_ID } : {}),
  ...(WECOM_AGENT_ID ? { agentId: Number(WECOM_AGENT_ID) } : {}),
  ...(WECOM_SECRET ? { secret: WECOM_SECRET } : {}),
  ...(WECOM_TOKEN ? { token: WECOM_TOKEN } : {}),
  ...(WECOM_AES_KEY ? { aesKey: WECOM_AES_KEY } : {}),
};
const robots = WECOM_WEBHOOK_KEYS
  ? Object.fromEntries(WECOM_WEBHOOK_KEYS.split(",").map((pair) => pair.split("=") as [string, string]))
  : undefined;

const simulator = await startSimulator({
  port: Number(values.port),
  settings,
  ...(robots ? { robots } : {}),
});
const { WECOM_AIBOT_MODE, WECOM_AIBOT_ID, WECOM_AIBOT_SECRET, WECOM_AIBOT_TOKEN, WECOM_AIBOT_AES_KEY } =
  process.env;
Object.assign(simulator.world.aibot, {
  ...(WECOM_AIBOT_MODE === "callback" ? { mode: WECOM_AIBOT_MODE } : {}),
  ...(WECOM_AIBOT_ID ? { id: WECOM_AIBOT_ID } : {}),
  ...(WECOM_AIBOT_SECRET ? { secret: WECOM_AIBOT_SECRET } : {}),
  ...(WECOM_AIBOT_TOKEN ? { token: WECOM_AIBOT_TOKEN } : {}),
  ...(WECOM_AIBOT_AES_KEY ? { aesKey: WECOM_AIBOT_AES_KEY } : {}),
});
printSettings({ ...simulator.env, ...simulator.aibot.env });
console.log(`\nready ${simulator.url}`);

/** Saves an address as soon as somebody answers there. */
const save = (address: string, saver: { savesAddress(url: string): Promise<boolean> }) => {
  const saving = setInterval(async () => {
    if (!(await saver.savesAddress(address))) return;
    clearInterval(saving);
    console.log(`回调地址已验证：${address}`);
  }, RETRY_MS);
  return saving;
};
const savings = [save(values.callback, simulator)];
if (simulator.world.aibot.mode === "callback") savings.push(save(values["bot-callback"], simulator.aibot));

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, async () => {
    savings.forEach(clearInterval);
    await simulator.close();
    process.exit(0);
  });
