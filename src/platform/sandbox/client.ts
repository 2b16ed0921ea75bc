// Sends to the sandbox's phones.
import type { Platform } from "../../chat/platform.ts";
import { renderMessage, type SandboxBody } from "./render.ts";

/** Where phones keep their messages; putting the same delivery twice keeps one. */
export interface PhoneStore {
  put(message: {
    deliveryId: string;
    personId: string | null;
    groupId: string | null;
    at: Date;
    body: SandboxBody;
  }): Promise<void>;
}

/** The sandbox as a platform. It has no rate limit. */
export function createSandboxPlatform(phones: PhoneStore): Platform {
  return {
    name: "sandbox",
    idempotent: true,
    async send({ deliveryId, address, message, mentionIds, at }) {
      await phones.put({
        deliveryId,
        personId: address.userId ?? null,
        groupId: address.chatId ?? null,
        at,
        body: renderMessage(message, mentionIds),
      });
      return { externalId: deliveryId };
    },
  };
}
