// Browsers that people bound by a code: whoever is in no directory of ours reads and reports on pages all the same.
import { randomBytes } from "node:crypto";
import { AppError } from "../errors.ts";
import { spendCode } from "./binding.ts";
import type { Runtime } from "./runtime.ts";
import { inUnitOfWork } from "./unit-of-work.ts";

/** Days for which a browser stays bound. */
export const BROWSER_DAYS = 180;

/**
 * Binds a browser by a one-time code and the person's name: a code alone may have been read over a shoulder. Returns the
 * key that the browser keeps; the person's earlier browser is let go. INVALID_INPUT for what is not taken.
 */
export async function bindBrowser(
  runtime: Runtime,
  typed: { code: string; name: string },
): Promise<{ personId: string; key: string }> {
  const name = typed.name.trim();
  if (name === "") throw new AppError("INVALID_INPUT", "请填写姓名。");
  const code = typed.code.trim().toUpperCase();
  const codeHash = runtime.cipher.digest(code);
  const issued = await runtime.store.db.bindingCode.findUnique({ where: { codeHash } });
  const orgId = issued?.orgId ?? "";
  const cause = { orgId, actor: { kind: "system", name: "stranger" } as const, label: "bind" };
  const key = randomBytes(32).toString("base64url");
  return inUnitOfWork(runtime, cause, async (work) => {
    const spent = await spendCode(work, code, name);
    if ("wrong" in spent) throw new AppError("INVALID_INPUT", spent.wrong);
    const { personId } = spent;
    const bound = { keyHash: work.cipher.digest(key), boundAt: work.now };
    await work.tx.browserBinding.upsert({
      where: { personId },
      create: { personId, ...bound },
      update: bound,
    });
    work.audit({ action: "bind", subject: `person:${personId}`, after: { platform: "browser" } });
    return { personId, key };
  });
}

/** The active person whose browser has this key; null for any other. */
export async function findBrowsersPerson(runtime: Runtime, key: string): Promise<string | null> {
  const since = new Date(runtime.clock.now().getTime() - BROWSER_DAYS * 86_400_000);
  const bound = await runtime.store.db.browserBinding.findFirst({
    where: {
      keyHash: runtime.cipher.digest(key),
      boundAt: { gt: since },
      person: { active: true },
    },
  });
  return bound?.personId ?? null;
}
