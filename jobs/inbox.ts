// Handles what a sender said, oldest first, one transaction for each event.
import { z } from "zod";
import type { Reply } from "../src/chat/context.ts";
import { type ChatEvent, chatEventSchema, type SentFile } from "../src/chat/event.ts";
import type { Situation } from "../src/chat/handler.ts";
import { SAY } from "../src/chat/messages.ts";
import { AppError } from "../src/errors.ts";
import { defineJob } from "../src/queue/job.ts";
import { type Claim, prepareBinding, readClaim } from "../src/services/binding.ts";
import { settleChange } from "../src/services/departures.ts";
import { isAsked } from "../src/services/dialogue/place.ts";
import {
  type InboundEvent,
  nextEvent,
  recordFailure,
  type Sender,
  settleEvent,
} from "../src/services/inbox.ts";
import { isAwaited, ringForFiles } from "../src/services/media.ts";
import { findAsker } from "../src/services/people.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import type { JobContext } from "./context.ts";

const dataSchema = z.object({ senderKey: z.string() });

/** `{ senderKey }`: everything that this sender has waiting. */
export const inboxJob = defineJob<JobContext>({
  name: "inbox",
  queue: "inbox",
  async run(context, data) {
    const { senderKey } = dataSchema.parse(data);
    for (;;) {
      const event = await nextEvent(context.runtime, senderKey);
      if (!event) return;
      if (!(await handle(context, event))) return;
    }
  },
});

type Answer = (work: UnitOfWork) => Promise<Reply[]>;

/** An answer, and why it is not what was asked for, where it is not. */
interface Prepared {
  answer: Answer;
  refused?: string;
}

/** False where the event has to wait for its files, and what the sender said after it with it. */
async function handle(context: JobContext, event: InboundEvent): Promise<boolean> {
  const { runtime, platforms } = context;
  const payload = chatEventSchema.parse(event.payload);
  if (payload.kind === "change") {
    await settleChange(runtime, platforms.get(event.platform), event, payload.left ?? []);
    return true;
  }
  const asker = await findAsker(runtime, event.platform, payload.userId);
  // What strangers send is not taken in.
  if (asker && payload.files.some(isAwaited)) {
    await ringForFiles(runtime, event);
    return false;
  }
  const claim = asker ? null : await readClaim(runtime, platforms.get(event.platform), payload);
  const sender: Sender = asker
    ? { orgId: asker.orgId, actor: { kind: "person", id: asker.id, name: asker.name }, personId: asker.id }
    : {
        orgId: claim!.orgId,
        actor: { kind: "system", name: "stranger" },
        personId: null,
      };
  try {
    const inGroup = payload.chatId !== undefined;
    const asked = asker !== null && !inGroup && payload.kind === "text" && (await isAsked(runtime, asker.id));
    const situation = asker && { event: payload, asker, args: "", inGroup, asked };
    const { answer, refused } = situation
      ? await prepare(context, situation)
      : await prepareStranger(context, event, payload, claim!);
    const settled = await settleEvent(runtime, event, sender, answer, refused);
    if (settled) await ringForCard(context, event, payload);
  } catch (error) {
    // An expected failure is an answer; its transaction was rolled back whole.
    if (error instanceof AppError && error.code !== "INTERNAL") {
      const { message } = error;
      const sorry: Answer = async () => [{ to: "asker", text: message }];
      const told = await settleEvent(runtime, event, sender, sorry, message);
      if (told) await ringForCard(context, event, payload);
    } else {
      await recordFailure(runtime, event, sender, error);
    }
  }
  return true;
}

async function prepareStranger(
  { runtime, platforms }: JobContext,
  { platform, bot }: InboundEvent,
  payload: ChatEvent,
  claim: Claim,
): Promise<Prepared> {
  const account = { platform, bot, userId: payload.userId, ownId: payload.ownId };
  const answer = await prepareBinding(runtime, platforms.get(platform), account, claim);
  return { answer: async (work) => [await answer(work)], refused: "not bound" };
}

/** Has the pressed card say that it is done, or at least that the press was handled where its platform waits for that. */
async function ringForCard(
  { runtime, platforms, bot }: JobContext,
  event: InboundEvent,
  { action = "", cardKey, userId }: ChatEvent,
): Promise<void> {
  const platform = platforms.get(event.platform);
  if (!cardKey || !(platform?.promisesChange || bot.doneWords(action) !== null)) return;
  // Where only one process can change a card, it is done there.
  const lane = platform?.lane?.({ bot: event.bot, userId });
  const call = { key: event.id, data: { id: event.id }, urgent: true };
  await runtime.ring("patch", [{ ...call, ...(lane ? { lane } : {}) }]);
}

/** Chooses who answers and lets it read what it must before the transaction opens. */
async function prepare(context: JobContext, situation: Situation): Promise<Prepared> {
  const { bot, runtime } = context;
  if (situation.event.refused)
    return { answer: async () => [{ to: "asker", text: SAY.marked }], refused: SAY.marked };
  const gone = situation.event.files.filter((file) => file.gone !== undefined);
  if (gone.length > 0) return prepareWithout(context, situation, gone);
  const route = bot.route(situation);
  if ("reply" in route) return { answer: async () => [route.reply], refused: route.reply.text ?? "" };
  const { handler } = route;
  const told = { ...situation, args: route.args };
  const run = "prepare" in handler ? await handler.prepare(runtime, told) : handler.run;
  return {
    async answer(work) {
      const replies = await run({ ...told, work });
      return Array.isArray(replies) ? replies : [replies];
    },
  };
}

/** Files that could not be had are asked for again; what else was said and sent is handled. */
async function prepareWithout(
  context: JobContext,
  situation: Situation,
  gone: SentFile[],
): Promise<Prepared> {
  const { event } = situation;
  const sentences = gone.map((file) => SAY.fileGone(file.name, file.gone!));
  const asked: Reply = { to: "asker", text: sentences.join("\n") };
  const files = event.files.filter((file) => file.gone === undefined);
  if (event.kind === "file" && files.length === 0)
    return { answer: async () => [asked], refused: sentences.join("\n") };
  const rest = await prepare(context, { ...situation, event: { ...event, files } });
  return { ...rest, answer: async (work) => [...(await rest.answer(work)), asked] };
}
