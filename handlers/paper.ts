// /线下收件: a report that came on paper, by OA or 机要 is registered with the day on which it came.
import { randomUUID } from "node:crypto";
import { card } from "../src/chat/card.ts";
import { formatDay } from "../src/domain/day.ts";
import { readCode } from "../src/domain/obligation.ts";
import { toHalfWidth } from "../src/domain/text.ts";
import { findTypedDay } from "../src/services/campaigns/typed-dates.ts";
import { requireDesk } from "../src/services/desk.ts";
import { pageLink } from "../src/services/links.ts";
import { PAPER_WAYS, type PaperWay, registerPaper } from "../src/services/paper.ts";
import { REVIEWING_ROLES } from "../src/services/reviews/rights.ts";
import { matterName } from "../src/services/submissions/words.ts";
import { type AnyHandler, type Asked, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const USAGE =
  "登记线下收到的报送，请写明编号、收到日期和方式(纸质、OA、机要)，例如：/线下收件 A12 7月20日 OA。要附扫描件的，发送 /线下收件 A12，再打开网页。";

/** `/线下收件 A12 7月20日 OA`; with the code alone, the page on which a scan can be added. */
export const paperCommand: AnyHandler = defineCommand({
  words: ["/线下收件", "/收件"],
  summary: "登记纸质、OA、机要收件：/线下收件 编号 日期 方式",
  allow: REVIEWING_ROLES,
  run: async (context) => privately(context, await register(context)),
});

function wayOf(words: string): PaperWay | null {
  const upper = toHalfWidth(words).toUpperCase();
  const found = Object.entries(PAPER_WAYS).find(([, name]) => upper.includes(name));
  return found ? (found[0] as PaperWay) : null;
}

async function register({ work, asker, args }: Asked) {
  const [, code = "", rest = ""] = /^(\S*)\s*([\s\S]*)$/.exec(args) ?? [];
  if (!readCode(code)) return { text: USAGE };
  const typed = findTypedDay(rest, work.today);
  const way = wayOf(rest);
  if (!typed || !way) {
    const { unit, obligation, period } = await requireDesk(work, asker, code, "线下收件");
    return {
      card: card("登记线下收件", {
        facts: [
          ["编号", code.toUpperCase()],
          ["单位", unit.name],
          ["事项", matterName({ what: obligation.what, period })],
        ],
        body: rest === "" ? "请打开网页填写，可以附扫描件。" : USAGE,
        actions: [
          {
            action: "open",
            label: "打开登记页",
            url: pageLink(work, asker.id, `/desk/paper/${code.toUpperCase()}`),
          },
        ],
      }),
    };
  }
  const made = await registerPaper(work, {
    code,
    way,
    on: typed.day,
    scan: null,
    // An inbound event is handled once, so what it asks for is asked once.
    requestId: `paper:${randomUUID()}`,
    asker,
  });
  return {
    text: `已登记：${made.code} ${made.unit}《${made.what}》${formatDay(made.on)}收到(${PAPER_WAYS[way]})，${made.timeliness}，回执号${made.receiptNumber}。已告知该单位，不再提醒。`,
  };
}
