// What every chat platform gives the rest of the house.
import type { Outgoing } from "./card.ts";

/** Where a message goes, in the platform's own ids. */
export interface Address {
  bot: string;
  userId?: string;
  chatId?: string;
}

/** A message ready to be sent: the neutral message, its address and what identifies it. */
export interface Dispatch {
  deliveryId: string;
  address: Address;
  message: Outgoing;
  /** Users mentioned, as the platform knows them. */
  mentionIds: string[];
  /** Business time. */
  at: Date;
}

/** A platform that can send. `idempotent`: sending the same delivery again does no harm. */
export interface Platform {
  readonly name: string;
  readonly idempotent: boolean;
  /** Sends and returns the platform's id of the message. PLATFORM_REJECTED for good, PLATFORM_UNAVAILABLE or RATE_LIMITED to try again. */
  send(dispatch: Dispatch): Promise<{ externalId: string | null }>;
}
