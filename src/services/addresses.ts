// Where a delivery goes, in the platform's own ids, and by which one-time key it answers what was said.
import { chatEventSchema } from "../chat/event.ts";
import type { Address } from "../chat/platform.ts";
import type { Delivery } from "../store/generated/client.ts";
import { openKey } from "./event-keys.ts";
import type { Runtime } from "./runtime.ts";

/** The address of a delivery; null for somebody who is not bound there any more. */
export async function findAddress(runtime: Runtime, delivery: Delivery): Promise<Address | null> {
  const { db } = runtime.store;
  const { platform, bot } = delivery;
  if (delivery.strangerId) return { bot, userId: delivery.strangerId };
  if (delivery.groupId) {
    const group = await db.chatGroup.findUniqueOrThrow({ where: { id: delivery.groupId } });
    return { bot, chatId: group.chatId };
  }
  const bindings = await db.binding.findMany({
    where: { platform, personId: delivery.personId! },
    orderBy: { boundAt: "desc" },
  });
  // As this bot knows the person, else as the platform does; who is known to another bot alone is spoken to by that one.
  const binding =
    bindings.find((own) => own.bot === bot) ?? bindings.find((own) => own.bot === null) ?? bindings[0];
  return binding ? { bot: binding.bot ?? bot, userId: binding.userId } : null;
}

/** The ids of people mentioned, as a platform knows them. */
export async function findMentioned(
  runtime: Runtime,
  platform: string,
  personIds: readonly string[],
): Promise<string[]> {
  if (personIds.length === 0) return [];
  const bindings = await runtime.store.db.binding.findMany({
    where: { platform, bot: null, personId: { in: [...personIds] } },
  });
  return bindings.map(({ userId }) => userId);
}

/** The key by which the event that a delivery answers is answered in place; none where it goes elsewhere. */
export async function findReplyKey(
  runtime: Runtime,
  delivery: Delivery,
  address: Address,
): Promise<string | undefined> {
  if (delivery.eventId === null) return undefined;
  const event = await runtime.store.db.inboundEvent.findUnique({ where: { id: delivery.eventId } });
  if (!event || event.platform !== delivery.platform || event.bot !== delivery.bot) return undefined;
  const { success, data } = chatEventSchema.safeParse(event.payload);
  if (!success || data.replyKey === undefined) return undefined;
  // What is for one person alone does not go where the group reads it.
  const samePlace =
    data.chatId === undefined ? address.userId === data.userId : address.chatId === data.chatId;
  return samePlace ? openKey(runtime.cipher, data.replyKey) : undefined;
}
