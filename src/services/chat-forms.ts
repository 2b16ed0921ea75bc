// 聊天填报: whether a campaign's 敏感 ledgers may be filled in by chat, as the lead unit decides.
import { card } from "../chat/card.ts";
import { type Asker, type Reply, unitsOf } from "../chat/context.ts";
import { shorten } from "./campaigns/due-words.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

interface Switched {
  id: string;
  code: string;
  title: string;
  chatForms: boolean;
}

const say = ({ title, chatForms }: Switched) =>
  `《${shorten(title, 30)}》：${chatForms ? "允许" : "不允许"}在聊天中填报敏感台账`;

/** The running campaigns that the asker's units lead. */
async function listLed(work: UnitOfWork, asker: Asker): Promise<Switched[]> {
  return work.tx.campaign.findMany({
    where: {
      orgId: work.orgId,
      state: "published",
      leadUnitId: { in: unitsOf(asker, "coordinator").map(({ id }) => id) },
    },
    select: { id: true, code: true, title: true, chatForms: true },
    orderBy: { publishedAt: "desc" },
  });
}

/** How the switches stand, and a button for each to turn. */
export async function showChatForms(work: UnitOfWork, asker: Asker): Promise<Reply> {
  const campaigns = await listLed(work, asker);
  if (campaigns.length === 0) return { text: "目前没有由您牵头、正在进行的专项行动。" };
  return {
    card: card("敏感台账的聊天填报", {
      body: [
        ...campaigns.map(say),
        "允许后，各单位可用文字填报和逐项填写报敏感台账，内容会留在聊天记录里。请按保密要求慎重决定。",
      ],
      actions: campaigns.slice(0, 6).map(({ code, title, chatForms }) => ({
        action: "chat-forms",
        label: `${chatForms ? "停止" : "允许"}${campaigns.length > 1 ? ` ${shorten(title, 12)}` : ""}`,
        value: `${code} ${chatForms ? "停止" : "允许"}`,
      })),
    }),
  };
}

/** Turns the switch of the campaign that the words name, the only one where they name none; returns the sentence. */
export async function allowChatForms(
  work: UnitOfWork,
  asker: Asker,
  input: { words: string; allowed: boolean },
): Promise<string> {
  const campaigns = await listLed(work, asker);
  const { words, allowed } = input;
  const named = campaigns.filter(
    ({ code, title }) => words === "" || code === words || title.includes(words),
  );
  const [campaign] = named;
  if (!campaign) return "没有找到这个专项行动，发送 /聊天填报 可查看。";
  if (named.length > 1)
    return `请写明是哪个专项行动，例如：/聊天填报 ${campaign.code} 允许。${named.map(({ code, title }) => `${code}《${shorten(title, 20)}》`).join("、")}`;
  if (campaign.chatForms === allowed) return `${say(campaign)}，没有变化。`;
  await work.tx.campaign.update({ where: { id: campaign.id }, data: { chatForms: allowed } });
  work.audit({
    action: "allow-chat-forms",
    subject: `campaign:${campaign.id}`,
    before: { chatForms: campaign.chatForms },
    after: { chatForms: allowed },
  });
  return allowed
    ? `《${shorten(campaign.title, 30)}》已允许在聊天中填报敏感台账。要撤回，发送：/聊天填报 停止`
    : `《${shorten(campaign.title, 30)}》已停止在聊天中填报敏感台账，只在登录后的网页或表格里填写。`;
}
