// What a group hears of a matter: its deadline, 应报 and 已报, and no names.
import { z } from "zod";
import { card, type Outgoing } from "../../chat/card.ts";
import { tally } from "../../domain/assignment.ts";
import { dayOf } from "../../domain/day.ts";
import type { Delivery } from "../../store/generated/client.ts";
import { findHolders } from "../people.ts";
import type { Runtime } from "../runtime.ts";
import { matterName, phraseDeadline } from "./words.ts";

const payloadSchema = z.object({
  obligationId: z.string(),
  period: z.string(),
  dueOn: z.string(),
  step: z.string(),
});

const OWING = ["open", "signing", "returned"];

/** The group's message of one step of a matter; null when everybody who was due has reported. */
export async function renderGroupStep(runtime: Runtime, delivery: Delivery): Promise<Outgoing | null> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const today = dayOf(now);
  const { obligationId, period, dueOn, step } = payloadSchema.parse(delivery.payload);
  const { campaign, ...obligation } = await db.obligation.findUniqueOrThrow({
    where: { id: obligationId },
    include: { campaign: true },
  });
  if (obligation.withdrawnAt || obligation.closedAt || campaign.state !== "published") return null;
  const assignments = await db.assignment.findMany({ where: { obligationId, period } });
  const missing = assignments.filter(
    (one) => OWING.includes(one.state) && one.counted && !one.pastAtIssue && one.dueOn === dueOn,
  );
  if (missing.length === 0) return null;
  const { due, done } = tally(
    assignments.map((one) => ({ ...one, pastWhenIssued: one.pastAtIssue })),
    now,
  );
  const mentionable = campaign.mentions && step.startsWith("before") && today < dueOn;
  const contacts = mentionable
    ? await findHolders(
        db,
        missing.map(({ preparerId }) => preparerId),
        ["contact"],
        today,
      )
    : [];
  const dueTime = missing[0]!.dueTime;
  return {
    text: "",
    card: card("报送提醒", {
      facts: [
        ["专项行动", campaign.title],
        ["事项", matterName(obligation.what, period)],
        ["期限", phraseDeadline({ dueOn, dueTime }, today, now)],
        ["应报", `${due}家`],
        ["已报", `${done}家`],
      ],
      body: "请尚未报送的单位抓紧办理。私聊发送 /报送 即可填报。",
    }),
    files: [],
    mentions: [...new Set(contacts.map(({ personId }) => personId))],
  };
}
