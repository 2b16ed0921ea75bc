// What /认领 answers: a unit's rows with buttons, what a claiming did, and for the lead unit who has not claimed yet.
import { type CardAction, card } from "../../chat/card.ts";
import { type Asker, holds, type Reply, unitsOf } from "../../chat/context.ts";
import { toHalfWidth } from "../../domain/text.ts";
import { cutLines } from "../campaigns/due-words.ts";
import { type Directory, findUnit, readDirectory } from "../campaigns/units.ts";
import { pageLink } from "../links.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type Claimed, claim } from "./claim.ts";
import { findClaimable, findUndertakings, type Undertaking, unclaimedBy } from "./rows.ts";
import { claimPath } from "./tell.ts";
import { unclaim, unclaimedWords } from "./unclaim.ts";
import { claimWords, readNumbers, undertakingLine } from "./words.ts";

type Campaign = Awaited<ReturnType<typeof findClaimable>>[number];

const MOST_LINES = 15;
const MOST_BUTTONS = 4;

function open(work: UnitOfWork, asker: Asker, campaign: Campaign, label: string): CardAction {
  return { action: "open", label, url: pageLink(work, asker.id, claimPath(campaign.id)) };
}

/** The rows that the asker's units may still claim. */
function ownCard(work: UnitOfWork, asker: Asker, campaign: Campaign, rows: readonly Undertaking[]): Reply {
  const units = unitsOf(asker, "contact", "head").filter(({ id }) =>
    rows.some(({ unitIds }) => unitIds.includes(id)),
  );
  const waiting = units.map((unit) => ({
    ...unit,
    rows: rows.filter((row) => unclaimedBy(row).includes(unit.id)),
  }));
  const left = [...new Set(waiting.flatMap((one) => one.rows))];
  const done = rows.filter(({ claims }) =>
    claims.some(({ unitId }) => units.some(({ id }) => id === unitId)),
  );
  const body = waiting.flatMap(({ id, name, rows: list }) => [
    ...(units.length > 1 ? [`【${name}】`] : []),
    ...(list.length > 0
      ? cutLines(
          list.map((row) => undertakingLine(row, id)),
          MOST_LINES,
          "，请到页面查看",
        )
      : ["都已认领。"]),
  ]);
  const how = "发送：/认领 3、5-8 认领其中几项；发送：/认领 全部 认领全部。";
  return {
    to: "asker",
    card: card(`认领任务：${campaign.title}`, {
      facts: [
        ["单位", units.map(({ name }) => name).join("、")],
        ["未认领", `${left.length}项`],
        ["已认领", `${done.length}项`],
      ],
      body: [...body, ...(left.length > 0 ? ["", how] : [])],
      actions: [
        ...left.slice(0, MOST_BUTTONS).map(({ number }) => ({
          action: "claim",
          label: `认领第${number}项`,
          value: `${campaign.code}:${number}`,
        })),
        ...(left.length > 1
          ? [{ action: "claim", label: `全部认领(${left.length}项)`, value: `${campaign.code}:all` }]
          : []),
        open(work, asker, campaign, "在页面认领"),
      ],
    }),
  };
}

/** For the lead unit: how much is claimed, and what nobody has claimed. */
function leadCard(
  work: UnitOfWork,
  asker: Asker,
  campaign: Campaign,
  rows: readonly Undertaking[],
  directory: Directory,
): Reply {
  const untouched = rows.filter(({ claims }) => claims.length === 0);
  const partly = rows.filter((row) => row.claims.length > 0 && unclaimedBy(row).length > 0);
  const unsettled = rows.filter(({ claims, settledAt }) => claims.length > 0 && settledAt === null);
  const section = (title: string, list: readonly Undertaking[]) =>
    list.length === 0
      ? []
      : [
          `${title}：`,
          ...cutLines(
            list.map((row) => `${undertakingLine(row)}；${claimWords(row, directory)}`),
            MOST_LINES,
            "，请到页面查看",
          ),
          "",
        ];
  return {
    to: "asker",
    card: card(`任务认领情况：${campaign.title}`, {
      facts: [
        ["任务", `${rows.length}项`],
        ["无人认领", `${untouched.length}项`],
        ["部分认领", `${partly.length}项`],
        ["已认领待确定报送", `${unsettled.length}项`],
        ["已生成报送事项", `${rows.filter(({ itemKey }) => itemKey !== null).length}项`],
      ],
      body: [
        ...section("无人认领", untouched),
        ...section("还有单位没有认领", partly),
        "认领后请在页面确定由谁报、报给谁和期限；没有期限的按长期任务登记，不催办。",
      ],
      actions: [open(work, asker, campaign, "去办理")],
    }),
  };
}

function claimedCard(work: UnitOfWork, asker: Asker, campaign: Campaign, claimed: Claimed): Reply {
  const { taken, before, strange } = claimed;
  const numbers = (list: readonly number[]) => list.map((number) => `第${number}项`).join("、");
  const title = taken.length > 0 ? "已认领" : "没有新的认领";
  return {
    to: "asker",
    card: card(`${title}：${campaign.title}`, {
      body: [
        ...taken.map(
          ({ unit, rows }) => `${unit}：${rows.length}项(${numbers(rows.map(({ number }) => number))})`,
        ),
        ...(before.length > 0 ? [`先前已认领：${numbers(before)}`] : []),
        ...(strange.length > 0 ? [`没有认领${numbers(strange)}：不在本单位的任务里，请核对序号。`] : []),
        ...(taken.length > 0
          ? [
              "报送要求由牵头科室确定后另行通知；没有期限的按长期任务办理。认领错了的，确定之前可发送：/认领 撤回 序号。",
            ]
          : []),
      ],
      actions: [open(work, asker, campaign, "查看任务")],
    }),
  };
}

/** Which campaign is meant: the one whose code leads the words, else the newest with rows. */
function chooseCampaign(
  campaigns: readonly Campaign[],
  words: string,
): { campaign: Campaign | null; rest: string } {
  const [code = "", rest = ""] = [
    /^\S+?(?=[\s:]|$)/.exec(words)?.[0],
    words.replace(/^\S+?(?:[\s:]+|$)/, ""),
  ];
  const named = campaigns.find((one) => one.code === code);
  return named ? { campaign: named, rest } : { campaign: campaigns[0] ?? null, rest: words };
}

/** `/认领 撤回 3`: of the asker's own units. */
async function giveBack(work: UnitOfWork, asker: Asker, campaign: Campaign, words: string): Promise<Reply> {
  const numbers = readNumbers(words);
  if (numbers === null) return { to: "asker", text: "请写明撤回哪几项，例如：/认领 撤回 3。" };
  const given = await unclaim(work, { campaignId: campaign.id, asker, numbers });
  return { to: "asker", text: unclaimedWords(given) };
}

/** `/认领`, `/认领 3、5-8`, `/认领 全部`, `/认领 撤回 3`, with a campaign's code in front and a unit's name behind where it needs one. */
export async function claimByWords(work: UnitOfWork, asker: Asker, words: string): Promise<Reply | Reply[]> {
  const campaigns = await findClaimable(work.tx, work.orgId);
  const { campaign, rest } = chooseCampaign(campaigns, toHalfWidth(words).trim());
  if (!campaign) return { to: "asker", text: "现在没有可以认领的任务。" };
  const rows = await findUndertakings(work.tx, campaign.id);
  const own = unitsOf(asker, "contact", "head").filter(({ id }) =>
    rows.some(({ unitIds }) => unitIds.includes(id)),
  );
  const [back] = /^(?:撤回|撤销|取消)\s*/.exec(rest) ?? [];
  if (back !== undefined) return giveBack(work, asker, campaign, rest.slice(back.length));
  const numbers = /^all$/.test(rest) ? "all" : readNumbers(rest);
  const directory = await readDirectory(work.tx, work.orgId);
  if (numbers !== null) {
    if (own.length === 0) return { to: "asker", text: "任务分解表里没有您所在单位的任务，不用认领。" };
    const name = rest.replace(/全部|所有|都认领|第?\d+项?|[\s、,，\-~至到—－:]/g, "");
    const unit = name ? findUnit(name, directory) : null;
    if (name && name !== "all" && !(unit && own.some(({ id }) => id === unit.id)))
      return { to: "asker", text: `“${name}”不是您负责的单位。请写：/认领 3、5-8，或 /认领 全部。` };
    const unitIds = unit ? [unit.id] : own.map(({ id }) => id);
    return claimedCard(
      work,
      asker,
      campaign,
      await claim(work, { campaignId: campaign.id, asker, numbers, unitIds }),
    );
  }
  if (rest) return { to: "asker", text: `没有看懂“${rest}”。请写：/认领 3、5-8，或 /认领 全部。` };
  const replies = [
    ...(holds(asker, "coordinator") ? [leadCard(work, asker, campaign, rows, directory)] : []),
    ...(own.length > 0 ? [ownCard(work, asker, campaign, rows)] : []),
  ];
  return replies.length > 0 ? replies : { to: "asker", text: "任务分解表里没有您所在单位的任务，不用认领。" };
}
