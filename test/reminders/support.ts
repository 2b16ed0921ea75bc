// What the suites on reminders share: starting over at an instant, handing in without a form, standing still.
import type { MovableClock } from "../../src/services/sandbox.ts";
import type { Harness, SeenMessage } from "../support/harness.ts";

/** Back to the seeded bureau at an instant (or a day's 09:00). */
export async function startAt(office: Harness, at: string): Promise<void> {
  const instant = at.length === 10 ? `${at}T09:00:00+08:00` : at;
  const response = await office.request("/sandbox/api/reset", {
    method: "POST",
    body: JSON.stringify({ at: instant }),
  });
  if (!response.ok) throw new Error(`reset: ${response.status}`);
}

/** Units by code have handed in everything they owe, or only one obligation's. */
export async function handIn(office: Harness, units: string[], obligationId?: string): Promise<void> {
  const { store, clock } = office.app.runtime;
  const at = clock.now();
  await store.db.assignment.updateMany({
    where: { unit: { code: { in: units } }, ...(obligationId ? { obligationId } : {}) },
    data: { state: "submitted", firstSubmittedAt: at, lastSubmittedAt: at },
  });
}

/** The server is down until an instant: the clock moves and nothing runs. */
export async function standStillUntil(office: Harness, instant: string): Promise<void> {
  await (office.app.runtime.clock as MovableClock).set(new Date(instant));
}

/** What one person got, as 「07-14T09:05」. */
export function times(messages: SeenMessage[], person: string): string[] {
  return messages.filter(({ to }) => to.person === person).map(({ at }) => at.slice(5, 16));
}

/** The messages that one person got. */
export function toPerson(messages: SeenMessage[], person: string): SeenMessage[] {
  return messages.filter(({ to }) => to.person === person);
}

/** The messages that a group got. */
export function toGroup(messages: SeenMessage[]): SeenMessage[] {
  return messages.filter(({ to }) => to.group !== undefined);
}
