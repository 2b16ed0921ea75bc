// Encryption of stored files and media keys, and signed tokens for links, under SECRET_KEY.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/** Seals bytes (AES-256-GCM: nonce 12 | tag 16 | data) and signs tokens (HMAC-SHA-256). */
export interface Cipher {
  seal(clear: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Throws when the bytes were changed or sealed under another key. */
  open(sealed: Uint8Array): Uint8Array;
  /** `claims` as a URL-safe token that says until when (ISO instant) it holds. */
  sign(claims: Record<string, string>, until: Date): string;
  /** The claims of a token that is genuine and not over at `now`; null otherwise. */
  verify(token: string, now: Date): Record<string, string> | null;
  /** A keyed hash, for codes and look-ups that must not be stored in clear. */
  digest(text: string): string;
}

/** `secret` is any string of 32 characters or more; separate keys are derived for each purpose. */
export function createCipher(secret: string): Cipher {
  const derive = (purpose: string) => Buffer.from(hkdfSync("sha256", secret, "baosong", purpose, 32));
  const sealKey = derive("seal");
  const signKey = derive("sign");
  const mac = (text: string) => createHmac("sha256", signKey).update(text).digest();
  return {
    seal(clear) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealKey, nonce);
      const data = Buffer.concat([cipher.update(clear), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), data]));
    },
    open(sealed) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv("aes-256-gcm", sealKey, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    },
    sign(claims, until) {
      const body = Buffer.from(JSON.stringify({ ...claims, until: until.toISOString() })).toString(
        "base64url",
      );
      return `${body}.${mac(body).toString("base64url")}`;
    },
    verify(token, now) {
      const [body, signature] = token.split(".");
      if (!body || !signature) return null;
      const given = Buffer.from(signature, "base64url");
      const wanted = mac(body);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
      const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as Record<string, string>;
      return claims.until && claims.until > now.toISOString() ? claims : null;
    },
    digest: (text) => mac(`digest:${text}`).toString("hex"),
  };
}
