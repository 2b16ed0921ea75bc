// How reports are reviewed in a demo: what is to be mended goes back with its reason, the rest is passed by the card's buttons.
import { type Duty, nameOf } from "./demo-duties.ts";
import { partMessages, type Stage } from "./demo-stage.ts";
import type { SeenMessage } from "./sandbox-client.ts";

const MOST_CARDS = 60;

/** The reason that a return names. */
function reasonFor({ materials }: Duty): string {
  const [definition] = materials.flatMap((material) => material.definition ?? []);
  if (!definition) return "缺少单位负责人签字，请补齐后再报";
  return definition.fields.some(({ label }) => label === "完成时限")
    ? "完成时限晚于方案要求，请核对后再报"
    : "数字与监督平台对不上，请核对后再报";
}

/** Who reviews a unit's reports: the coordinator, or of the lead unit's own the deputy over it. */
export function reviewerOf({ cast }: Stage, { preparer }: Duty): string {
  return preparer === cast.lead ? cast.holders(cast.lead, "deputy")[0]! : cast.coordinator;
}

/** One sitting of a reviewer over what waits; those in `back` are returned, and given a new round. */
export async function review(
  stage: Stage,
  reviewer: string,
  waiting: readonly Duty[],
  back: readonly Duty[],
): Promise<void> {
  const { sandbox, cast, transcript, app } = stage;
  const talker = sandbox.person(reviewer);
  const who = `${cast.nameOf(reviewer)}(${cast.placeOf(reviewer)})`;
  const told: SeenMessage[] = [];
  const act = async (messages: Promise<SeenMessage[]>): Promise<SeenMessage[]> => {
    const { own, others } = partMessages(await messages, reviewer);
    told.push(...others);
    return own;
  };
  const at = app.runtime.clock.now();
  for (const duty of back) {
    const reason = reasonFor(duty);
    const said = (await act(talker.says(`/退回 ${duty.code} ${reason}`)))[0];
    transcript.act(at, `${who}:/退回 ${duty.code} ${reason}`);
    transcript.note(`机器人：${said?.text.split("\n")[0]}`);
    await startRound(stage, duty);
  }
  const passed = waiting.filter((duty) => !back.includes(duty));
  if (passed.length > 0) {
    const pressed = new Set<string>();
    let [card] = (await act(talker.says("/审核"))).slice(-1);
    for (let count = 0; count < MOST_CARDS && card?.card?.title.startsWith("待审核"); count++) {
      const together = card.card.actions.some(({ action }) => action.startsWith("accept-all"));
      pressed.add(together ? "全部通过" : "通过");
      const asked: SeenMessage[] = await act(talker.presses(card, together ? "全部通过" : "通过"));
      const answers: SeenMessage[] = together
        ? await act(talker.presses(asked.at(-1)!, "确认全部通过"))
        : asked;
      card = answers.find((answer) => answer.card?.title.startsWith("待审核"));
    }
    transcript.act(at, `${who}:/审核，点“${[...pressed].join("”“")}”`);
    const names = new Map<string, string[]>();
    for (const duty of passed)
      names.set(nameOf(duty), [...(names.get(nameOf(duty)) ?? []), cast.callUnit(duty.unit)]);
    transcript.note(...[...names].map(([what, units]) => `审核通过：${units.join("、")}的“${what}”`));
  }
  transcript.heard(told);
}

async function startRound({ app }: Stage, duty: Duty): Promise<void> {
  const row = await app.runtime.store.db.assignment.findUniqueOrThrow({ where: { id: duty.id } });
  if (row.state !== "returned") return;
  duty.rounds.push({ toldAt: app.runtime.clock.now(), dueOn: row.dueOn!, returned: true, doneAt: null });
}
