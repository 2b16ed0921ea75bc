// Signatures and encryption against known values and against the vendor's own package.
import { createCipheriv } from "node:crypto";
import * as vendor from "@wecom/crypto";
import { describe, expect, test } from "vitest";
import {
  decryptBytes,
  decryptMessage,
  encryptMessage,
  readAesKey,
} from "../../../src/platform/wecom/crypto.ts";
import { sha1, sign, verifySignature } from "../../../src/platform/wecom/signature.ts";
import { parseXml, textOf } from "../../../src/platform/wecom/xml.ts";
import { APP, BOT, RANDOM, V0, V1, V2, V3, V4, V5 } from "./vectors.ts";

describe.each([
  ["address verification", V1],
  ["app message", V2],
  ["bot's JSON", V3],
])("%s", (_, { keys, message, encrypt, ...signed }) => {
  test("is encrypted, signed and opened as the vector says", async () => {
    expect(encryptMessage(message, keys.aesKey, keys.receiveId, RANDOM)).toBe(encrypt);
    expect(decryptMessage(encrypt, keys.aesKey, keys.receiveId)).toBe(message);
    expect(await sign(keys.token, { ...signed, encrypt })).toBe(signed.signature);
    expect(await verifySignature(keys.token, { ...signed, encrypt }, signed.signature)).toBe(true);
  });
});

test("the public sample opens", async () => {
  const { keys, encrypt, signature } = V0;
  expect(await verifySignature(keys.token, V0, signature)).toBe(true);
  const xml = parseXml(decryptMessage(encrypt, keys.aesKey, keys.receiveId));
  expect(["FromUserName", "MsgType", "Content", "AgentID", "MsgId"].map((name) => textOf(xml, name))).toEqual(
    ["mycreate", "text", "hello", "218", "4561255354251345929"],
  );
});

test("a bot's file opens, with sixteen bytes of padding", () => {
  const clear = decryptBytes(Buffer.from(V4.sealed, "base64"), Buffer.from(V4.aesKey, "base64"));
  expect(clear.toString()).toBe(V4.clear);
});

test("the hash is the one of the JS-SDK's vector", async () => {
  expect(await sha1(V5.text)).toBe(V5.signature);
});

test("every length from 1 to 64 goes both ways, and the vendor's package agrees", () => {
  for (const keys of [APP, BOT]) {
    for (let length = 1; length <= 64; length++) {
      const message = "报".repeat(Math.floor(length / 3)) + "x".repeat(length % 3);
      const ours = encryptMessage(message, keys.aesKey, keys.receiveId);
      expect(decryptMessage(ours, keys.aesKey, keys.receiveId)).toBe(message);
      const read = vendor.decrypt(keys.aesKey, ours);
      expect([read.message, read.id]).toEqual([message, keys.receiveId]);
      const theirs = vendor.encrypt(keys.aesKey, message, keys.receiveId);
      expect(decryptMessage(theirs, keys.aesKey, keys.receiveId)).toBe(message);
      expect(encryptMessage(message, keys.aesKey, keys.receiveId, RANDOM)).toBe(
        vendor.encrypt(keys.aesKey, message, keys.receiveId, RANDOM),
      );
    }
  }
});

test("the vendor's package signs as we do", async () => {
  const { keys, timestamp, nonce, encrypt } = V2;
  expect(await sign(keys.token, V2)).toBe(vendor.getSignature(keys.token, timestamp, nonce, encrypt));
});

describe("refused", () => {
  test.each([
    ["pluses turned into spaces", { ...V1, encrypt: V1.encrypt.replaceAll("+", " ") }],
    ["an upper-case signature", { ...V1, signature: V1.signature.toUpperCase() }],
    ["another timestamp", { ...V1, timestamp: "1790000009" }],
    ["a longer signature", { ...V1, signature: `${V1.signature}0` }],
    ["a shorter signature", { ...V1, signature: V1.signature.slice(0, -1) }],
    ["no signature", { ...V1, signature: "" }],
  ])("%s", async (_, { keys, signature, ...signed }) => {
    expect(await verifySignature(keys.token, signed, signature)).toBe(false);
  });

  test("pluses turned into spaces give the signature of the vector", async () => {
    expect(await sign(APP.token, { ...V1, encrypt: V1.encrypt.replaceAll("+", " ") })).toBe(
      "4d50de9d33054e3d4748dbbf5f60dde665811e1a",
    );
  });

  const bytes = Buffer.from(V2.encrypt, "base64");
  const sealed = (plain: Buffer) => {
    const key = readAesKey(APP.aesKey);
    const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
  };
  const padded = (pad: number, last = pad) => {
    const body = Buffer.concat([RANDOM, Buffer.from([0, 0, 0, 4]), Buffer.from(`ping${APP.receiveId}`)]);
    const bad = Buffer.alloc(64 - body.length, pad);
    bad[bad.length - 1] = last;
    return sealed(Buffer.concat([body, bad]));
  };
  const withLength = (length: number) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length);
    const body = Buffer.concat([RANDOM, head, Buffer.from(`ping${APP.receiveId}`)]);
    return sealed(Buffer.concat([body, Buffer.alloc(64 - body.length, 64 - body.length)]));
  };

  test.each<[string, () => unknown]>([
    ["the other app's key", () => decryptMessage(V2.encrypt, BOT.aesKey, "")],
    ["another receiver", () => decryptMessage(V2.encrypt, APP.aesKey, "wwother")],
    ["no receiver where one is inside", () => decryptMessage(V2.encrypt, APP.aesKey, "")],
    [
      "a missing block",
      () => decryptMessage(bytes.subarray(0, -16).toString("base64"), APP.aesKey, APP.receiveId),
    ],
    [
      "half a block",
      () => decryptMessage(bytes.subarray(0, -8).toString("base64"), APP.aesKey, APP.receiveId),
    ],
    ["nothing", () => decryptMessage("", APP.aesKey, APP.receiveId)],
    ["no base64", () => decryptMessage("报送", APP.aesKey, APP.receiveId)],
    ["padding of zero", () => decryptMessage(padded(0), APP.aesKey, APP.receiveId)],
    ["padding over 32", () => decryptMessage(padded(33), APP.aesKey, APP.receiveId)],
    ["padding that is not all the same", () => decryptMessage(padded(1, 23), APP.aesKey, APP.receiveId)],
    ["a length beyond the end", () => decryptMessage(withLength(0xffffffff), APP.aesKey, APP.receiveId)],
    ["a length that cuts into the message", () => decryptMessage(withLength(3), APP.aesKey, APP.receiveId)],
    ["a short key", () => readAesKey(APP.aesKey.slice(1))],
    ["a key with other characters", () => readAesKey(`${APP.aesKey.slice(1)}+`)],
  ])("%s", (_, open) => {
    expect(open).toThrowError(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  test("the crafted blocks above are refused for what they say, not for being crafted", () => {
    expect(decryptMessage(padded(23), APP.aesKey, APP.receiveId)).toBe("ping");
    expect(decryptMessage(withLength(4), APP.aesKey, APP.receiveId)).toBe("ping");
  });
});
