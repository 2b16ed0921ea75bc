// DingTalk's app over a long connection, with a card drawn and a custom robot in the group, as a stage.
import { expect } from "vitest";
import { readDingtalkSettings } from "../../src/platform/dingtalk/settings.ts";
import { buttonsOf } from "../support/dingtalk/presses.ts";
import { type Said, startSimulator } from "../support/dingtalk/simulator.ts";
import type { Card, Message } from "../support/dingtalk/world.ts";
import { openDuty } from "../support/duty.ts";
import type { OpenStage, Seen, Who } from "./stage.ts";

const GROUP = "工作群";
const IDS: Record<Who, string> = { 周雯: "zhouwen", 张磊: "zhangsan", 李娜: "lisi", stranger: "wangwu" };
const nameOf = (userid: string) => Object.entries(IDS).find(([, own]) => own === userid)![0] as Who;
const ACK_MS = 20_000;

/** Every word of a message or of a card's parameters. */
const wordsOf = ({ title, content, text, status }: Record<string, unknown>) =>
  [title, content, text, status].filter(Boolean).join("\n");

const labelsOf = (params: Card["params"]) =>
  [1, 2, 3, 4, 5].map((at) => params[`label${at}`] ?? "").filter(Boolean);

/** The demo bureau on the simulator, each bound by a code; the group known because somebody spoke in it. */
export const openDingtalkStage: OpenStage = async () => {
  const dingtalk = await startSimulator();
  const { world, gateway } = dingtalk;
  const env = { ...dingtalk.env, DINGTALK_CARD_TEMPLATE_ID: world.settings.templates[0]! };
  const duty = await openDuty(() => ({ dingtalk: readDingtalkSettings(env).settings }));
  for (let waited = 0; world.connections.size === 0; waited += 10) {
    expect(waited).toBeLessThan(ACK_MS);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  // DingTalk's clock is the bureau's: sessions and signatures go by it.
  world.advance(duty.app.runtime.clock.now().getTime() - world.now());

  const see = (message: Message): Seen => {
    const { body, msgtype } = message;
    const card = msgtype === "card" ? world.cards.get(message.id) : undefined;
    const media = world.media.get(String(body.mediaId));
    return {
      handle: message,
      words: wordsOf(body),
      buttons: card ? labelsOf(body as Card["params"]) : [...buttonsOf(message).keys()],
      files: media ? [{ name: String(body.fileName), bytes: media.bytes }] : [],
      mentions: message.at_userids.map(nameOf),
      became: card?.params.status ? { words: wordsOf(card.params), buttons: labelsOf(card.params) } : null,
    };
  };
  /** What was said is kept once it is acknowledged. */
  const kept = async (said: Said) => {
    expect(await gateway.acked(said.push!, ACK_MS)).toMatchObject({ code: 200 });
    await duty.settle();
  };
  const stage: Awaited<ReturnType<OpenStage>> = {
    app: duty.app,
    settle: duty.settle,
    async says(who, text, { copies = 0 } = {}) {
      world.faults.stream.copies = copies;
      const said = dingtalk.says(IDS[who], text);
      world.faults.stream.copies = 0;
      await kept(await said);
    },
    sends: async (who, name, bytes) => kept(await dingtalk.sends(IDS[who], { name, bytes })),
    async presses(who, seen, label) {
      const message = seen.handle as Message;
      if (message.msgtype !== "card") return kept((await dingtalk.taps(IDS[who], message, label)) as Said);
      const at = [1, 2, 3, 4, 5].find((each) => message.body[`label${each}`] === label);
      const { answered } = await dingtalk.presses(IDS[who], message.id, {
        params: { key: message.body[`key${at}`] },
      });
      expect(answered).toBe(true);
      await duty.settle();
    },
    sees: async (who) => dingtalk.sees({ userid: IDS[who] }).map(see),
    group: async () => dingtalk.sees({ group: GROUP }).map(see),
    // Whatever way it goes: through the session that lives, or by the robot.
    refuseNext: () =>
      void world.faults.refuse.push(
        { path: "/robot/sendBySession", code: 130101, times: 1 },
        {
          path: "/v1.0/robot/oToMessages/batchSend",
          code: "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi",
          status: 403,
          times: 1,
        },
      ),
    async close() {
      await duty.close();
      await dingtalk.close();
    },
  };
  for (const who of ["周雯", "张磊", "李娜"] as const)
    await stage.says(who, `/绑定 ${await duty.codeFor(who)}`);
  await kept(await dingtalk.says(IDS.周雯, "/帮助", { group: GROUP }));
  return stage;
};
