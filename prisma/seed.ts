// Puts the demo bureau into an empty database, everybody bound to the sandbox.
import { randomUUID } from "node:crypto";
import { bindToSandbox, loadRoster } from "../src/services/roster.ts";
import type { Runtime } from "../src/services/runtime.ts";
import { inUnitOfWork } from "../src/services/unit-of-work.ts";
import { DEMO_GROUP, DEMO_ORG, DEMO_ROSTER } from "./demo-bureau.ts";

/** Seeds the demo bureau at the runtime's clock; does nothing where a bureau is already there. */
export async function seedDemoBureau(runtime: Runtime): Promise<void> {
  const { db } = runtime.store;
  if ((await db.org.count()) > 0) return;
  const now = runtime.clock.now();
  const orgId = randomUUID();
  const cause = { orgId, actor: { kind: "system", name: "seed" } as const, label: "seed" };
  await inUnitOfWork(runtime, cause, async (work) => {
    await work.tx.org.create({ data: { id: orgId, ...DEMO_ORG, createdAt: now } });
    const { personIds } = await loadRoster(work, DEMO_ROSTER);
    await bindToSandbox(work, personIds);
    await work.tx.chatGroup.create({
      data: { orgId, platform: "sandbox", corp: DEMO_ORG.code, ...DEMO_GROUP },
    });
  });
}
