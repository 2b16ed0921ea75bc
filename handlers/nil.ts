// /零报告: nothing to report, confirmed or filled in item by item.
import { card } from "../src/chat/card.ts";
import type { Asker, Reply } from "../src/chat/context.ts";
import { readCode } from "../src/domain/obligation.ts";
import { askForNil, nilMaterials, nilRefusal } from "../src/services/submissions/nil.ts";
import { findAssignment, findOwed, materialOf } from "../src/services/submissions/owed.ts";
import { type Filled, takeContent } from "../src/services/submissions/take.ts";
import { codeOf, matterName } from "../src/services/submissions/words.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const MOST_CHOICES = 10;

/** `/零报告`, `/零报告 A12`. */
export const nilCommand: AnyHandler = defineCommand({
  words: ["/零报告"],
  summary: "零报告、经自查未发现问题",
  allow: ["contact", "head"],
  async run(context) {
    const { work, asker, args } = context;
    return privately(context, args ? await openNil(work, asker, args) : await listNil(work, asker));
  },
});

/** The button of one material. */
export const nilAction: AnyHandler = defineAction({
  action: "nil",
  allow: ["contact", "head"],
  async run(context) {
    return privately(context, await openNil(context.work, context.asker, context.args));
  },
});

/** 确认零报告. */
export const confirmNil: AnyHandler = defineAction({
  action: "nil-confirm",
  allow: ["contact", "head"],
  async run(context) {
    const { work, asker, args } = context;
    const owed = await findAssignment(work.tx, asker, args, work.now);
    const material = materialOf(owed, readCode(args)?.materialKey ?? null);
    if (!material) return privately(context, { text: nilRefusal(owed) });
    return privately(context, await takeContent(work, asker, { owed, material }, { kind: "nil" }, "chat"));
  },
});

async function openNil(work: UnitOfWork, asker: Asker, code: string): Promise<Reply[]> {
  const owed = await findAssignment(work.tx, asker, code, work.now);
  const key = readCode(code)?.materialKey ?? null;
  const materials = nilMaterials(owed).filter((material) => key === null || material.key === key);
  const [only] = materials;
  if (!only) return [{ text: nilRefusal(owed) }];
  if (materials.length === 1) return askForNil(work, asker, { owed, material: only });
  return [choice(materials.map((material) => ({ owed, material })))];
}

async function listNil(work: UnitOfWork, asker: Asker): Promise<Reply[]> {
  const open = (await findOwed(work.tx, asker, work.now)).filter(
    ({ owing, status }) => owing && status !== "未开始",
  );
  const choices = open.flatMap((owed) => nilMaterials(owed).map((material) => ({ owed, material })));
  const [only] = choices;
  if (!only)
    return [
      {
        text: "现在没有可以零报告的待报事项。周期性统计，以及自查自纠、突出问题台账可以零报告，其余请如实填报。",
      },
    ];
  return choices.length === 1 ? askForNil(work, asker, only) : [choice(choices)];
}

function choice(choices: readonly Filled[]): Reply {
  const shown = choices.slice(0, MOST_CHOICES);
  return {
    card: card("哪一项零报告？", {
      body: [
        ...shown.map(
          ({ owed, material }) =>
            `${codeOf(owed, material)} ${matterName(owed)}：${material.name}(${owed.unit.name})，${owed.due}`,
        ),
        ...(choices.length > shown.length
          ? [`还有 ${choices.length - shown.length} 项，发送“/零报告 编号”可直接打开。`]
          : []),
      ],
      actions: shown.map(({ owed, material }) => ({
        action: "nil",
        label: `${codeOf(owed, material)} ${material.name.slice(0, 14)}`,
        value: codeOf(owed, material),
      })),
    }),
  };
}
