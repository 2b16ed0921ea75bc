// Who it is that a bot hears: userids come encrypted where no 超级管理员 made the bot, and the app knows what they mean.
import { AppError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import type { WecomApi } from "../api.ts";
import { errcodeOf } from "../errcodes.ts";
import { GONE } from "../members.ts";

/** Somebody by the id that the app knows; `own` where only the bot knows this id. */
export interface Identity {
  userId: string;
  own: boolean;
}

/** Tells who an id of the bot's is. Never throws. */
export type Identify = (told: string) => Promise<Identity>;

const MOST_KNOWN = 10_000;
const OUT_OF_SIGHT = 60011;

/** Asks the app, and remembers what it said; while it can't be asked, an id is taken as it is. */
export function createIdentify(
  api: Pick<WecomApi, "readMember" | "openUserIds">,
  log: Pick<Log, "warn">,
): Identify {
  const known = new Map<string, Identity>();

  /** Null for an id that is no member's. */
  async function readPlain(told: string): Promise<Identity | null> {
    try {
      await api.readMember(told);
    } catch (error) {
      const errcode = errcodeOf(error) ?? 0;
      if (GONE.includes(errcode)) return null;
      if (errcode !== OUT_OF_SIGHT) throw error;
    }
    return { userId: told.toLowerCase(), own: false };
  }

  async function ask(told: string): Promise<{ identity: Identity; sure: boolean }> {
    const plain = await readPlain(told);
    if (plain) return { identity: plain, sure: true };
    try {
      const meant = (await api.openUserIds([told])).get(told);
      const identity =
        meant === undefined ? { userId: told, own: true } : { userId: meant.toLowerCase(), own: false };
      return { identity, sure: true };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ reason: error.message }, "wecom bot's id not read");
      return { identity: { userId: told, own: true }, sure: false };
    }
  }

  return async (told) => {
    const before = known.get(told);
    if (before) return before;
    try {
      const { identity, sure } = await ask(told);
      if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
      if (sure) known.set(told, identity);
      return identity;
    } catch (error) {
      log.warn({ reason: String((error as Error).message) }, "wecom bot's id not asked about");
      return { userId: told.toLowerCase(), own: false };
    }
  };
}

/** Who said what was told; undefined where nobody can be asked and the id is as it is. */
export async function whoseWords(
  { from }: { from?: { userid?: string | undefined } | undefined },
  identify: Identify | undefined,
): Promise<Identity | undefined> {
  return from?.userid && identify ? identify(from.userid) : undefined;
}
