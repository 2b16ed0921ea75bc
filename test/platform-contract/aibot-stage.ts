// WeCom's 智能机器人 alone, over its long connection, as a stage.
import { readWecomSettings } from "../../src/platform/wecom/settings.ts";
import { openDuty } from "../support/duty.ts";
import type { Said } from "../support/wecom/aibot.ts";
import { startSimulator } from "../support/wecom/simulator.ts";
import { buttonsOf, wordsOf } from "../support/wecom/words.ts";
import type { Message } from "../support/wecom/world.ts";
import type { OpenStage, Seen, Who } from "./stage.ts";

const GROUP = "wrSIMgroup01";
const IDS: Record<Who, string> = { 周雯: "ZhouWen", 张磊: "zhangsan", 李娜: "lisi", stranger: "wangwu" };
const PATIENCE_MS = 40_000;

/** The demo bureau on the simulator, each bound by a code, in one group. */
export const openAibotStage: OpenStage = async () => {
  const wecom = await startSimulator();
  const { aibot, world } = wecom;
  const env = { ...aibot.env, WECOM_API_BASE: `${wecom.url}/cgi-bin` };
  const duty = await openDuty(() => ({ wecom: readWecomSettings(env).settings }));
  const { db } = duty.app.runtime.store;
  const until = async (holds: () => boolean | Promise<boolean>) => {
    const limit = Date.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (Date.now() > limit) throw new Error(duty.logged.join("\n"));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await until(() => aibot.connected);
  const settled = async (said: Promise<Said>) => {
    if ((await said).lost) throw new Error("nobody holds the connection");
    await until(async () => (await db.inboundEvent.count()) === world.aibot.handed.length);
    await duty.settle();
  };
  const see = (message: Message, who?: Who): Seen => {
    const name = message.body.name as string | undefined;
    const file = [...world.media.values()].find((media) => media.name === name);
    const became = who && message.patched.get(IDS[who]);
    return {
      handle: message,
      words: wordsOf(message.body),
      buttons: buttonsOf(message.body),
      files: file ? [{ name: file.name, bytes: file.bytes }] : [],
      mentions: [],
      became: became ? { words: wordsOf(became), buttons: buttonsOf(became) } : null,
    };
  };
  const stage: Awaited<ReturnType<OpenStage>> = {
    app: duty.app,
    settle: duty.settle,
    async says(who, text, { copies = 0 } = {}) {
      world.aibot.faults.copies = copies;
      const said = aibot.says(IDS[who], text);
      world.aibot.faults.copies = 0;
      await settled(said);
    },
    sends: (who, name, bytes) => settled(aibot.sends(IDS[who], "file", { name, bytes })),
    presses: (who, seen, label) => settled(aibot.presses(IDS[who], seen.handle as Message, label)),
    sees: async (who) => wecom.sees({ userid: IDS[who] }).map((message) => see(message, who)),
    group: async () => wecom.sees({ group: "联络群" }).map((message) => see(message)),
    refuseNext: () =>
      void world.aibot.faults.refuse.push({ cmd: "aibot_send_msg", errcode: 45009, times: 1 }),
    async close() {
      await duty.close();
      await wecom.close();
    },
  };
  for (const who of ["周雯", "张磊", "李娜"] as const)
    await stage.says(who, `/绑定 ${await duty.codeFor(who)}`);
  await settled(aibot.says("ZhouWen", "/进度", { group: GROUP }));
  return stage;
};
