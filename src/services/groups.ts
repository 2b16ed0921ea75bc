// Group chats: known by the settings of a platform, or because somebody of the bureau spoke to the bot there.
import type { Platform } from "../chat/platform.ts";
import { findServed } from "./people.ts";
import type { Runtime } from "./runtime.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** Keeps the groups that the platforms' settings name, once their bureau is there. Doing it again changes nothing. */
export async function registerNamedGroups(runtime: Runtime, platforms: Iterable<Platform>): Promise<void> {
  const { db } = runtime.store;
  for (const { name: platform, bureau, groups = [] } of platforms) {
    const org = groups.length > 0 ? await findServed(db, bureau) : null;
    if (!org) continue;
    await db.chatGroup.createMany({
      data: groups.map((name) => ({ platform, chatId: name, name, orgId: org.id, corp: org.code })),
      skipDuplicates: true,
    });
  }
}

/** The group in which somebody of the bureau speaks to a bot, kept when it is new; returns its id. */
export async function meetGroup(
  work: UnitOfWork,
  { platform, bot, chatId }: { platform: string; bot: string; chatId: string },
): Promise<string> {
  const known = await work.tx.chatGroup.findFirst({ where: { platform, chatId } });
  if (known) {
    if (known.bot !== bot) await work.tx.chatGroup.update({ where: { id: known.id }, data: { bot } });
    return known.id;
  }
  const { code } = await work.tx.org.findUniqueOrThrow({ where: { id: work.orgId }, select: { code: true } });
  const others = await work.tx.chatGroup.count({ where: { orgId: work.orgId } });
  // Platforms don't say what a group is called; who brought the bot in tells it apart.
  const name = `群聊${others + 1}（${work.actor.name}首次使用）`;
  await work.tx.chatGroup.createMany({
    data: [{ orgId: work.orgId, platform, bot, corp: code, chatId, name }],
    skipDuplicates: true,
  });
  const group = await work.tx.chatGroup.findFirstOrThrow({ where: { platform, chatId } });
  work.audit({ action: "meet-group", subject: `group:${group.id}`, after: { name: group.name } });
  return group.id;
}
