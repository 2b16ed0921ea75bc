// One text frame of a long connection, and the ack that answers it.
import { z } from "zod";

/** What the server pushes. */
export interface Frame {
  type: "SYSTEM" | "EVENT" | "CALLBACK";
  topic: string;
  messageId: string;
  /** Of an EVENT, as `user_add_org`. */
  eventType: string | undefined;
  /** Of an EVENT: the same when it is pushed again. */
  eventId: string | undefined;
  /** The JSON inside, still as text. */
  data: string;
}

/** An answer: `data` is sent as JSON inside JSON, a text as it stands. 200 is well, 400 not understood, 404 not known, 500 failed. */
export interface Ack {
  code: 200 | 400 | 404 | 500;
  data: object | string;
}

const frameSchema = z.looseObject({
  type: z.enum(["SYSTEM", "EVENT", "CALLBACK"]),
  headers: z.looseObject({
    topic: z.string(),
    messageId: z.string().min(1),
    eventType: z.string().optional(),
    eventId: z.string().optional(),
  }),
  data: z.string().default("{}"),
});

/** Reads a frame; null for what is none. Headers nobody knows are passed over. */
export function readFrame(text: string): Frame | null {
  const parsed = frameSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { type, headers, data } = parsed.data;
  const { topic, messageId, eventType, eventId } = headers;
  return { type, topic, messageId, eventType, eventId, data };
}

const WORDS = { 200: "OK", 400: "Bad Request", 404: "Not Found", 500: "Internal Error" } as const;

/** The ack of a frame as text. */
export function writeAck({ messageId }: Pick<Frame, "messageId">, { code, data }: Ack): string {
  return JSON.stringify({
    code,
    headers: { contentType: "application/json", messageId },
    message: WORDS[code],
    data: typeof data === "string" ? data : JSON.stringify(data),
  });
}

/** The JSON of a text; undefined for what is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
