// 钉钉待办: one in a person's own list for each key, opening our page; only we tick it off, when the report is in.
import type { Agenda } from "../../chat/platform.ts";
import { byteLength, truncateBytes } from "../../domain/text.ts";
import { AppError } from "../../errors.ts";
import type { DingtalkApi } from "./api.ts";
import { errcodeOf } from "./errcodes.ts";

const TAKEN = "todo.taskCreate.paramError";
const MOST_SUBJECT = 1024;
const MOST_URL = 1024;
const NORMAL = 20;

/** Lists of one app. An item with an address can't be ticked off in the client: its owner opens the page instead. */
export function createAgenda(
  api: Pick<DingtalkApi, "findUnion" | "addToAgenda" | "findOnAgenda" | "tickOff">,
): Agenda {
  const unionOf = async (userId: string): Promise<string> => {
    const unionId = await api.findUnion(userId);
    if (unionId === null)
      throw new AppError("PLATFORM_REJECTED", "钉钉没有给出该成员的 unionId，不能加待办。");
    return unionId;
  };
  return {
    async add({ key, userId, subject, dueAt, url }) {
      const unionId = await unionOf(userId);
      if (byteLength(url) > MOST_URL) throw new AppError("PLATFORM_REJECTED", "网址太长，不能加待办。");
      try {
        return await api.addToAgenda(unionId, {
          sourceId: key,
          subject: truncateBytes(subject, MOST_SUBJECT, () => "…"),
          creatorId: unionId,
          executorIds: [unionId],
          participantIds: [],
          ...(dueAt ? { dueTime: dueAt.getTime() } : {}),
          detailUrl: { appUrl: url, pcUrl: url },
          isOnlyShowExecutor: true,
          priority: NORMAL,
          // The reminder has rung already.
          notifyConfigs: { dingNotify: "0" },
        });
      } catch (error) {
        // Perhaps it is there already, and the answer was lost.
        const found = errcodeOf(error) === TAKEN ? await api.findOnAgenda(unionId, key) : null;
        if (found === null) throw error;
        return found;
      }
    },
    async finish(userId, externalId) {
      await api.tickOff(await unionOf(userId), externalId);
    },
  };
}
