// The cards of 会商: one with its answers, and the list.
import { type Card, card } from "../../chat/card.ts";
import type { Asker } from "../../chat/context.ts";
import { dayOf, formatDay } from "../../domain/day.ts";
import { clip } from "../progress/words.ts";
import { type ConsultationView, mayDecideOn, partyOf } from "./find.ts";

const MOST = 10;
const MOST_ANSWER = 200;

/** 「已答复2/3」. */
export function answeredWords({ parties }: ConsultationView): string {
  return `已答复${parties.filter(({ answer }) => answer !== null).length}/${parties.length}`;
}

/** One 会商 as this reader sees it: a party reads its own answer, the requester and who decides read all. */
export function consultationCard(asker: Asker, view: ConsultationView): Card {
  const { code, parties, state, conclusion, decidedBy } = view;
  const own = partyOf(asker, view);
  const decides = mayDecideOn(asker, view);
  const whole = own === null || decides || asker.posts.some(({ unitId }) => unitId === view.byUnitId);
  const shown = whole ? parties : parties.filter(({ unitId }) => unitId === own.unitId);
  return card(`会商 ${code}`, {
    facts: [
      ["事项", view.subject],
      ["提请", `${view.byUnit} ${view.by}，${formatDay(dayOf(view.createdAt))}`],
      ["参加单位", clip(parties.map(({ unit }) => unit).join("、"), 60)],
      ["状态", `${view.status}，${answeredWords(view)}`],
    ],
    body: [
      ...(view.content ? [`内容：${view.content}`] : []),
      ...shown.map(({ unit, answer, by }) =>
        answer === null ? `${unit}：尚未答复` : `${unit}(${by})：${clip(answer, MOST_ANSWER)}`,
      ),
      ...(conclusion ? [`${state === "declined" ? "不予会商" : "结论"}(${decidedBy})：${conclusion}`] : []),
      ...(state === "asked" && own ? [`答复请发送：/会商 ${code} 答复 意见`] : []),
      ...(state === "asked" && decides
        ? [`办结请发送：/会商 ${code} 办结 结论；不予会商的发送：/会商 ${code} 不予 原因`]
        : []),
    ],
    actions: state === "asked" && own ? [{ action: "ack", label: "收到" }] : [],
  });
}

/** All that concern the reader, the open ones first. */
export function listCard(list: readonly ConsultationView[]): Card {
  const open = list.filter(({ state }) => state === "asked").length;
  return card(`会商 ${list.length} 件，未办结 ${open} 件`, {
    body: [
      ...list
        .slice(0, MOST)
        .map(
          (one) =>
            `${one.code} ${clip(one.subject, 24)}——${one.byUnit}提请，${one.status}，${answeredWords(one)}`,
        ),
      USAGE,
    ],
    actions: list.slice(0, 5).map(({ code, subject }) => ({
      action: "consultation",
      label: `${code} ${clip(subject, 10)}`,
      value: code,
    })),
  });
}

/** How to ask for one. */
export const USAGE =
  "提请会商请发送：/会商 提请 单位、单位 事项：内容，如 /会商 提请 安全基础室、执法大队 W3整改时限：需两家同时到场";
