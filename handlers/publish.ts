// /发布 and the card's button: the plan's matters become 报送任务, and everybody is told.
import { publishNamed } from "../src/services/campaigns/publishing.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";

/** `/发布`, or `/发布` with a campaign's code or words of its title. */
export const publishCommand: AnyHandler = defineCommand({
  words: ["/发布"],
  summary: "发布方案，生成报送任务并通知各单位",
  allow: ["coordinator"],
  run: ({ work, args }) => publishNamed(work, args),
});

/** The button 「发布」; its value is the campaign's code. */
export const publishAction: AnyHandler = defineAction({
  action: "publish",
  allow: ["coordinator"],
  run: ({ work, args }) => publishNamed(work, args),
});
