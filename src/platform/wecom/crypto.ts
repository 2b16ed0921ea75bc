// Opens and seals what WeCom encrypts: AES-256-CBC, padded to 32 bytes, length and receiver inside.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "../../errors.ts";

// D:90968: PKCS7 to a multiple of 32, which Node's own unpadding (at most 16) refuses half of the time.
const BLOCK = 32;
const HEAD = 16 + 4;

const refused = (why: string) => new AppError("INVALID_INPUT", `企业微信的密文解不开：${why}`);

/** The 32 bytes behind the 43 characters of an EncodingAESKey. */
export function readAesKey(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  if (!/^[0-9A-Za-z]{43}$/.test(encodingAesKey) || key.length !== 32)
    throw new AppError("INVALID_INPUT", "EncodingAESKey 应为 43 位字母和数字，请从管理后台原样复制");
  return key;
}

/** Decrypts bytes and takes off padding of 1 to 32, every byte of which is looked at. INVALID_INPUT where it is wrong. */
export function decryptBytes(sealed: Uint8Array, key: Uint8Array): Buffer {
  if (sealed.length === 0 || sealed.length % 16 !== 0) throw refused("长度不对");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = padded.at(-1)!;
  const kept = padded.length - pad;
  if (pad < 1 || pad > BLOCK || kept < 0 || padded.subarray(kept).some((byte) => byte !== pad))
    throw refused("填充不对，请核对 EncodingAESKey");
  return padded.subarray(0, kept);
}

/** The message inside an `Encrypt` or `echostr` value. INVALID_INPUT where padding, length or receiver is wrong. */
export function decryptMessage(encrypt: string, encodingAesKey: string, receiveId: string): string {
  if (!/^[0-9A-Za-z+/]+={0,2}$/.test(encrypt)) throw refused("不是 base64");
  const plain = decryptBytes(Buffer.from(encrypt, "base64"), readAesKey(encodingAesKey));
  if (plain.length < HEAD) throw refused("内容太短");
  const end = HEAD + plain.readUInt32BE(16);
  if (end > plain.length) throw refused("长度不对");
  if (!plain.subarray(end).equals(Buffer.from(receiveId))) throw refused("不是发给本企业的，请核对企业 ID");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain.subarray(HEAD, end));
  } catch {
    throw refused("不是 UTF-8");
  }
}

/** A message as an `Encrypt` value. `random` is 16 bytes, given by tests only. */
export function encryptMessage(
  message: string,
  encodingAesKey: string,
  receiveId: string,
  random: Uint8Array = randomBytes(16),
): string {
  const key = readAesKey(encodingAesKey);
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([random, length, text, Buffer.from(receiveId)]);
  const pad = BLOCK - (plain.length % BLOCK);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])),
    cipher.final(),
  ]).toString("base64");
}
