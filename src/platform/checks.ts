// One question to a platform as a line of the doctor's: what it answered, or what is wrong and how to mend it.
import type { Finding } from "../chat/platform.ts";
import { AppError } from "../errors.ts";

/** Asks, and never throws an AppError. `setting` names the address asked at: the last thing to look at. */
export async function check(what: string, setting: string, ask: () => Promise<string>): Promise<Finding> {
  try {
    return { level: "ok", what, detail: await ask() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [detail = "", ...mend] = error.message.split(/(?<=。)/);
    return {
      level: "broken",
      what,
      detail,
      mend: mend.join("") || `请检查网络和 ${setting}，稍后再试`,
    };
  }
}
