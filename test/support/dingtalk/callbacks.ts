// What the simulated DingTalk posts in HTTP mode: messages and presses, signed, with retries and replays.
import { createHmac } from "node:crypto";
import type { World } from "./world.ts";

type Json = Record<string, unknown>;

/** One attempt: the answer's status (null without one) and its body. */
export interface Attempt {
  status: number | null;
  body: string;
}

const hmac = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("base64");

function signed(world: World, sign: (timestamp: string) => string): { timestamp: string; signature: string } {
  const { forgeSignature, skewMs } = world.faults.callback;
  const timestamp = String(world.now() + skewMs);
  return { timestamp, signature: forgeSignature ? hmac("forged", timestamp) : sign(timestamp) };
}

async function attempt(world: World, url: string, headers: Json, body: string): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(world.faults.callback.timeoutMs),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: null, body: "" };
  }
}

/** Posts a robot's message until it is taken, and as many copies more as the faults ask for. */
export async function postMessage(world: World, message: Json): Promise<Attempt[]> {
  const { callbackUrl, clientSecret } = world.settings;
  if (!callbackUrl) throw new Error("the robot has no message address");
  const { copies, retries, retryDelayMs } = world.faults.callback;
  const attempts: Attempt[] = [];
  for (let copy = 0; copy <= copies; copy++)
    for (let retry = 0; retry <= retries; retry++) {
      if (retry > 0) await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
      const { timestamp, signature } = signed(world, (at) => hmac(clientSecret, `${at}\n${clientSecret}`));
      const done = await attempt(world, callbackUrl, { timestamp, sign: signature }, JSON.stringify(message));
      attempts.push(done);
      if (done.status === 200) break;
    }
  return attempts;
}

/** Posts a press of a card to the address that was registered for it; presses are not tried again. */
export async function postPress(world: World, routeKey: string, press: Json): Promise<Attempt> {
  const route = world.cardRoutes.get(routeKey);
  if (!route) throw new Error(`no card address is registered as ${routeKey}`);
  const { timestamp, signature } = signed(world, (at) => hmac(route.apiSecret, at));
  const headers = {
    "x-ddpaas-signature-timestamp": timestamp,
    "x-ddpaas-signature": signature,
  };
  return attempt(world, route.callbackUrl, headers, JSON.stringify(press));
}
