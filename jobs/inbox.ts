// Handles what a sender said, oldest first, one transaction for each event.
import { z } from "zod";
import type { Reply } from "../src/chat/context.ts";
import { chatEventSchema } from "../src/chat/event.ts";
import type { Situation } from "../src/chat/handler.ts";
import { SAY } from "../src/chat/messages.ts";
import { AppError } from "../src/errors.ts";
import { defineJob } from "../src/queue/job.ts";
import {
  type InboundEvent,
  nextEvent,
  recordFailure,
  type Sender,
  settleEvent,
} from "../src/services/inbox.ts";
import { bindByCode, findAsker, findOrgOf } from "../src/services/people.ts";
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
      await handle(context, event);
    }
  },
});

type Answer = (work: UnitOfWork) => Promise<Reply[]>;

async function handle(context: JobContext, event: InboundEvent): Promise<void> {
  const { runtime } = context;
  const payload = chatEventSchema.parse(event.payload);
  const asker = await findAsker(runtime, event.platform, payload.userId);
  const sender: Sender = asker
    ? { orgId: asker.orgId, actor: { kind: "person", id: asker.id, name: asker.name }, personId: asker.id }
    : {
        orgId: await findOrgOf(runtime, event.platform, event.bot),
        actor: { kind: "system", name: "stranger" },
        personId: null,
      };
  try {
    const situation = asker && { event: payload, asker, args: "", inGroup: payload.chatId !== undefined };
    const answer = situation
      ? await prepare(context, situation)
      : async (work: UnitOfWork) => [await bindByCode(work, event.platform, payload)];
    await settleEvent(runtime, event, sender, answer);
  } catch (error) {
    // An expected failure is an answer; its transaction was rolled back whole.
    if (error instanceof AppError && error.code !== "INTERNAL") {
      await settleEvent(runtime, event, sender, async () => [{ to: "asker", text: error.message }]);
    } else {
      await recordFailure(runtime, event, sender, error);
    }
  }
}

/** Chooses who answers and lets it read what it must before the transaction opens. */
async function prepare({ bot, runtime }: JobContext, situation: Situation): Promise<Answer> {
  if (situation.event.refused) return async () => [{ to: "asker", text: SAY.marked }];
  const route = bot.route(situation);
  if ("reply" in route) return async () => [route.reply];
  const { handler } = route;
  const told = { ...situation, args: route.args };
  const run = "prepare" in handler ? await handler.prepare(runtime, told) : handler.run;
  return async (work) => {
    const replies = await run({ ...told, work });
    return Array.isArray(replies) ? replies : [replies];
  };
}
