// Robots that have only an address: sessions that came with a message, and custom robots of groups.
import { z } from "zod";
import { signRobot } from "./signature.ts";
import type { Request, Transport } from "./transport.ts";

/** A message of a webhook or of a 工作通知: a msgtype and what stands under it. */
export type WebhookBody = { msgtype: string } & Record<string, unknown>;

/** A custom robot of a group; the secret where it signs (加签). */
export interface CustomRobot {
  readonly token: string;
  readonly secret: string | null;
}

/** The calls of webhooks. */
export type WebhookApi = ReturnType<typeof createWebhookApi>;

/** Where webhooks are asked, and over which transport. */
export interface WebhookParts {
  /** `DINGTALK_OAPI_BASE`, as https://oapi.dingtalk.com */
  oapiBase: string;
  transport: Transport;
}

const okSchema = z.looseObject({});

/** Calls of webhooks; errors come as HTTP 200 with an errcode. */
export function createWebhookApi({ oapiBase, transport }: WebhookParts) {
  const base = oapiBase.replace(/\/+$/, "");
  return {
    /** True for an address at DingTalk itself: nothing is sent anywhere else, whatever a message said. */
    isOurs: (url: string) => URL.canParse(url) && new URL(url).origin === new URL(base).origin,
    /** Answers through a session. It stands in no list of what is metered. */
    sendBySession: (url: string, json: WebhookBody) =>
      transport.ask(
        { url, name: "/robot/sendBySession", way: `session ${url.slice(-16)}`, json, metered: null },
        okSchema,
      ),
    /** Sends by a custom robot; the same `msgUuid` again does nothing. `atMs` is real time, within an hour of DingTalk's. */
    async sendByRobot({ token, secret }: CustomRobot, json: WebhookBody, msgUuid: string, atMs: number) {
      const timestamp = String(atMs);
      const signed: Record<string, string> =
        secret === null ? {} : { timestamp, sign: await signRobot(secret, timestamp) };
      const url = `${base}/robot/send?${new URLSearchParams({ access_token: token, ...signed })}`;
      const way = `robot ${token.slice(-8)}`;
      const request: Request = {
        url,
        name: "/robot/send",
        way,
        json: { ...json, msgUuid },
        metered: "pushes",
      };
      return transport.ask(request, okSchema);
    },
  };
}
