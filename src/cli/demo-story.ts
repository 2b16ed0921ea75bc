// The course of a demo's campaign: scenes in the order of time, each played when the clock has come there.
import { addDays, type Day, dayOf, instantOf, isoOf } from "../domain/day.ts";
import type { MatterMaterial } from "../services/submissions/materials.ts";
import type { Duty } from "./demo-duties.ts";
import { handIn, inventContent } from "./demo-hand-in.ts";
import { pressReceived } from "./demo-opening.ts";
import { review, reviewerOf } from "./demo-review.ts";
import type { Part } from "./demo-script.ts";
import { type Content, type Stage, sayIt } from "./demo-stage.ts";

type Play = () => Promise<void>;

const SLOT_MINUTES = 6;
const FIRST_SLOT = 10 * 60;

/** Plays the parts to their end and a workday beyond. */
export async function playStory(stage: Stage, parts: readonly Part[], slow: string | null): Promise<void> {
  const { app, cast } = stage;
  const { clock, calendar } = app.runtime;
  const scenes: { at: Date; play: Play }[] = [];
  const add = (at: Date, play: Play) => scenes.push({ at, play });
  const slots = new Map<Day, number>();
  const nextSlot = (day: Day): Date => {
    const slot = slots.get(day) ?? 0;
    slots.set(day, slot + 1);
    return new Date(instantOf(day).getTime() + (FIRST_SLOT + slot * SLOT_MINUTES) * 60_000);
  };
  const waiting: Duty[] = [];
  const sittings = new Set<Day>();
  const byDuty = new Map(parts.map((part) => [part.duty, part]));

  const sit: Play = async () => {
    const list = waiting.splice(0);
    for (const reviewer of new Set(list.map((duty) => reviewerOf(stage, duty)))) {
      const own = list.filter((duty) => reviewerOf(stage, duty) === reviewer);
      const back = own.filter((duty) => byDuty.get(duty)!.conduct === "returned" && duty.rounds.length === 1);
      await review(stage, reviewer, own, back);
      for (const duty of back) {
        const on = calendar.addWorkdays(dayOf(clock.now()), 1);
        add(nextSlot(on), () => amend(byDuty.get(duty)!));
      }
    }
  };
  const finish = (duty: Duty): void => {
    duty.rounds.at(-1)!.doneAt = clock.now();
    if (duty.upward) return;
    waiting.push(duty);
    const today = dayOf(clock.now());
    if (sittings.has(today)) return;
    sittings.add(today);
    add(instantOf(today, "17:00"), sit);
  };

  const send = async (
    { duty, ways }: Part,
    { material, way }: Part["ways"][number],
    by: string,
    command: "/报送" | "/改报" = "/报送",
  ): Promise<Content> => {
    const index = parts.findIndex((part) => part.duty === duty) + ways.length * (duty.rounds.length - 1);
    const content = await inventContent(stage, { duty, material, way, by, index });
    await handIn(stage, by, { duty, material, way }, content, command);
    return content;
  };
  const contactsOf = ({ preparer }: Duty): [string, string] => {
    const [first, second = first] = cast.holders(preparer, "contact");
    return [first!, second!];
  };
  const report = async (part: Part): Promise<void> => {
    const { duty, ways, conduct } = part;
    const [first, second] = contactsOf(duty);
    const now = conduct === "split" ? ways.slice(0, 1) : ways;
    const sent: { material: MatterMaterial; content: Content; way: Part["ways"][number]["way"] }[] = [];
    for (const one of now) sent.push({ ...one, content: await send(part, one, first) });
    if (now.length === ways.length) finish(duty);
    if (conduct === "twice") {
      const { content, ...again } = sent.at(-1)!;
      stage.transcript.note("手一抖，同样的内容又发了一次：");
      await handIn(stage, second, { duty, ...again }, content);
    }
  };
  const reportRest = async (part: Part): Promise<void> => {
    const [, second] = contactsOf(part.duty);
    for (const one of part.ways.slice(1)) await send(part, one, second);
    finish(part.duty);
  };
  const amend = async (part: Part): Promise<void> => {
    const [first] = contactsOf(part.duty);
    const one = part.ways.find(({ material }) => material.definition) ?? part.ways[0]!;
    await send(part, one, first, "/改报");
    finish(part.duty);
  };

  const { toldAt } = stage.duties[0]!.rounds[0]!;
  const toldOn = dayOf(toldAt);
  const readOn = calendar.onOrAfter(toldOn);
  add(instantOf(readOn, "09:45"), () => pressReceived(stage, slow));
  for (const part of parts) {
    add(nextSlot(part.on), () => report(part));
    if (part.restOn) add(nextSlot(part.restOn), () => reportRest(part));
    if (part.conduct === "upward") add(instantOf(part.on, "16:30"), () => registerUpward(stage, part.duty));
  }
  const asked = parts.find(({ conduct }) => conduct === "overdue") ?? parts.find(({ duty }) => !duty.upward);
  if (asked) {
    const day = calendar.addWorkdays(asked.duty.dueOn, 1);
    add(instantOf(day, "15:00"), () => askDirector(stage));
    if (asked.conduct === "overdue")
      add(instantOf(day, "15:30"), async () => {
        await sayIt(stage, cast.coordinator, `/催办 ${asked.duty.matter}`);
      });
  }

  for (;;) {
    scenes.sort((a, b) => a.at.getTime() - b.at.getTime());
    const scene = scenes.shift();
    if (!scene) break;
    await moveTo(stage, scene.at);
    await scene.play();
  }
  await moveTo(stage, instantOf(calendar.onOrAfter(addDays(dayOf(clock.now()), 1)), "10:00"));
}

/** Turns the clock, unless it is there already, and shows what people received on the way. */
async function moveTo({ app, sandbox, transcript }: Stage, at: Date): Promise<void> {
  if (at > app.runtime.clock.now()) transcript.heard(await sandbox.until(isoOf(at)));
}

/** The director asks in his own words: alone, then in the group. */
async function askDirector(stage: Stage): Promise<void> {
  const { director } = stage.cast;
  for (const question of ["各单位报得怎么样了", "还有谁没交", "自查发现多少问题"])
    await sayIt(stage, director, question, { most: 10 });
  await sayIt(stage, director, "各单位报得怎么样了", { group: "group-all", most: 1 });
}

/** The lead unit enters when and under which number a report went up. */
async function registerUpward(stage: Stage, duty: Duty): Promise<void> {
  const { app, cast, duties } = stage;
  const today = dayOf(app.runtime.clock.now());
  const number = duties.filter(({ upward }) => upward).indexOf(duty) + 1;
  await sayIt(stage, cast.coordinator, `/上报 ${duty.code} ${today} 演报〔${today.slice(0, 4)}〕${number}号`);
}
