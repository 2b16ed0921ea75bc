// What one process remembers while it sends: how far a message got, and which files the platform has already.
import { MEDIA } from "./limits.ts";

const MOST_REMEMBERED = 1000;

/** How far each message got that was not sent whole yet: the next of its parts, and whether that was tried before. */
export function createProgress() {
  const states = new Map<string, { next: number; tried: boolean }>();
  return {
    of(deliveryId: string) {
      const state = states.get(deliveryId) ?? { next: 0, tried: false };
      if (states.size >= MOST_REMEMBERED) states.delete(states.keys().next().value!);
      states.set(deliveryId, state);
      return state;
    },
    forget: (deliveryId: string) => states.delete(deliveryId),
  };
}

/** Ids of files that are with WeCom already, kept a day less than WeCom keeps them. */
export function createUploads() {
  const known = new Map<string, { mediaId: string; until: number }>();
  return {
    async get(key: string, upload: () => Promise<string>): Promise<string> {
      const held = known.get(key);
      if (held && held.until > performance.now()) return held.mediaId;
      const mediaId = await upload();
      if (known.size >= MOST_REMEMBERED) known.delete(known.keys().next().value!);
      known.set(key, { mediaId, until: performance.now() + (MEDIA.keptDays - 1) * 86_400_000 });
      return mediaId;
    },
  };
}
