// /催办 and its buttons: the coordinator presses those who still owe.
import { type Reply, unitsOf } from "../src/chat/context.ts";
import { logCall } from "../src/services/phone-calls.ts";
import { findPressed, listPressable, pressMatters } from "../src/services/press.ts";
import { answerPress, pressCard } from "../src/services/press-words.ts";
import { readOrgSettings } from "../src/services/settings.ts";
import { type Asked, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const CALLED = /^(\S+)\s+已(?:打?电话|通话)\s*[,，:：。]?\s*([\s\S]*)$/;

async function press(context: Asked): Promise<Reply | Reply[]> {
  const { work, asker, args, inGroup } = context;
  const leadUnits = unitsOf(asker, "coordinator").map(({ id }) => id);
  const [, target, note = ""] = CALLED.exec(args) ?? [];
  if (target) return privately(context, { text: await logCall(work, leadUnits, { target, note }) });
  const matters = await listPressable(work, leadUnits);
  if (matters.length === 0) return { text: "目前没有需要催办的事项：已到填报期的都已报齐。" };
  if (args === "") return { card: pressCard(work, matters) };
  const meant = await findPressed(work, matters, args);
  if (meant.length === 0) {
    return {
      card: pressCard(work, matters, `没有找到“${args.slice(0, 20)}”，或该事项已报齐。还没报齐的有：`),
    };
  }
  if (meant.length > 1 && args !== "全部") {
    return { card: pressCard(work, meant, `“${args.slice(0, 20)}”可能是下面几项，请点按钮选一项：`) };
  }
  const { pressHours } = await readOrgSettings(work.tx, work.orgId);
  return answerPress(await pressMatters(work, meant), pressHours, inGroup);
}

/** `/催办`, `/催办 3`, `/催办 自查`, `/催办 全部`, `/催办 A12 已电话 答应下午报`. */
export const pressCommand = defineCommand({
  words: ["/催办"],
  summary: "催办未报的单位；记电话催报：/催办 A12 已电话 情况",
  allow: ["coordinator"],
  run: press,
});

/** A matter's button, or 全部催办. */
export const pressAction = defineAction({ action: "press", allow: ["coordinator"], run: press });
