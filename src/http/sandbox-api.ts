// The sandbox's API: speak and press as anybody, read the phones, turn the clock, start over.
import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Arrival } from "../chat/platform.ts";
import { isoOf } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { pressedSchema, receivePressed, receiveSaid, saidSchema } from "../platform/sandbox/receiver.ts";
import type { SandboxBody } from "../platform/sandbox/render.ts";
import { acceptArrival, sha256 } from "../services/inbox.ts";
import { fileLink } from "../services/links.ts";
import { findNextDue } from "../services/reminders.ts";
import type { Runtime } from "../services/runtime.ts";
import {
  findMessage,
  isSandboxPerson,
  isSettled,
  lastMessageId,
  listMessages,
  listSandboxGroups,
  listSandboxPeople,
  type MovableClock,
  type SandboxMessage,
} from "../services/sandbox.ts";

/** What the composition root lends the sandbox beyond the runtime. */
export interface SandboxControls {
  clock: MovableClock;
  /** Runs what is due at the clock's instant. */
  tick(): Promise<void>;
  /** Back to the seeded demo bureau at an instant. */
  reset(at: Date): Promise<void>;
  startAt: Date;
}

const BOT = "default";
const SETTLE_MS = 60_000;
const FIRST_LOOK_MS = 10;
const LARGEST_FILE = 20 * 1024 * 1024;

const instantSchema = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const moveSchema = z.union([
  z.object({ to: instantSchema }),
  z.object({ advance: z.string().regex(/^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/) }),
]);
const resetSchema = z.object({ at: instantSchema.optional() });

/** Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds. */
function durationMs(text: string): number {
  const part = (unit: string, source: string) => Number(new RegExp(`(\\d+)${unit}`).exec(source)?.[1] ?? 0);
  const [date = "", time = ""] = text.slice(1).split("T");
  const days = part("W", date) * 7 + part("D", date);
  return (days * 86_400 + part("H", time) * 3600 + part("M", time) * 60 + part("S", time)) * 1000;
}

/** `POST /api/messages` as JSON or multipart, with at most one file. */
async function readSaid(context: Context): Promise<{ said: z.infer<typeof saidSchema>; file: File | null }> {
  if (!context.req.header("content-type")?.startsWith("multipart/form-data")) {
    return { said: saidSchema.parse(await context.req.json()), file: null };
  }
  const form = await context.req.formData();
  const file = form.get("file");
  const fields = Object.fromEntries(
    [...form].filter(([, value]) => typeof value === "string" && value !== ""),
  );
  return { said: saidSchema.parse(fields), file: file instanceof File ? file : null };
}

/** Routes under /sandbox. */
export function createSandboxApi(runtime: Runtime, controls: SandboxControls): Hono {
  const api = new Hono();

  const show = (row: SandboxMessage) => {
    const { files, ...body } = row.body as unknown as SandboxBody;
    return {
      id: String(row.id),
      at: isoOf(row.at),
      to: row.groupId ? { group: row.groupId } : { person: row.personId },
      ...body,
      files: files.map((file) => ({
        name: file.name,
        url: fileLink(runtime, { ...file, personId: row.personId }),
      })),
    };
  };

  // Many may wait at once: they share a look, and look ever less often, so as not to keep the database from what they wait for.
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<boolean> | null = null;
  /** A look that has not begun yet. */
  const look = (): Promise<boolean> => {
    next ??= last.then(() => {
      next = null;
      const begun = isSettled(runtime);
      last = begun.catch(() => {});
      return begun;
    });
    return next;
  };
  const settle = async (): Promise<void> => {
    for (let waited = 0, pause = 10; !(await look()); pause = Math.min(100, pause * 1.25)) {
      if (waited > SETTLE_MS) throw new AppError("INTERNAL", "sandbox did not settle");
      await new Promise((resolve) => setTimeout(resolve, pause));
      waited += pause;
    }
  };

  const accept = async (arrival: Arrival) => {
    const { eventId } = await acceptArrival(runtime, arrival);
    // Nothing is handled sooner.
    await new Promise((resolve) => setTimeout(resolve, FIRST_LOOK_MS));
    await settle();
    return { eventId, messages: (await listMessages(runtime, { eventId })).map(show) };
  };

  const requirePerson = async (id: string): Promise<void> => {
    if (!(await isSandboxPerson(runtime, id))) throw new AppError("NOT_FOUND", `沙盒里没有这个人：${id}`);
  };

  api.get("/api/people", async (context) => {
    const groups = await listSandboxGroups(runtime);
    return context.json({
      people: await listSandboxPeople(runtime),
      groups: groups.map(({ chatId, name }) => ({ id: chatId, name })),
    });
  });

  api.post("/api/messages", async (context) => {
    const { said, file } = await readSaid(context);
    await requirePerson(said.from);
    if (file && file.size > LARGEST_FILE)
      throw new AppError("INVALID_INPUT", `“${file.name}”超过20MB，请压缩或拆分后再发。`);
    const files = file
      ? [{ name: file.name, mime: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }]
      : [];
    const key = said.id ? `said:${sha256(said.id)}` : `said:${randomUUID()}`;
    return context.json(
      await accept({
        platform: "sandbox",
        bot: BOT,
        eventKey: key,
        event: receiveSaid(said, file !== null),
        files,
      }),
    );
  });

  api.post("/api/actions", async (context) => {
    const pressed = pressedSchema.parse(await context.req.json());
    await requirePerson(pressed.from);
    const on = /^\d{1,9}$/.test(pressed.messageId)
      ? await findMessage(runtime, Number(pressed.messageId))
      : null;
    if (!on) throw new AppError("NOT_FOUND", `没有这条消息：${pressed.messageId}`);
    const key = pressed.id ? `pressed:${sha256(pressed.id)}` : `pressed:${randomUUID()}`;
    return context.json(
      await accept({ platform: "sandbox", bot: BOT, eventKey: key, event: receivePressed(pressed, on) }),
    );
  });

  api.get("/api/messages", async (context) => {
    const { person, group, after } = context.req.query();
    const messages = await listMessages(runtime, {
      ...(person ? { person } : {}),
      ...(group ? { group } : {}),
      after: Number(after) || 0,
    });
    return context.json({ messages: messages.map(show) });
  });

  api.get("/api/clock", async (context) => {
    const now = runtime.clock.now();
    const next = await findNextDue(runtime, now);
    return context.json({ now: isoOf(now), next: next && isoOf(next), messages: [] });
  });

  api.post("/api/clock", async (context) => {
    const move = moveSchema.parse(await context.req.json());
    const now = runtime.clock.now();
    const to = "to" in move ? move.to : new Date(now.getTime() + durationMs(move.advance));
    if (to < now) throw new AppError("CONFLICT", `时钟不能往回拨：现在是 ${isoOf(now)}。`);
    const seen = await lastMessageId(runtime);
    await settle();
    for (
      let at: Date | null = await findNextDue(runtime, now);
      at && at <= to;
      at = await findNextDue(runtime, at)
    ) {
      if (at > runtime.clock.now()) await controls.clock.set(at);
      await controls.tick();
      await settle();
    }
    if (to > runtime.clock.now()) await controls.clock.set(to);
    await controls.tick();
    await settle();
    return context.json({
      now: isoOf(runtime.clock.now()),
      messages: (await listMessages(runtime, { after: seen })).map(show),
    });
  });

  api.post("/api/reset", async (context) => {
    const text = await context.req.text();
    const { at = controls.startAt } = resetSchema.parse(text ? JSON.parse(text) : {});
    await settle();
    await controls.reset(at);
    return context.json({ now: isoOf(runtime.clock.now()) });
  });

  return api;
}
