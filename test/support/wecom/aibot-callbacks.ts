// The simulated bot's HTTP side: callbacks to its address, the way back by response_url, files that lie there five minutes.
import { createCipheriv } from "node:crypto";
import { encrypt, getSignature } from "@wecom/crypto";
import { type Attempt, attempt } from "../simulated/attempt.ts";
import { HOUR, MINUTE, SECOND } from "../simulated/spans.ts";
import { show } from "./aibot-commands.ts";
import { checkBody } from "./aibot-rules.ts";
import type { Server } from "./rest.ts";
import { fresh, type World } from "./world.ts";

type Json = Record<string, unknown>;

const PATIENCE_MS = 5000;
const VERIFY_MS = 1000;

function seal(world: World, message: string): { query: URLSearchParams; encrypted: string } {
  const { aesKey, token } = world.aibot;
  // A bot's receiveid is empty.
  const encrypted = encrypt(aesKey, message, "");
  const timestamp = String(Math.floor(world.now() / SECOND));
  const nonce = fresh("n").slice(0, 12);
  const msg_signature = getSignature(token, timestamp, nonce, encrypted);
  return { query: new URLSearchParams({ msg_signature, timestamp, nonce }), encrypted };
}

/** What happens when the address is saved: true where the bare text came back within a second. */
export async function verifyBotAddress(world: World, url: string): Promise<boolean> {
  const said = fresh("echo");
  const { query, encrypted } = seal(world, said);
  query.set("echostr", encrypted);
  try {
    const response = await fetch(`${url}?${query}`, { signal: AbortSignal.timeout(VERIFY_MS) });
    return response.status === 200 && (await response.text()) === said;
  } catch {
    return false;
  }
}

/** Posts one body, and as many copies as the faults ask for. */
export async function postToBot(world: World, body: Json): Promise<Attempt[]> {
  const { callbackUrl, faults } = world.aibot;
  if (!callbackUrl) throw new Error("the bot has no receive-URL");
  const attempts: Attempt[] = [];
  for (let copy = 0; copy <= faults.copies; copy++) {
    const { query, encrypted } = seal(world, JSON.stringify(body));
    const sealed = JSON.stringify({ encrypt: encrypted });
    const headers = { "content-type": "application/json" };
    attempts.push(await attempt(`${callbackUrl}?${query}`, headers, sealed, PATIENCE_MS));
  }
  return attempts;
}

/** A file as it lies where the message says; in callback mode under the bot's own key. */
export function storeFile(world: World, name: string, bytes: Uint8Array): { path: string; aeskey?: string } {
  const { mode, aesKey, files } = world.aibot;
  const key = mode === "ws" ? crypto.getRandomValues(Buffer.alloc(32)) : Buffer.from(`${aesKey}=`, "base64");
  const pad = 32 - (bytes.length % 32);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const sealed = Buffer.concat([
    cipher.update(Buffer.concat([bytes, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]);
  const id = fresh("botfile");
  files.set(id, { name, sealed, expiresAt: world.now() + 5 * MINUTE });
  return { path: `/aibot-file/${id}`, ...(mode === "ws" ? { aeskey: key.toString("base64") } : {}) };
}

/** Mounts the files and /cgi-bin/aibot/response. Must stand before /cgi-bin. */
export function mountAibot(server: Server, world: World): void {
  server.get("/aibot-file/:id", (context) => {
    const file = world.aibot.files.get(context.req.param("id"));
    if (!file || file.expiresAt <= world.now()) return context.text("AccessDenied", 403);
    return context.body(new Uint8Array(file.sealed), 200, {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  });
  server.post("/cgi-bin/aibot/response", async (context) => {
    const body = (await context.req.json()) as Json;
    const answer = answerOnce(world, context.req.query("response_code") ?? "", body);
    world.calls.push({ path: "aibot/response", at: world.now(), errcode: answer });
    return context.json({ errcode: answer, errmsg: answer === 0 ? "ok" : "refused by the simulator" });
  });
}

/** Once, within an hour, markdown or a card: never a change of a card. */
function answerOnce(world: World, code: string, body: Json): number {
  const asked = world.aibot.asked.get(code);
  if (!asked || asked.answered || world.now() - asked.at > HOUR) return 60140;
  if (body.msgtype !== "markdown" && body.msgtype !== "template_card") return 40008;
  const errcode = checkBody(world, body);
  if (errcode) return errcode;
  asked.answered = true;
  show(world, asked, body);
  return 0;
}
