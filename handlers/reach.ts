// /回执: who has not confirmed what was sent, and who could not be reached; to the coordinator alone.
import { unitsOf } from "../src/chat/context.ts";
import { listReach } from "../src/services/receipts.ts";
import { defineCommand } from "./define.ts";

/** Everything, or with a matter's number only that matter: `/回执 3`. */
export const reachCommand = defineCommand({
  words: ["/回执"],
  summary: "谁还没有确认收到",
  allow: ["coordinator"],
  async run({ work, asker, args, inGroup }) {
    const leadUnits = unitsOf(asker, "coordinator").map(({ id }) => id);
    const reach = await listReach(work, leadUnits, args);
    return inGroup ? [{ to: "here", text: reach.figures }, reach.reply] : reach.reply;
  },
});
