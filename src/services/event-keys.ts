// The one-time keys that come with an event: sealed before they are stored, opened only when they are used.
import type { ChatEvent } from "../chat/event.ts";
import type { Cipher } from "../store/cipher.ts";

/** A key as it is stored. */
export function sealKey(cipher: Cipher, key: string): string {
  return Buffer.from(cipher.seal(new TextEncoder().encode(key))).toString("base64");
}

/** A stored key in clear; throws where it was sealed under another SECRET_KEY. */
export function openKey(cipher: Cipher, sealed: string): string {
  return new TextDecoder().decode(cipher.open(Buffer.from(sealed, "base64")));
}

/** An event with its keys to files, to its card and to its own answer sealed. */
export function sealKeys(cipher: Cipher, event: ChatEvent): ChatEvent {
  const { cardKey, replyKey } = event;
  return {
    ...event,
    files: event.files.map((file) =>
      file.mediaKey === undefined ? file : { ...file, mediaKey: sealKey(cipher, file.mediaKey) },
    ),
    ...(cardKey === undefined ? {} : { cardKey: sealKey(cipher, cardKey) }),
    ...(replyKey === undefined ? {} : { replyKey: sealKey(cipher, replyKey) }),
  };
}
