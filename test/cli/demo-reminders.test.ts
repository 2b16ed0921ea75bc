// The demo's own reckoning of reminders: it says nothing where all is well, and names what is lost, early, late or too much.
import { expect, test } from "vitest";
import type { Duty } from "../../src/cli/demo-duties.ts";
import { checkReminders, checkReportsUp } from "../../src/cli/demo-reminder-promise.ts";
import type { SeenMessage } from "../../src/cli/sandbox-client.ts";
import { createCalendar } from "../../src/domain/calendar.ts";
import { instantOf } from "../../src/domain/day.ts";
import { STEPS } from "../../src/domain/reminder.ts";

const cast = {
  holders: (_unit: string, role: string) =>
    role === "contact" ? ["zhang", "tang"] : role === "head" ? ["gu"] : ["han"],
  unitsOf: (id: string, role: string) =>
    role === "contact" && ["zhang", "tang"].includes(id) ? ["危化室"] : [],
  nameOf: (id: string) => id,
  director: "lin",
  headPost: "局长",
};

// Due on Saturday 15 July 2023: reminded on Friday 14 (前1天 and 当天), then on workdays 1, 3 and 7 after it.
function dutyDone(doneAt: Date | null): Duty {
  return {
    ...{ id: "1", number: 12, code: "A12", obligationId: "o", matter: 2, what: "问题清单", period: "" },
    ...{ unit: "危化室", preparer: "危化室", dueOn: "2023-07-15", dueTime: null, opensOn: null },
    ...{ upward: false, sensitive: false, nilAllowed: false, materials: [], steps: [...STEPS] },
    rounds: [{ toldAt: instantOf("2023-07-12", "09:00"), dueOn: "2023-07-15", returned: false, doneAt }],
  };
}

let next = 0;
const message = (day: string, title: string, text: string): SeenMessage => ({
  ...{ id: String(++next), at: `${day}T09:05:00+08:00`, to: {}, mentions: [], files: [] },
  text: `${title}\n${text}`,
  card: { title, facts: [], body: text, actions: [] },
});
const reminder = (day: string, code = "A12") => message(day, "报送提醒(1项)", `${code} 问题清单：明天截止`);
const report = (day: string) => message(day, "逾期未报情况", "问题清单已逾期");

const played = (doneAt: Date | null) => ({
  ...{ duties: [dutyDone(doneAt)], cast, calendar: createCalendar() },
  end: instantOf("2023-07-28", "10:00"),
});
const onTime = instantOf("2023-07-14", "10:00");

test.each<[string, Date | null, Record<string, SeenMessage[]>, RegExp | null]>([
  ["both were reminded", onTime, { zhang: [reminder("2023-07-14")], tang: [reminder("2023-07-14")] }, null],
  ["one was not", onTime, { zhang: [reminder("2023-07-14")], tang: [] }, /2023-07-14 tang没有收到/],
  [
    "of another duty only",
    onTime,
    { zhang: [reminder("2023-07-14", "A1")], tang: [reminder("2023-07-14")] },
    /2023-07-14 zhang没有收到/,
  ],
  [
    "a day early",
    onTime,
    { zhang: [reminder("2023-07-13"), reminder("2023-07-14")], tang: [reminder("2023-07-14")] },
    /2023-07-13 zhang收到一条不该有的提醒/,
  ],
  [
    "after it was in",
    onTime,
    { zhang: [reminder("2023-07-14"), reminder("2023-07-17")], tang: [reminder("2023-07-14")] },
    /2023-07-17 zhang报过“问题清单”之后还收到提醒/,
  ],
  [
    "overdue and not reminded",
    null,
    {
      zhang: ["14", "17", "19", "25"].map((day) => reminder(`2023-07-${day}`)),
      tang: [reminder("2023-07-14")],
    },
    /2023-07-25 tang没有收到/,
  ],
])("reminders: %s", (_, doneAt, phones, broken) => {
  const found = checkReminders(played(doneAt), new Map(Object.entries(phones))).broken.join("\n");
  if (broken === null) expect(found).toBe("");
  else expect(found).toMatch(broken);
});

const RIGHT = { gu: [report("2023-07-17")], han: [report("2023-07-19")], lin: [report("2023-07-25")] };

test.each<[string, Date | null, Record<string, SeenMessage[]>, RegExp | null]>([
  ["1, 3 and 7 workdays after", null, RIGHT, null],
  ["the director was not told", null, { ...RIGHT, lin: [] }, /2023-07-25 没有向lin报告/],
  ["the deputy too early", null, { ...RIGHT, han: [report("2023-07-18")] }, /2023-07-18 向han报告领导，不是/],
  ["though it was in time", onTime, RIGHT, /2023-07-17 向gu报告领导，不是/],
])("reporting up: %s", (_, doneAt, phones, broken) => {
  const found = checkReportsUp(played(doneAt), new Map(Object.entries(phones))).broken.join("\n");
  if (broken === null) expect(found).toBe("");
  else expect(found).toMatch(broken);
});
