// 逐项填写 in a 1:1 chat: one question after the other, and the buttons of its cards.
import {
  addByButton,
  answerByButton,
  answerDialogue,
  confirmDialogue,
  startDialogue,
  stopByButton,
} from "../src/services/dialogue.ts";
import { type AnyHandler, type Asked, defineAction, definePhrase } from "./define.ts";
import { privately } from "./privately.ts";

const allow = ["contact", "head"] as const;

/** An answer, or 「上一项」「跳过」「不填了」: whatever is said while a question waits. */
export const answerPhrase: AnyHandler = definePhrase({
  allow,
  recognises: (_text, { inGroup, asked = false }) => asked && !inGroup,
  run: ({ work, asker, event }) => answerDialogue(work, asker, event.text).then((reply) => [reply]),
});

const act = (
  action: string,
  does: (work: Asked["work"], asker: Asked["asker"], value: string) => ReturnType<typeof startDialogue>,
): AnyHandler =>
  defineAction({
    action,
    allow,
    run: async (context) => privately(context, await does(context.work, context.asker, context.args)),
  });

/** 逐项填写; its value is a form's code. */
export const fillSteps: AnyHandler = act("fill-steps", startDialogue);

/** An option of the question that waits. */
export const answerOption: AnyHandler = act("answer", answerByButton);

/** 确认报送. */
export const dialogueConfirm: AnyHandler = act("dialogue-confirm", confirmDialogue);

/** 再加一条. */
export const dialogueMore: AnyHandler = act("dialogue-more", addByButton);

/** 先放着. */
export const dialogueStop: AnyHandler = act("dialogue-stop", stopByButton);
