// One call for many: the same message to several people is sent to up to twenty of them at once, since calls are counted.
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../errors.ts";
import type { DingtalkApi, RobotBody } from "./api.ts";
import { errcodeOf } from "./errcodes.ts";
import { MOST_PEOPLE } from "./limits.ts";

/** Sends to one person; those who ask for the same within a moment share a call. */
export type SendToPerson = (userId: string, body: RobotBody) => Promise<string | null>;

interface Waiting {
  userId: string;
  settle(externalId: string | null): void;
  refuse(error: unknown): void;
}

// Long enough for the messages of one moment to meet, short enough for nobody to notice.
const GATHER_MS = 25;
// One wrong id refuses the whole call.
const SPOILED = ["staffId.notExisted", "illegal.receivers"];

/** Gathers for one app. PLATFORM_REJECTED for whom DingTalk names as not reached, RATE_LIMITED for whom it holds back. */
export function createBatches(api: Pick<DingtalkApi, "sendToPeople">): SendToPerson {
  const open = new Map<string, Waiting[]>();

  async function send(waiting: readonly Waiting[], body: RobotBody): Promise<void> {
    try {
      const userIds = [...new Set(waiting.map(({ userId }) => userId))];
      const sent = await api.sendToPeople(userIds, body);
      for (const { userId, settle, refuse } of waiting) {
        if (sent.invalidStaffIdList.includes(userId)) refuse(notReached());
        else if (sent.flowControlledStaffIdList.includes(userId)) refuse(heldBack());
        else settle(sent.processQueryKey ?? null);
      }
    } catch (error) {
      if (waiting.length > 1 && SPOILED.includes(errcodeOf(error) ?? ""))
        await Promise.all(waiting.map((one) => send([one], body)));
      else for (const { refuse } of waiting) refuse(error);
    }
  }

  return (userId, body) =>
    new Promise((settle, refuse) => {
      const key = JSON.stringify([body.msgKey, body.msgParam]);
      const one = { userId, settle, refuse };
      const gathering = open.get(key);
      if (gathering && gathering.length < MOST_PEOPLE) {
        gathering.push(one);
        return;
      }
      const waiting = [one];
      open.set(key, waiting);
      void sleep(GATHER_MS).then(() => {
        if (open.get(key) === waiting) open.delete(key);
        return send(waiting, body);
      });
    });
}

function notReached(): AppError {
  return new AppError(
    "PLATFORM_REJECTED",
    "钉钉没有送达：该成员不在应用可见范围内，或已离开本单位。请在开放平台核对可见范围，或电话联系。",
  );
}

function heldBack(): AppError {
  return new AppError("RATE_LIMITED", "钉钉提示发给该成员的消息过快，已暂停。", { retryAfterMs: 30_000 });
}
