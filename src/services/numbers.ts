// Gap-free numbers: a counter's row is locked until the commit that uses its value.
import { Prisma } from "../store/generated/client.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** Takes the next `count` values of a bureau's counter and returns the first; a rollback gives them back. */
export async function takeNumbers(work: UnitOfWork, name: string, count = 1): Promise<number> {
  const [row] = await work.tx.$queryRaw<{ value: number }[]>(Prisma.sql`
    INSERT INTO "Counter" ("orgId", "name", "value") VALUES (${work.orgId}, ${name}, ${count})
    ON CONFLICT ("orgId", "name") DO UPDATE SET "value" = "Counter"."value" + ${count}
    RETURNING "value"`);
  return row!.value - count + 1;
}
