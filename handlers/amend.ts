// /改报: the unit's own last version, to change and hand in again.
import { card } from "../src/chat/card.ts";
import type { Asker, Reply } from "../src/chat/context.ts";
import { shorten } from "../src/services/campaigns/due-words.ts";
import { matterCard } from "../src/services/submissions/cards.ts";
import { findAssignment, findOwed } from "../src/services/submissions/owed.ts";
import { matterName, momentWords } from "../src/services/submissions/words.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const MOST = 10;

/** `/改报`, `/改报 A12`. */
export const amendCommand: AnyHandler = defineCommand({
  words: ["/改报"],
  summary: "修改已报送的内容(可加编号)",
  allow: ["contact", "head"],
  async run(context) {
    const { work, asker, args } = context;
    return privately(context, args ? await openAmend(work, asker, args) : await listAmendable(work, asker));
  },
});

/** The button on a receipt. */
export const amendAction: AnyHandler = defineAction({
  action: "amend",
  allow: ["contact", "head"],
  async run(context) {
    return privately(context, await openAmend(context.work, context.asker, context.args));
  },
});

async function openAmend(work: UnitOfWork, asker: Asker, code: string): Promise<Reply> {
  const owed = await findAssignment(work.tx, asker, code, work.now);
  if (!owed.latest) return { card: matterCard(work, asker, owed) };
  const shown = matterCard(work, asker, owed, "改报");
  return {
    card: {
      ...shown,
      body: `以下各种填法都会带出上一版内容${owed.sensitive ? "(只在网页中)" : ""}，改好再报即可。\n${shown.body}`,
    },
  };
}

async function listAmendable(work: UnitOfWork, asker: Asker): Promise<Reply> {
  const done = (await findOwed(work.tx, asker, work.now))
    .filter(({ latest }) => latest)
    .sort((a, b) => b.latest!.submittedAt.getTime() - a.latest!.submittedAt.getTime());
  if (done.length === 0) return { text: "还没有报送过的事项。发送 /报送 可查看待报送的事项。" };
  return {
    card: card("改报哪一项？", {
      body: done
        .slice(0, MOST)
        .map(
          (owed) =>
            `${owed.code} ${matterName(owed)}(${owed.unit.name})：${momentWords(owed.latest!.submittedAt)}报，${owed.status}`,
        ),
      actions: done
        .slice(0, MOST)
        .map(({ code, what }) => ({ action: "amend", label: `${code} ${shorten(what, 14)}`, value: code })),
    }),
  };
}
