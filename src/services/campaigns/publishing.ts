// Which plan a coordinator means by /发布: the one draft, the one with something left, or a choice among several.
import { card } from "../../chat/card.ts";
import type { Reply } from "../../chat/context.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { publishPlan } from "./publish.ts";
import { findLatestVersions } from "./versions.ts";

/** Publishes the campaign with this code or these words in its title; without any, the only one there is. */
export async function publishNamed(work: UnitOfWork, words: string): Promise<Reply> {
  const all = await findLatestVersions(work.tx, work.orgId);
  if (all.length === 0) {
    return { to: "asker", text: "还没有可以发布的方案。请先把方案文件发给我，或发送 /导入 看怎么导入。" };
  }
  const drafts = all.filter(({ published }) => !published);
  const named = words ? all.filter(({ code, title }) => code === words || title.includes(words)) : [];
  if (words && named.length === 0) {
    return { to: "asker", text: `没有找到“${words}”这个方案。发送 /发布 可查看有哪些方案。` };
  }
  const choice = words ? named : drafts.length > 0 ? drafts : all;
  const [only] = choice;
  if (only && choice.length === 1) return publishPlan(work, only.id);
  return {
    to: "asker",
    card: card("要发布哪一个方案？", {
      body: choice.map(
        ({ title, published }, index) => `${index + 1}. ${title}${published ? "(已发布)" : ""}`,
      ),
      actions: choice
        .slice(0, 6)
        .map(({ code }, index) => ({ action: "publish", label: `发布第${index + 1}个`, value: code })),
    }),
  };
}
