// What a pressed card becomes once its button was handled: the button's place says so, the other buttons stay.
import { outgoingSchema } from "../chat/card.ts";
import { chatEventSchema } from "../chat/event.ts";
import { SAY } from "../chat/messages.ts";
import type { Platform } from "../chat/platform.ts";
import { openKey } from "./event-keys.ts";
import type { Runtime } from "./runtime.ts";

/** Changes the card behind a handled press where its platform can; where it can't, the answer has to do. Never throws. */
export async function patchPressed(
  runtime: Runtime,
  platforms: ReadonlyMap<string, Platform>,
  eventId: string,
  doneWords: (action: string) => string | null,
): Promise<void> {
  const { db } = runtime.store;
  const row = await db.inboundEvent.findUnique({ where: { id: eventId } });
  if (row?.state !== "handled") return;
  const { success, data: event } = chatEventSchema.safeParse(row.payload);
  const platform = platforms.get(row.platform);
  if (!success || !event.action || !event.cardKey || !platform?.patchCard) return;
  // A press that was refused has done nothing.
  const words = row.error === null ? doneWords(event.action) : null;
  const label = words ?? (platform.promisesChange ? SAY.pressHandled : null);
  if (label === null) return;
  const { deliveryId, action, value } = event;
  const delivery = deliveryId ? await db.delivery.findUnique({ where: { id: deliveryId } }) : null;
  const sent = outgoingSchema.safeParse(delivery?.payload);
  const card = sent.success ? sent.data.card : undefined;
  const left = card && {
    ...card,
    actions: card.actions.filter((each) => each.action !== action || each.value !== value),
  };
  try {
    const done = await platform.patchCard({
      bot: row.bot,
      userId: event.userId,
      cardKey: openKey(runtime.cipher, event.cardKey),
      label,
      ...(delivery ? { deliveryId: delivery.id } : {}),
      ...(left ? { left } : {}),
      ...(words === null ? { asItIs: true } : {}),
    });
    if (!done) runtime.log.debug({ event: eventId }, "pressed card not changed");
  } catch (error) {
    runtime.log.warn(
      { event: eventId, reason: String((error as Error).message) },
      "pressed card not changed",
    );
  }
}
