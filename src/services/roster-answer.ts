// What the coordinator is told about a roster that was sent to the bot or loaded in the terminal.
import { card } from "../chat/card.ts";
import type { Reply } from "../chat/context.ts";
import { AppError } from "../errors.ts";
import { onDay } from "./people.ts";
import { bindToSandbox, isUnchanged, loadRoster, type RosterOutcome } from "./roster.ts";
import type { RosterIssue, RosterReading } from "./roster-file.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

const MOST_LINES = 30;

/** One line for each wrong cell: 「人员!C5:…」. */
export function describeIssues(issues: readonly RosterIssue[]): string[] {
  return issues.map(({ sheet, cell, message }) => (sheet ? `${sheet}!${cell}：${message}` : message));
}

/** What a load changed, in lines. */
export function describeOutcome(outcome: RosterOutcome): string[] {
  const { units, people, appointed, ended } = outcome;
  const names = (label: string, list: readonly string[]) =>
    list.length > 0 ? [`${label}${list.length}个：${clip(list)}`] : [];
  return [
    ...names("新增单位", units.added),
    ...names("更新单位", units.changed),
    ...(people.added.length > 0 ? [`新增人员${people.added.length}人：${clip(people.added)}`] : []),
    ...(people.changed.length > 0 ? [`更新手机号${people.changed.length}人：${clip(people.changed)}`] : []),
    ...(appointed.length > 0 ? [`新任或调整岗位${appointed.length}个`] : []),
    ...(ended.length > 0
      ? [`卸任${ended.length}个：${clip(ended.map(({ name, post }) => `${name}(${post})`))}`]
      : []),
  ];
}

const MOST_NAMES = 20;

function clip(list: readonly string[]): string {
  const shown = list.slice(0, MOST_NAMES).join("、");
  return list.length > MOST_NAMES ? `${shown}等` : shown;
}

/**
 * Loads a roster that a coordinator sent, or says by cell why nothing of it was loaded. Whoever speaks in the sandbox
 * finds the new people there; elsewhere the answer says how they bind.
 */
export async function receiveRoster(work: UnitOfWork, reading: RosterReading): Promise<Reply> {
  await requireCoordinator(work);
  if ("issues" in reading) return refusal(reading.issues);
  const outcome = await loadRoster(work, reading.roster);
  const inSandbox = await work.tx.binding.count({
    where: { platform: "sandbox", personId: work.actor.kind === "person" ? work.actor.id : "" },
  });
  if (inSandbox > 0) await bindToSandbox(work, outcome.personIds);
  const unbound = await work.tx.person.findMany({
    where: { id: { in: outcome.personIds }, bindings: { none: {} } },
    select: { name: true },
  });
  return {
    to: "asker",
    card: card(isUnchanged(outcome) ? "名册没有变化" : "名册已导入", {
      facts: [
        ["单位", `${reading.roster.units.length}个`],
        ["人员", `${reading.roster.people.length}人`],
      ],
      body: [
        ...describeOutcome(outcome),
        "名册没有写到的单位、人员和岗位保持不变，各单位的报送任务不受人员变动影响。",
        ...(unbound.length > 0
          ? [
              `还有${unbound.length}人没有绑定：${clip(unbound.map(({ name }) => name))}。发送“/绑定 姓名”可取得本人的绑定码，请当面或电话告知本人。`,
            ]
          : []),
        ...(inSandbox > 0 && outcome.people.added.length > 0 ? ["新增人员已可在沙盒中选用。"] : []),
      ],
    }),
  };
}

function refusal(issues: readonly RosterIssue[]): Reply {
  const lines = describeIssues(issues);
  return {
    to: "asker",
    card: card("名册没有导入", {
      facts: [["需要修改", `${lines.length}处`]],
      body: [
        ...lines.slice(0, MOST_LINES),
        ...(lines.length > MOST_LINES ? [`其余${lines.length - MOST_LINES}处，请改好以上各处后再看。`] : []),
        "人员和单位要对得上，所以有一处不对就整份不导入。请改好后重新发送。",
      ],
    }),
  };
}

async function requireCoordinator({ tx, actor, today }: UnitOfWork): Promise<void> {
  const posts = await tx.appointment.count({
    where: { personId: actor.kind === "person" ? actor.id : "", role: "coordinator", ...onDay(today) },
  });
  if (posts === 0)
    throw new AppError("FORBIDDEN", "名册由牵头科室管理员导入。如需调整人员，请联系牵头科室。");
}
