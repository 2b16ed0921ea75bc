// Published matters for suites that are not about publishing: rows as publishing leaves them.
import { randomUUID } from "node:crypto";
import type { App } from "../../src/app.ts";
import type { Material } from "../../src/domain/obligation.ts";
import { dueAtOf, STEPS } from "../../src/domain/reminder.ts";

/** One matter of a published campaign; what is left out is an ordinary dated matter of one document. */
export interface Matter {
  what: string;
  units: string[];
  dueOn: string | null;
  materials?: Material[];
  nilAllowed?: boolean;
  level?: "normal" | "sensitive";
  direction?: "internal" | "upward";
  recurring?: { recurrence: string; period: string };
}

/** Publishes matters of one campaign at the app's clock; units by code. Returns obligation ids in order. */
export async function publishMatters(
  app: App,
  matters: Matter[],
  title = "执法规范化专项行动",
): Promise<string[]> {
  const { db } = app.runtime.store;
  const now = app.runtime.clock.now();
  const org = await db.org.findFirstOrThrow({ orderBy: { createdAt: "asc" } });
  const units = await db.unit.findMany({ where: { orgId: org.id } });
  const unitId = (code: string) => units.find((unit) => unit.code === code)!.id;
  const group = await db.chatGroup.findFirstOrThrow({ where: { orgId: org.id } });
  const campaign = await db.campaign.create({
    data: {
      orgId: org.id,
      // Not to be taken for a report's A12.
      code: `c${randomUUID().slice(0, 8)}`,
      title,
      state: "published",
      leadUnitId: unitId("fagui"),
      groupId: group.id,
      publishedAt: now,
      createdAt: now,
    },
  });
  const ids: string[] = [];
  for (const [index, matter] of matters.entries()) {
    const direction = matter.direction ?? "internal";
    const obligation = await db.obligation.create({
      data: {
        campaignId: campaign.id,
        number: index + 1,
        itemKey: String(index + 1),
        what: matter.what,
        recipient: direction === "upward" ? "区司法局" : "政策法规宣传和规划科技室",
        direction,
        timing: matter.recurring ? "recurring" : "dated",
        dueOn: matter.recurring ? null : matter.dueOn,
        recurrence: matter.recurring?.recurrence ?? null,
        materials: matter.materials ?? [{ key: "1", kind: "document", name: matter.what }],
        level: matter.level ?? "normal",
        nilAllowed: matter.nilAllowed ?? false,
        steps: [...STEPS],
        quote: matter.what,
        line: index + 1,
      },
    });
    ids.push(obligation.id);
    await db.assignment.createMany({
      data: matter.units.map((code) => ({
        obligationId: obligation.id,
        unitId: unitId(code),
        preparerId: unitId(direction === "upward" ? "fagui" : code),
        period: matter.recurring?.period ?? "",
        dueOn: matter.dueOn,
        planDueOn: matter.dueOn,
        dueAt: matter.dueOn === null ? null : dueAtOf(matter.dueOn),
        createdAt: now,
      })),
    });
  }
  return ids;
}
