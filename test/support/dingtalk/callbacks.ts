// What the simulated DingTalk posts in HTTP mode: messages and presses, signed, with retries and replays.
import { createHmac } from "node:crypto";
import { type Attempt, attempt } from "../simulated/attempt.ts";
import type { World } from "./world.ts";

type Json = Record<string, unknown>;

const hmac = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("base64");

function signed(world: World, sign: (timestamp: string) => string): { timestamp: string; signature: string } {
  const { forgeSignature, skewMs } = world.faults.callback;
  const timestamp = String(world.now() + skewMs);
  return { timestamp, signature: forgeSignature ? hmac("forged", timestamp) : sign(timestamp) };
}

const postJson = (world: World, url: string, headers: Record<string, string>, json: Json) =>
  attempt(
    url,
    { "content-type": "application/json; charset=utf-8", ...headers },
    JSON.stringify(json),
    world.faults.callback.timeoutMs,
  );

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
      const done = await postJson(world, callbackUrl, { timestamp, sign: signature }, message);
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
  return postJson(world, route.callbackUrl, headers, press);
}
