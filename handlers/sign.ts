// /审签 and its buttons: a head agrees to the unit's report, or sends it back to be mended.
import { card } from "../src/chat/card.ts";
import { AppError } from "../src/errors.ts";
import { pageLink } from "../src/services/links.ts";
import { readReviewValue } from "../src/services/reviews/cards.ts";
import { listToSign, sendBack, signReport, toSignCard } from "../src/services/sign-off.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const SIGNERS = ["head", "deputy"] as const;
const STALE = "这张卡片已经失效，请发送 /审签 重新查看。";

/** `/审签`, `/审签 A12 同意`, `/审签 A12 退回 原因`. */
export const signCommand: AnyHandler = defineCommand({
  words: ["/审签"],
  summary: "审签本单位的报送：列出待审签的，或 /审签 编号 同意",
  allow: SIGNERS,
  async run(context) {
    const { work, asker, args } = context;
    const [, code = "", word, note = ""] = /^(\S*)\s*(同意|退回修改|退回)?\s*([\s\S]*)$/.exec(args) ?? [];
    if (code !== "" && word === "同意")
      return privately(context, { text: await signReport(work, { code, signer: asker }) });
    if (code !== "" && word)
      return privately(context, { text: await sendBack(work, { code, signer: asker, note }) });
    const list = await listToSign(work, asker);
    const named = list.filter((one) => one.code === code.toUpperCase());
    return privately(context, { card: toSignCard(work, asker, named.length > 0 ? named : list) });
  },
});

/** 同意. */
export const signAction: AnyHandler = defineAction({
  action: "sign",
  allow: SIGNERS,
  done: "已审签",
  async run(context) {
    const { work, asker, args } = context;
    const read = readReviewValue(args);
    if (!read) throw new AppError("CONFLICT", STALE);
    return privately(context, { text: await signReport(work, { ...read, signer: asker }) });
  },
});

/** 退回修改 asks for the reason, which a button can't carry. */
export const signReturnAction: AnyHandler = defineAction({
  action: "sign-return",
  allow: SIGNERS,
  async run(context) {
    const { work, asker, args } = context;
    const read = readReviewValue(args);
    if (!read) return privately(context, { text: STALE });
    return privately(context, {
      card: card(`退回修改 ${read.code}`, {
        body: `请写明原因，发送：/审签 ${read.code} 退回 第2行完成时限与措施不符。也可以打开网页填写。`,
        actions: [
          { action: "open", label: "打开", url: pageLink(work, asker.id, `/desk/sign/${read.code}`) },
        ],
      }),
    });
  },
});
