// Words that the suites of reporting share: filling in a skeleton, finding an answer.
import type { Harness, SeenMessage } from "../support/harness.ts";

/** The materials of the demo plan's 自查自纠: a written report and 附件10. */
export const INSPECTION_MATERIALS = [
  { key: "1", kind: "document" as const, name: "自查情况书面材料" },
  {
    key: "2",
    kind: "ledger" as const,
    name: "行政执法部门自查自纠台账",
    attachment: "10",
    ledger: "self-inspection",
  },
];

/** One ledger as the only material. */
export const oneLedger = (ledger: string, name: string) => [
  { key: "1", kind: "ledger" as const, name, ledger },
];

/** The last of the messages. */
export function last(messages: readonly SeenMessage[]): SeenMessage {
  const message = messages.at(-1);
  if (!message) throw new Error("nobody received anything");
  return message;
}

/** A skeleton with values behind its labels; what is not named loses its hint and stays empty. */
export function fillIn(skeleton: string, values: Record<string, string>): string {
  return skeleton
    .split("\n")
    .map((line) => {
      const label = /^([^：*]+)\*?：/.exec(line)?.[1];
      return label !== undefined && label in values ? `${label}：${values[label]}` : line;
    })
    .join("\n");
}

/** The value of a card's fact. */
export function fact(message: SeenMessage, label: string): string | undefined {
  return message.card?.facts.find(([name]) => name === label)?.[1];
}

/** The code (A12) of a unit's assignment of the nth matter published, from 1. */
export async function codeOf(office: Harness, what: string, unitCode: string): Promise<string> {
  const found = await office.app.runtime.store.db.assignment.findFirstOrThrow({
    where: { obligation: { what }, unit: { code: unitCode } },
  });
  return `A${found.number}`;
}

/** A row of the self-inspection ledger with a problem. */
export const PROBLEM_ROW: Record<string, string> = {
  自查项目: "执法案卷评查",
  是否存在问题: "是",
  问题描述: "两卷案卷缺少法制审核意见",
  整改措施: "补办审核并组织学习",
  责任人: "顾建华",
  完成时限: "2023-08-10",
  整改状态: "整改中",
};

/** The smallest file that begins as a PDF does. */
export const pdf = (words: string) => new TextEncoder().encode(`%PDF-1.4\n% ${words}\n%%EOF\n`);
