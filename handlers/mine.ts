// /我的: what the asker's units owe and have handed in, unit by unit, with receipts.
import { card } from "../src/chat/card.ts";
import type { Reply } from "../src/chat/context.ts";
import { ROLE_NAMES } from "../src/domain/roles.ts";
import { cutLines, shorten } from "../src/services/campaigns/due-words.ts";
import { matterLine } from "../src/services/submissions/cards.ts";
import { actingUnitOf, actingUnits, findOwed, type Owed } from "../src/services/submissions/owed.ts";
import { matterName, momentWords, progressWords } from "../src/services/submissions/words.ts";
import { type AnyHandler, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const MOST_LINES = 8;

/** `/我的`. */
export const mineCommand: AnyHandler = defineCommand({
  words: ["/我的"],
  summary: "我的单位报了什么、还欠什么",
  allow: "bound",
  async run(context) {
    const { work, asker } = context;
    const units = actingUnits(asker);
    if (units.length === 0) {
      const posts = asker.posts.map(({ role, unitName }) => `${unitName}${ROLE_NAMES[role]}`);
      return privately(context, {
        text: `${asker.name}，您${posts.length > 0 ? `是${posts.join("、")}，` : ""}目前没有需要您填报的事项。发送 /帮助 可查看能办的事。`,
      });
    }
    const all = await findOwed(work.tx, asker, work.now);
    const sections = units.map((unit) => ({
      unit,
      list: all.filter((owed) => actingUnitOf(asker, owed)?.id === unit.id),
    }));
    return privately(
      context,
      sections.map(({ unit, list }) => unitReply(unit.name, list)),
    );
  },
});

function unitReply(unitName: string, list: readonly Owed[]): Reply {
  const owing = list.filter((owed) => owed.owing);
  const open = owing.filter(({ status }) => status !== "未开始");
  const done = list
    .filter(({ latest, owing: stillOwing }) => latest?.complete && !stillOwing)
    .sort((a, b) => b.latest!.submittedAt.getTime() - a.latest!.submittedAt.getTime());
  const later = owing.length - open.length;
  return {
    card: card(`我的报送：${shorten(unitName, 20)}`, {
      facts: [
        ["待报送", `${open.length}项`],
        ["已报送", `${done.length}项`],
        ...(later > 0 ? [["未到填报期", `${later}项`] as [string, string]] : []),
      ],
      body: [
        ...(open.length > 0 ? ["【待报送】", ...cutLines(open.map(matterLine), MOST_LINES)] : []),
        ...(done.length > 0 ? ["【已报送】", ...cutLines(done.map(doneLine), MOST_LINES)] : []),
        ...(list.length === 0 ? ["目前没有报送事项。"] : []),
      ],
      actions: open
        .slice(0, 5)
        .map(({ code, what }) => ({ action: "matter", label: `${code} ${shorten(what, 14)}`, value: code })),
    }),
  };
}

function doneLine(owed: Owed): string {
  const { latest, lateDays, of } = owed;
  const parts = [
    ...(latest!.nil ? ["零报告"] : []),
    ...(of > 1 ? [progressWords(owed)] : []),
    ...(lateDays > 0 ? [`逾期${lateDays}天`] : ["按时"]),
    owed.status,
  ];
  return `${owed.code} ${shorten(matterName(owed), 24)}——回执号 ${latest!.receiptNumber}，${momentWords(latest!.submittedAt)}，${parts.join("，")}`;
}
