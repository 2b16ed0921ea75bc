// The figures counted by the database are those of domain/assignment.tally, whatever the data.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ASSIGNMENT_STATES, type Counted, tally } from "../../src/domain/assignment.ts";
import { addDays } from "../../src/domain/day.ts";
import { dueAtOf } from "../../src/domain/reminder.ts";
import { readMatters, sumTallies } from "../../src/services/progress/figures.ts";
import { WHOLE } from "../../src/services/progress/scope.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { handIn } from "./reports.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

const UNITS = ["weihua", "anji", "zonghe", "fangzai", "dadui"];

/** Numbers below `limit`, the same in every run (mulberry32). */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

describe.each([1, 2, 3])("random data %i", (seed) => {
  test("every matter and all together agree with tally", async () => {
    const pick = randomFrom(seed);
    const { db } = office.app.runtime.store;
    const now = office.app.runtime.clock.now();
    const today = "2023-07-12";
    const matters = Array.from({ length: 6 }, (_, index) => ({
      what: `事项${index}`,
      units: UNITS,
      dueOn: addDays(today, pick(20) - 10),
    }));
    const ids = await publishMatters(office.app, matters, `随机${seed}`);
    const expected = new Map<string, Counted[]>();
    for (const obligationId of ids) {
      for (const unit of UNITS) {
        const state = ASSIGNMENT_STATES[pick(ASSIGNMENT_STATES.length)]!;
        const dueOn = pick(6) === 0 ? null : addDays(today, pick(9) - 4);
        const lateDays = pick(2) * pick(9);
        const afterClosing = pick(2) === 0;
        const nil = pick(3) === 0;
        const counted = pick(5) !== 0;
        const submissionId = await handIn(office, { unit, obligationId, by: "zhang-lei", lateDays, nil });
        await db.submission.update({ where: { id: submissionId }, data: { afterClosing } });
        await db.assignment.updateMany({
          where: { obligationId, unit: { code: unit } },
          data: {
            state,
            dueOn,
            dueAt: dueOn === null ? null : dueAtOf(dueOn),
            counted,
            pastAtIssue: !counted,
          },
        });
        const fact: Counted = {
          state,
          dueAt: dueOn === null ? null : dueAtOf(dueOn),
          lateDays,
          nil,
          afterClosing,
          counted,
          pastWhenIssued: !counted,
        };
        expected.set(obligationId, [...(expected.get(obligationId) ?? []), fact]);
      }
    }
    const { campaignId } = await db.obligation.findUniqueOrThrow({ where: { id: ids[0]! } });
    const read = await readMatters(db, { campaignIds: [campaignId], scope: WHOLE, now });
    expect(read).toHaveLength(ids.length);
    for (const matter of read) {
      expect(matter.tally).toEqual(tally(expected.get(matter.obligationId)!, now));
      expect(matter.tally.due).toBe(matter.tally.done + matter.tally.missing);
      expect(matter.tally.done).toBe(matter.tally.onTime + matter.tally.late);
      expect(matter.missing).toHaveLength(matter.tally.missing);
    }
    expect(sumTallies(read)).toEqual(tally([...expected.values()].flat(), now));
  });
});
