// `npm run simulate:dingtalk`: the simulated DingTalk by itself, for trying the whole thing on one machine.
import { parseArgs } from "node:util";
import { printSettings } from "../simulated/settings.ts";
import { startSimulator } from "./simulator.ts";
import type { Settings } from "./world.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8791" },
    callback: { type: "string", default: "http://localhost:8787/callback/dingtalk/default" },
  },
});

// The same names as the product's own settings, so that one file of settings serves both.
const { env } = process;
const settings: Partial<Settings> = {
  callbackUrl: values.callback,
  mode: env.DINGTALK_MODE === "http" ? "http" : "stream",
  ...(env.DINGTALK_CORP_ID ? { corpId: env.DINGTALK_CORP_ID } : {}),
  ...(env.DINGTALK_CLIENT_ID ? { clientId: env.DINGTALK_CLIENT_ID } : {}),
  ...(env.DINGTALK_CLIENT_SECRET ? { clientSecret: env.DINGTALK_CLIENT_SECRET } : {}),
  ...(env.DINGTALK_ROBOT_CODE ? { robotCode: env.DINGTALK_ROBOT_CODE } : {}),
  ...(env.DINGTALK_AGENT_ID ? { agentId: Number(env.DINGTALK_AGENT_ID) } : {}),
  ...(env.DINGTALK_CARD_TEMPLATE_ID ? { templates: [env.DINGTALK_CARD_TEMPLATE_ID] } : {}),
};

const simulator = await startSimulator({ port: Number(values.port), settings });
printSettings(simulator.env);
console.log(`\n可选：export DINGTALK_CARD_TEMPLATE_ID=${simulator.world.settings.templates[0]}`);
console.log(`\nready ${simulator.url}`);

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, async () => {
    await simulator.close();
    process.exit(0);
  });
