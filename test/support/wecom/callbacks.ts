// What the simulated WeCom pushes to the app's address: signed and encrypted by the vendor's package, with retries.
import { encrypt, getSignature } from "@wecom/crypto";
import { type Attempt, attempt } from "../simulated/attempt.ts";
import { SECOND } from "../simulated/spans.ts";
import { fresh, type World } from "./world.ts";

/** An element: text, or elements in it; a list repeats it. */
export type Fields = { [name: string]: string | number | Fields | (string | Fields)[] };

const RETRIES = 3;
const VERIFY_MS = 1000;

function toXml(name: string, value: Fields[string], world: World): string {
  if (Array.isArray(value)) return value.map((one) => toXml(name, one, world)).join("");
  if (typeof value === "object") {
    const entries = Object.entries(value);
    if (world.faults.callback.shuffle) entries.reverse();
    return `<${name}>${entries.map(([key, inner]) => toXml(key, inner, world)).join("")}</${name}>`;
  }
  if (typeof value === "number") return `<${name}>${value}</${name}>`;
  const text = world.faults.callback.cdata
    ? `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`
    : value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return `<${name}>${text}</${name}>`;
}

function seal(world: World, message: string): { query: URLSearchParams; encrypted: string } {
  const { aesKey, token, corpId } = world.settings;
  const encrypted = encrypt(aesKey, message, corpId);
  const timestamp = String(Math.floor(world.now() / SECOND));
  const nonce = fresh("n").slice(0, 12);
  const signature = getSignature(token, timestamp, nonce, encrypted);
  const msg_signature = world.faults.callback.forgeSignature
    ? signature.replace(/./g, (digit) => (digit === "0" ? "1" : "0"))
    : signature;
  return { query: new URLSearchParams({ msg_signature, timestamp, nonce }), encrypted };
}

function addressOf(world: World, query: URLSearchParams): string {
  const { callbackUrl } = world.settings;
  if (!callbackUrl) throw new Error("the app has no receive-URL");
  return `${callbackUrl}?${query}`;
}

/** What happens when the administrator saves the address: true where the bare text came back within a second. */
export async function verifyAddress(world: World): Promise<boolean> {
  const said = fresh("echo");
  const { query, encrypted } = seal(world, said);
  query.set("echostr", encrypted);
  try {
    const response = await fetch(addressOf(world, query), { signal: AbortSignal.timeout(VERIFY_MS) });
    return response.status === 200 && (await response.text()) === said;
  } catch {
    return false;
  }
}

async function postXml(world: World, xml: string): Promise<Attempt> {
  const { query, encrypted } = seal(world, xml);
  const envelope = toXml(
    "xml",
    { ToUserName: world.settings.corpId, AgentID: String(world.settings.agentId), Encrypt: encrypted },
    world,
  );
  const { timeoutMs } = world.faults.callback;
  return attempt(addressOf(world, query), { "content-type": "text/xml" }, envelope, timeoutMs);
}

/** Pushes until it is taken, at most four times, and as many copies more as the faults ask for. */
export async function push(world: World, fields: Fields): Promise<Attempt[]> {
  const { copies, retryOnStatus, retryDelayMs } = world.faults.callback;
  const xml = toXml("xml", fields, world);
  const attempts: Attempt[] = [];
  for (let copy = 0; copy <= copies; copy++) {
    for (let retry = 0; retry <= RETRIES; retry++) {
      if (retry > 0) await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
      const done = await postXml(world, xml);
      attempts.push(done);
      if (done.status === 200 || (done.status !== null && !retryOnStatus)) break;
    }
  }
  return attempts;
}
