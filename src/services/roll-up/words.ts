// What people of a bureau read of an upward report before and after it goes up.
import { type Card, type CardAction, card } from "../../chat/card.ts";
import type { Asker } from "../../chat/context.ts";
import { formatDay, weekdayName } from "../../domain/day.ts";
import { pageLink } from "../links.ts";
import { clip } from "../progress/words.ts";
import { momentWords } from "../submissions/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { Collected, Gathered, Part } from "./collected.ts";
import { mayHandUp, whoHandsUp } from "./hand-up.ts";
import { differences } from "./sums.ts";

const MOST_UNITS = 20;

const STATES: Readonly<Record<Part["state"], string>> = {
  open: "未报",
  signing: "审签中",
  submitted: "待审核",
  accepted: "已通过",
  returned: "退回补正",
  waived: "免报",
};

/** How a unit's part stands: 「待审核」「已通过(待核实)」. */
export function sayPart({ state, inDoubt }: Pick<Part, "state" | "inDoubt">): string {
  return `${STATES[state]}${inDoubt ? "(待核实)" : ""}`;
}

/** 「应报5家，已通过3家，未通过：执法大队(待审核)、危化科(未报)」. */
export function sayParts({ parts }: Pick<Collected, "parts">): string {
  if (parts.length === 0) return "没有向本级单位收集，由牵头科室填报";
  const done = parts.filter(({ submissionId }) => submissionId !== null);
  const rest = parts.filter(({ submissionId }) => submissionId === null);
  const named = rest.slice(0, MOST_UNITS).map((part) => `${part.unit}(${sayPart(part)})`);
  const more = rest.length > MOST_UNITS ? `等${rest.length}家` : "";
  return `应报${parts.length}家，已通过${done.length}家${rest.length > 0 ? `，尚未通过：${named.join("、")}${more}` : ""}`;
}

/** What a material would go up as: 「12条(执法大队5、危化科7)」「零报告」「工作方案.docx」. */
export function sayGathered(material: Gathered): string {
  const { own, nil, rows, rowsBelow, parts, definition, lacks, sums } = material;
  if (lacks) return lacks;
  if (!definition) return nil ? "零报告" : (own?.fileName ?? "已备");
  if (nil) return "零报告";
  const each = parts.flatMap(({ part, handedIn }) =>
    handedIn.nil ? [`${part.unit}零报告`] : [`${part.unit}${handedIn.rows ?? 0}条`],
  );
  const from = each.length > 0 && !sums ? `(${each.slice(0, MOST_UNITS).join("、")})` : "";
  const below = rowsBelow > 0 ? `，另附各单位条目${rowsBelow}条` : "";
  return `${rows}条${from}${below}`;
}

/** 「第3项 工作方案(2024年10月)」. */
export function sayUpwardName({ code, what, period }: Pick<Collected, "code" | "what" | "period">): string {
  return `${code} ${clip(what)}${period ? `(${period})` : ""}`;
}

function sayDueDay({ dueOn, dueTime }: Pick<Collected, "dueOn" | "dueTime">): string {
  return dueOn ? `${formatDay(dueOn)}(${weekdayName(dueOn)})${dueTime ?? ""}` : "未定";
}

/** Value of the button that hands up what its card showed. */
export function handUpValue({ code, print }: Pick<Collected, "code" | "print">): string {
  return `${code}@${print.slice(0, 16)}`;
}

/** How it stands above: 「待审核」, with the receipt. */
export function sayStanding({ last, state, inDoubt, upper }: Collected): string {
  if (!last) return "尚未上报";
  const standing = `${upper.name}${STATES[state]}${inDoubt ? "(待核实)" : ""}`;
  return `第${last.version}版，${momentWords(last.submittedAt)}报出，${standing}，回执号${last.receiptNumber}${last.same ? "" : "；此后内容有变动"}`;
}

/** What would go up, with the button; without it where something lacks or somebody else hands it up. */
export async function previewCard(
  work: UnitOfWork,
  asker: Asker,
  collected: Collected,
  note?: string,
): Promise<Card> {
  const { code, materials, last, upper } = collected;
  const lacks = materials.flatMap(({ lacks: why }) => why ?? []);
  const unequal = await differences(work.tx, collected);
  const may = mayHandUp(asker, collected);
  const sums = materials.some((one) => one.sums && one.rows === 0 && one.parts.length > 0 && !one.nil);
  const missing = collected.parts.filter(({ submissionId }) => submissionId === null).length;
  const actions: CardAction[] = [
    ...(lacks.length === 0 && may && !last?.same
      ? [{ action: "hand-up", label: missing > 0 ? "仍然上报" : "上报", value: handUpValue(collected) }]
      : []),
    ...(lacks.length === 0 && !may && collected.signOff && !last?.same
      ? [{ action: "ask-hand-up", label: "请领导审签", value: code }]
      : []),
    ...(sums ? [{ action: "sum-up", label: "按合计预填", value: code }] : []),
    { action: "open", label: "网页查看", url: pageLink(work, asker.id, `/roll-up/${code}`) },
    { action: "open-form", label: "填本局材料", url: pageLink(work, asker.id, `/form/${code}`) },
  ];
  return card(`上报${upper.name}：${clip(collected.what)}`, {
    facts: [
      ["编号", code],
      ...(collected.period ? ([["期别", collected.period]] as [string, string][]) : []),
      ["期限", sayDueDay(collected)],
      ["各单位", sayParts(collected)],
      ...materials.map((one): [string, string] => [one.name, sayGathered(one)]),
      ["目前", sayStanding(collected)],
    ],
    body: [
      ...(note ? [note] : []),
      ...unequal,
      ...(missing > 0 && lacks.length === 0
        ? [`还有${missing}家没有审核通过，现在上报不含它们；以后补上的，再上报一次即为新的一版。`]
        : []),
      ...(may ? [] : [`由${whoHandsUp(collected)}报出。`]),
    ],
    actions,
  });
}
