// The organisation's directory, as far as binding needs it: who has a mobile number, and who is no longer there.
import type { DingtalkApi } from "./api.ts";
import { type Errcode, errcodeOf } from "./errcodes.ts";

const NOBODY: (Errcode | null)[] = ["40104", "60121", "33012"];

/** The userid of whoever has this number; null for nobody. None of these calls counts against the month. */
export async function findByMobile(
  api: Pick<DingtalkApi, "findByMobile">,
  mobile: string,
): Promise<string | null> {
  try {
    return await api.findByMobile(mobile);
  } catch (error) {
    if (NOBODY.includes(errcodeOf(error))) return null;
    throw error;
  }
}

/** Which of these people have left the organisation; somebody out of the app's sight has not. */
export async function findLeavers(
  api: Pick<DingtalkApi, "findUnion">,
  userIds: readonly string[],
): Promise<string[]> {
  const gone: string[] = [];
  for (const userId of userIds) {
    try {
      await api.findUnion(userId);
    } catch (error) {
      if (NOBODY.includes(errcodeOf(error))) gone.push(userId);
      else if (!OUT_OF_SIGHT.includes(errcodeOf(error))) throw error;
    }
  }
  return gone;
}

const OUT_OF_SIGHT: (Errcode | null)[] = ["50002", "50004"];
