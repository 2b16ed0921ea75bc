// WeCom's app and a group robot as a stage.
import { readWecomSettings } from "../../src/platform/wecom/settings.ts";
import { registerNamedGroups } from "../../src/services/groups.ts";
import { openDuty } from "../support/duty.ts";
import { startSimulator } from "../support/wecom/simulator.ts";
import { buttonsOf, wordsOf } from "../support/wecom/words.ts";
import type { Message } from "../support/wecom/world.ts";
import type { OpenStage, Seen, Who } from "./stage.ts";

const GROUP = "工作群";
const IDS: Record<Who, string> = { 周雯: "ZhouWen", 张磊: "zhangsan", 李娜: "lisi", stranger: "wangwu" };
const nameOf = (userid: string) =>
  Object.entries(IDS).find(([, own]) => own.toLowerCase() === userid.toLowerCase())![0] as Who;

/** The demo bureau on the simulator, each bound by a code. */
export const openWecomStage: OpenStage = async () => {
  const wecom = await startSimulator({ robots: { [GROUP]: "sim-robot-key" } });
  const duty = await openDuty(() => ({ wecom: readWecomSettings(wecom.env).settings }));
  // The console waits a second, which a machine that runs all suites at once may miss: people save again.
  while (!(await wecom.savesAddress(`${duty.url}/callback/wecom/default`)));
  await registerNamedGroups(duty.app.runtime, duty.app.context.platforms.values());
  const phone = (who: Who) => wecom.sees({ userid: IDS[who] });
  const see = (message: Message, who?: Who): Seen => {
    const media = wecom.world.media.get(String(message.body.media_id));
    const became = who && message.patched.get(IDS[who]);
    return {
      handle: message,
      words: wordsOf(message.body),
      buttons: buttonsOf(message.body),
      files: media ? [{ name: media.name, bytes: media.bytes }] : [],
      mentions: ((message.body.mentioned_list ?? []) as string[]).map(nameOf),
      became: became ? { words: wordsOf(became), buttons: buttonsOf(became) } : null,
    };
  };
  const stage: Awaited<ReturnType<OpenStage>> = {
    app: duty.app,
    settle: duty.settle,
    async says(who, text, { copies = 0 } = {}) {
      wecom.world.faults.callback.copies = copies;
      await wecom.says(IDS[who], text);
      wecom.world.faults.callback.copies = 0;
      await duty.settle();
    },
    async sends(who, name, bytes) {
      await wecom.sends(IDS[who], "file", name, bytes);
      await duty.settle();
    },
    async presses(who, seen, label) {
      await wecom.presses(IDS[who], seen.handle as Message, label);
      await duty.settle();
    },
    sees: async (who) => phone(who).map((message) => see(message, who)),
    group: async () => wecom.sees({ group: GROUP }).map((message) => see(message)),
    refuseNext: () => void wecom.world.faults.refuse.push({ path: "message/send", errcode: 45009, times: 1 }),
    async close() {
      await duty.close();
      await wecom.close();
    },
  };
  for (const who of ["周雯", "张磊", "李娜"] as const)
    await stage.says(who, `/绑定 ${await duty.codeFor(who)}`);
  return stage;
};
