// Asks DingTalk's gateway for a ticket: the address of one long connection, good for 90 seconds.
import { networkInterfaces } from "node:os";
import { z } from "zod";
import { AppError } from "../../errors.ts";
import { within } from "../deadlines.ts";
import { reasonOf } from "../troubles.ts";
import { parseJson } from "./stream-frame.ts";
import { unavailable } from "./transport.ts";

/** What a connection asks to be told; fixed for its life. */
export interface Subscription {
  type: "EVENT" | "CALLBACK";
  /** EVENT only knows `*`. */
  topic: string;
}

/** Who opens a connection, where, and for what. */
export interface GatewaySettings {
  /** Without a slash at the end. */
  apiBase: string;
  clientId: string;
  clientSecret: string;
  subscriptions: readonly Subscription[];
}

const MOST_ANSWER = 100_000;
const UNAUTHORIZED = 401;

const ticketSchema = z.object({ endpoint: z.url({ protocol: /^wss?$/ }), ticket: z.string().min(1) });
const refusalSchema = z.looseObject({ code: z.string().default(""), requestid: z.string().optional() });

/**
 * The address to connect to, ticket included, asked for within `openMs`. PLATFORM_REJECTED for credentials that are wrong, which no waiting mends;
 * PLATFORM_UNAVAILABLE for everything else. Neither the secret nor the ticket stands in an error.
 */
export async function openTicket(
  settings: GatewaySettings,
  openMs: number,
  signal: AbortSignal,
): Promise<string> {
  const { apiBase, clientId, clientSecret, subscriptions } = settings;
  const ask = async (ending: AbortSignal): Promise<[number, string]> => {
    const response = await fetch(`${apiBase}/v1.0/gateway/connections/open`, {
      method: "POST",
      // Without `accept` the answer may be XML.
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ clientId, clientSecret, ua: "baosong", localIp: localIp(), subscriptions }),
      redirect: "error",
      signal: ending,
    });
    return [response.status, (await response.text()).slice(0, MOST_ANSWER)];
  };
  const [status, text] = await within(openMs, signal, ask).catch((error) => {
    throw unavailable(`长连接网关${reasonOf(error)}`);
  });
  if (status === UNAUTHORIZED)
    throw new AppError(
      "PLATFORM_REJECTED",
      "钉钉长连接鉴权失败：请核对 DINGTALK_CLIENT_ID 和 DINGTALK_CLIENT_SECRET，改好后重新启动。",
    );
  // An overloaded gateway or a proxy on the way answers with a page.
  const answer = parseJson(text);
  const read = ticketSchema.safeParse(answer);
  if (status !== 200 || !read.success) {
    const code = refusalSchema.safeParse(answer).data?.code;
    // Most often it is the app as its console has it.
    const mend = status === 400 ? "；请核对机器人选了 Stream 模式、应用已发布、出口 IP 没有被白名单挡住" : "";
    throw unavailable(`长连接网关回答 ${status}${code ? ` ${code}` : ""}${mend}`);
  }
  const { endpoint, ticket } = read.data;
  if (apiBase.startsWith("https:") && !endpoint.startsWith("wss:")) throw unavailable("长连接的地址没有加密");
  return `${endpoint}?ticket=${encodeURIComponent(ticket)}`;
}

// Shown in the console beside the connection, so that a forgotten second process can be found.
function localIp(): string {
  return Object.values(networkInterfaces())
    .flat()
    .flatMap((found) => (found && !found.internal && found.family === "IPv4" ? [found.address] : []))
    .join(",");
}
