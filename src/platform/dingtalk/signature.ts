// Makes and checks DingTalk's signatures with Web Crypto only, so that they work at the edge too.

const encoder = new TextEncoder();

const keyOf = (secret: string) =>
  crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);

/** HMAC-SHA256 as base64; not URL-encoded. */
async function hmac(secret: string, text: string): Promise<string> {
  const bytes = await crypto.subtle.sign("HMAC", await keyOf(secret), encoder.encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

// Web Crypto compares in constant time.
async function verify(secret: string, text: string, signature: string): Promise<boolean> {
  if (secret === "" || !/^[0-9A-Za-z+/]{43}=$/.test(signature)) return false;
  const given = Uint8Array.from(atob(signature), (char) => char.charCodeAt(0));
  return crypto.subtle.verify("HMAC", await keyOf(secret), given, encoder.encode(text));
}

/** Signs an instant (ms as text) by a secret: the header `sign` of a robot's message, and 加签 of a custom robot. */
export function signRobot(secret: string, timestamp: string): Promise<string> {
  return hmac(secret, `${timestamp}\n${secret}`);
}

/** True where `signature` signs the instant by the app's secret (dingtalk.md §2.1). The body takes no part in it. */
export function verifyRobot(secret: string, timestamp: string, signature: string): Promise<boolean> {
  return verify(secret, `${timestamp}\n${secret}`, signature);
}

/** Signs an instant by the apiSecret of a card's callback (§5.3). */
export function signCard(apiSecret: string, timestamp: string): Promise<string> {
  return hmac(apiSecret, timestamp);
}

/** True where `signature` signs the instant by the apiSecret of a card's callback. */
export function verifyCard(apiSecret: string, timestamp: string, signature: string): Promise<boolean> {
  return verify(apiSecret, timestamp, signature);
}
