// Checks a callback's signature with Web Crypto only, so that the edge can do it without holding the AES key.

/** What takes part in a callback's signature, each as the string found in the query or the body. */
export interface Signed {
  timestamp: string;
  nonce: string;
  encrypt: string;
}

const encoder = new TextEncoder();

/** The lowercase hex SHA-1 of a text. */
export async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The signature of a callback or of an encrypted answer (D:90968): the four strings sorted, joined, hashed. */
export function sign(token: string, { timestamp, nonce, encrypt }: Signed): Promise<string> {
  return sha1([token, timestamp, nonce, encrypt].sort().join(""));
}

/** True for the right signature in lower case; takes the same time for any wrong one of its length. */
export async function verifySignature(token: string, signed: Signed, signature: string): Promise<boolean> {
  const [expected, given] = [await sign(token, signed), signature];
  let difference = expected.length ^ given.length;
  for (let at = 0; at < expected.length; at++)
    difference |= expected.charCodeAt(at) ^ (given.charCodeAt(at) || 0);
  return difference === 0;
}
