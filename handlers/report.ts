// /报送: what the asker's unit owes, nearest first, and one matter with every way to hand it in.
import { card } from "../src/chat/card.ts";
import type { Asker, Reply } from "../src/chat/context.ts";
import { startDialogue } from "../src/services/dialogue.ts";
import { matterCard, owedCard } from "../src/services/submissions/cards.ts";
import { actingUnitOf, actingUnits, findAssignment, findOwed } from "../src/services/submissions/owed.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

/** `/报送`, `/报送 A12`, `/报送 A12 逐项`. A contact of several units first says in whose name. */
export const reportCommand: AnyHandler = defineCommand({
  words: ["/报送"],
  summary: "报送台账和材料(可加编号，如 /报送 A12；一问一答填写，如 /报送 A12 逐项)",
  allow: ["contact", "head"],
  async run(context) {
    const { work, asker, args } = context;
    const [, stepwise] = /^(.*\S)\s*(?:逐项|逐项填写|逐项填报)$/.exec(args) ?? [];
    if (stepwise) return privately(context, await startDialogue(work, asker, stepwise));
    if (args) return privately(context, await openMatter(work, asker, args));
    const units = actingUnits(asker);
    const [only] = units;
    if (only && units.length === 1) return privately(context, await listOwed(work, asker, only.id));
    return privately(context, await chooseUnit(work, asker));
  },
});

/** 「以哪个单位名义」: that unit's list. */
export const chooseUnitAction: AnyHandler = defineAction({
  action: "unit",
  allow: ["contact", "head"],
  async run(context) {
    return privately(context, await listOwed(context.work, context.asker, context.args));
  },
});

/** A matter on a list or a receipt, opened. */
export const matterAction: AnyHandler = defineAction({
  action: "matter",
  allow: ["contact", "head"],
  async run(context) {
    return privately(context, await openMatter(context.work, context.asker, context.args));
  },
});

async function openMatter(work: UnitOfWork, asker: Asker, code: string): Promise<Reply> {
  const owed = await findAssignment(work.tx, asker, code, work.now);
  if (owed.withdrawn) return { text: `${owed.code}“${owed.what}”已撤销，不用再报。` };
  if (owed.state === "waived") return { text: `${owed.code}“${owed.what}”已免报，不用再报。` };
  return { card: matterCard(work, asker, owed) };
}

async function listOwed(work: UnitOfWork, asker: Asker, unitId: string): Promise<Reply> {
  const unit = actingUnits(asker).find(({ id }) => id === unitId);
  if (!unit) return { text: "您已不是该单位的联系人或负责人，请发送 /报送 重新选择。" };
  const owed = (await findOwed(work.tx, asker, work.now, [unit.id])).filter(({ owing }) => owing);
  if (owed.length > 0) return { card: owedCard(unit.name, owed) };
  return { text: `${unit.name}目前没有待报送的事项。已报送的可发送 /我的 查看，需要修改的发送 /改报。` };
}

async function chooseUnit(work: UnitOfWork, asker: Asker): Promise<Reply> {
  const all = (await findOwed(work.tx, asker, work.now)).filter(
    ({ owing, status }) => owing && status !== "未开始",
  );
  const units = actingUnits(asker).map((unit) => ({
    ...unit,
    owed: all.filter((owed) => actingUnitOf(asker, owed)?.id === unit.id),
  }));
  return {
    card: card("请选择以哪个单位名义报送", {
      body: units.map(({ name, owed }) =>
        owed[0] ? `${name}：待报送${owed.length}项，最近一项${owed[0].due}` : `${name}：没有待报送的事项`,
      ),
      actions: units.map(({ id, name }) => ({ action: "unit", label: name, value: id })),
    }),
  };
}
