// /联系人: the contacts of the asker's units; of all units, with what became of messages to them, for those who see all.
import { card } from "../src/chat/card.ts";
import type { Reply } from "../src/chat/context.ts";
import { dayOf, formatDay } from "../src/domain/day.ts";
import { type ContactLine, listContacts } from "../src/services/contacts.ts";
import { scopeOf } from "../src/services/progress/scope.ts";
import { defineCommand } from "./define.ts";

/** `/联系人`. */
export const contacts = defineCommand({
  words: ["/联系人"],
  summary: "本单位联系人；牵头科室可看各单位联系人和收件情况",
  allow: "bound",
  async run({ work, asker, inGroup }) {
    const scope = scopeOf(asker);
    const units = await listContacts(work, { orgId: work.orgId, scope, today: work.today });
    const all = scope.unitIds === null;
    const unreached = units.flatMap(({ contacts }) => contacts.filter(({ bound }) => !bound));
    const unmanned = units.filter(({ contacts }) => contacts.length === 0);
    const answer: Reply = {
      to: "asker",
      card: card(all ? "各单位联系人" : "本单位联系人", {
        facts: units.map(({ unit, contacts }): [string, string] => [
          unit,
          contacts.length === 0
            ? "没有联系人，请尽快确定"
            : contacts.map((contact) => say(contact, all)).join("；"),
        ]),
        body: [
          ...(all
            ? [
                `共${units.length}个单位，没有联系人的${unmanned.length}个，没有绑定的联系人${unreached.length}人。`,
              ]
            : []),
          "人员有变动的，请告知牵头科室更新名册。",
        ],
      }),
    };
    return inGroup ? [{ to: "here", text: "联系人名单已单独发给提问人。" }, answer] : [answer];
  },
});

function say(
  { name, rank, phone, bound, deliveredAt, receivedAt, trouble }: ContactLine,
  all: boolean,
): string {
  const who = [`${name}${rank ? `(${rank}角)` : ""}`, phone ?? "未登记电话"].join(" ");
  if (!all) return who;
  if (!bound) return `${who}，未绑定，消息送不到`;
  if (trouble) return `${who}，最近一次未送达：${trouble}`;
  if (!deliveredAt) return `${who}，已绑定，尚未发过消息`;
  const received = receivedAt ? `，${formatDay(dayOf(receivedAt))}点过收到` : "，还没有点过收到";
  return `${who}，${formatDay(dayOf(deliveredAt))}送达${received}`;
}
