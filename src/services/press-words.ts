// What the coordinator reads of 催办: which matters can be pressed, what a press did, and what a group may hear of it.
import { type Card, type CardAction, card } from "../chat/card.ts";
import type { Reply } from "../chat/context.ts";
import { CALL_USAGE } from "./phone-calls.ts";
import { type Press, type PressableMatter, pressCode } from "./press.ts";
import { sayTime } from "./receipts.ts";
import { phraseDeadline, shorten } from "./reminders/words.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

const MOST_BUTTONS = 5;
const MOST_LINES = 15;
const NAME_LENGTH = 24;

function nameOf({ number, what }: PressableMatter): string {
  return `${number}. ${shorten(what, NAME_LENGTH)}`;
}

/** The matters with reports missing, in figures, with a button each. */
export function pressCard(work: UnitOfWork, matters: readonly PressableMatter[], lead?: string): Card {
  const campaigns = new Set(matters.map(({ campaignTitle }) => campaignTitle));
  const lines = matters.slice(0, MOST_LINES).map((matter) => {
    const { tally, pressedAt, campaignTitle } = matter;
    const campaign = campaigns.size > 1 ? `(${shorten(campaignTitle, NAME_LENGTH)})` : "";
    const pressed = pressedAt ? `，${sayTime(pressedAt)}催办过` : "";
    const due = phraseDeadline(matter, work.today, work.now);
    return `${nameOf(matter)}${campaign}：应报${tally.due}，已报${tally.done}，未报${tally.missing}，${due}${pressed}`;
  });
  if (matters.length > MOST_LINES)
    lines.push(`还有${matters.length - MOST_LINES}项，发送 /催办 事项号 办理。`);
  const free = matters.filter(({ waitsUntil }) => waitsUntil === null);
  const actions = free
    .slice(0, MOST_BUTTONS)
    .map(
      (matter): CardAction => ({ action: "press", label: `催办 ${matter.number}`, value: pressCode(matter) }),
    );
  if (free.length > 1) actions.push({ action: "press", label: "全部催办", value: "全部" });
  return card("催办", {
    body: [lead ?? "以下事项还有单位没有报送。点按钮或发送“/催办 事项号”，提醒未报单位的联系人：", ...lines],
    actions,
  });
}

function refusal({ what, pressedAt, waitsUntil }: PressableMatter, hours: number): string {
  if (!pressedAt || !waitsUntil) return `“${what}”刚刚已催办过。`;
  return `“${what}”已于${sayTime(pressedAt)}催办过。为免打扰，同一事项间隔${hours}小时，${sayTime(waitsUntil)}以后可再催办。`;
}

/** What a press did: figures where it was asked for in a group, and who it is about to the asker alone. */
export function answerPress(press: Press, hours: number, inGroup: boolean): Reply[] {
  const { pressed, refused, units, people, unreachable, heldUntil } = press;
  const figures =
    pressed.length > 0
      ? `已催办${pressed.length}项，未报${units}家，已通知${people}人${unreachable.length > 0 ? `，${unreachable.length}家联系不上` : ""}。`
      : "本次没有发出催办。";
  const lines = [
    ...pressed.map((matter) => `${nameOf(matter)}，未报：${matter.units.join("、")}`),
    ...(unreachable.length > 0 ? [`请电话催报：${unreachable.join("、")}`, CALL_USAGE] : []),
    ...(heldUntil && people > 0 ? [`现在不是工作时间，消息将于${sayTime(heldUntil)}送达。`] : []),
    ...refused.map((matter) => refusal(matter, hours)),
  ];
  const own: Reply = { to: "asker", text: [figures, ...lines].join("\n") };
  return inGroup ? [{ to: "here", text: figures }, own] : [own];
}
