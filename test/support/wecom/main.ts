// `npm run simulate:wecom`: the simulated WeCom by itself, for trying the whole thing on one machine.
import { parseArgs } from "node:util";
import { startSimulator } from "./simulator.ts";
import type { Settings } from "./world.ts";

const RETRY_MS = 2000;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8790" },
    callback: { type: "string", default: "http://localhost:8787/callback/wecom/default" },
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
console.log("被测程序的设置：\n");
for (const [name, value] of Object.entries(simulator.env)) console.log(`${name}=${value}`);
console.log(`\nready ${simulator.url}`);

const saving = setInterval(async () => {
  if (!(await simulator.savesAddress(values.callback))) return;
  clearInterval(saving);
  console.log(`回调地址已验证：${values.callback}`);
}, RETRY_MS);

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, async () => {
    clearInterval(saving);
    await simulator.close();
    process.exit(0);
  });
