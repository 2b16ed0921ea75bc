// kill -9 at any moment, then start: nothing lost, nothing doubled.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { layBlank } from "../support/databases.ts";
import { type Running, startServer } from "../support/process.ts";

// A start costs seconds, so a quick run kills three times; what decides over landing asks for ten.
const KILLS = Number(process.env.KILLS ?? 3);
const PLAN = readFileSync(new URL("../fixtures/small-plan.txt", import.meta.url), "utf8");
// Contacts with the number of the report that each owes first.
const CONTACTS = ["zhang-lei", "ma-chao", "wu-xia", "deng-fei", "luo-qiang"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "baosong-crash-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Act {
  id: string;
  from: string;
  text: string;
  /** Content of a written report that goes along. */
  report?: string;
}

interface Answer {
  eventId: string;
  messages: { id: string; to: { person?: string }; text: string }[];
}

async function send(url: string, act: Act): Promise<Answer> {
  const form = new FormData();
  form.set("id", act.id);
  form.set("from", act.from);
  form.set("text", act.text);
  if (act.report) form.set("file", new File([`%PDF-1.4\n% ${act.report}\n%%EOF\n`], `${act.report}.pdf`));
  const response = await fetch(`${url}/sandbox/api/messages`, { method: "POST", body: form });
  if (!response.ok) throw new Error(`${act.id}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** As a platform does: the same push again and again until it is answered. */
async function insist(server: Running, acts: Act[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const act of acts) answers.push(await send(server.url, act));
  return answers;
}

async function moveClock(url: string, move: object): Promise<void> {
  const body = JSON.stringify(move);
  const response = await fetch(`${url}/sandbox/api/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  if (!response.ok) throw new Error(await response.text());
}

test(`${KILLS} kills at random moments under load`, { timeout: 300_000 }, async () => {
  const env = { DATA_DIR: join(folder, "data") };
  layBlank(env.DATA_DIR);
  let server = await startServer(env);
  await send(server.url, { id: "plan", from: "zhou-wen", text: PLAN });
  const published = await send(server.url, { id: "publish", from: "zhou-wen", text: "/发布" });
  const codeOf = (person: string) =>
    /A\d+/.exec(published.messages.find(({ to }) => to.person === person)?.text ?? "")?.[0];
  const codes = new Map(CONTACTS.map((person) => [person, codeOf(person)]));
  expect([...codes.values()].every(Boolean)).toBe(true);

  const all: Act[] = [];
  for (let round = 0; round < KILLS; round++) {
    const acts = CONTACTS.flatMap((from): Act[] => [
      { id: `ack-${round}-${from}`, from, text: "/收到" },
      { id: `report-${round}-${from}`, from, text: codes.get(from)!, report: `${from} 第${round}稿` },
    ]);
    all.push(...acts);
    const { url } = server;
    const running = [...acts.map((act) => send(url, act)), moveClock(url, { advance: "P3DT6H" })];
    const ended = Promise.allSettled(running);
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 700));
    await server.stop("SIGKILL");
    await ended;
    server = await startServer(env);
    await insist(server, acts);
  }
  const answers = await insist(server, all);
  await moveClock(server.url, { to: "2023-08-22T12:00:00+08:00" });
  expect(await server.stop("SIGTERM")).toBe(0);

  // Every push was answered, and asking once more gave the very same event.
  expect(answers.every(({ messages }) => messages.length > 0)).toBe(true);
  const store = await openStore({ kind: "folder", folder: env.DATA_DIR, connections: 4 });
  const { db } = store;
  expect(await db.inboundEvent.count()).toBe(all.length + 2);
  expect(await db.inboundEvent.count({ where: { state: { not: "handled" } } })).toBe(0);
  expect(await db.delivery.count({ where: { state: { in: ["sending", "unknown", "failed"] } } })).toBe(0);
  // One message on a phone for each delivery that was sent.
  expect(await db.sandboxMessage.count()).toBe(await db.delivery.count({ where: { state: "sent" } }));
  // Each contact's drafts are as many versions of one report, with receipt numbers without a gap.
  const submissions = await db.submission.findMany({
    orderBy: [{ assignmentId: "asc" }, { version: "asc" }],
  });
  expect(submissions.map(({ version }) => version)).toEqual(
    CONTACTS.flatMap(() => Array.from({ length: KILLS }, (_, index) => index + 1)),
  );
  expect(new Set(submissions.map(({ receiptNumber }) => receiptNumber)).size).toBe(CONTACTS.length * KILLS);
  const [{ value: last } = { value: 0 }] = await db.counter.findMany({
    where: { name: { contains: "receipt" } },
  });
  expect(last).toBe(CONTACTS.length * KILLS);
  // Each step went to each contact once.
  const digests = await db.delivery.findMany({ where: { kind: "digest" } });
  expect(new Set(digests.map(({ dedupeKey }) => dedupeKey)).size).toBe(digests.length);
  expect(await db.reminder.count()).toBeGreaterThan(0);
  await store.close();
});
