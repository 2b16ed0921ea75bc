// Opens a matter's form for whoever asks for its page: the matter and material of the path, or another page.
import type { Context } from "hono";
import { type Asker, holds } from "../chat/context.ts";
import { readCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
import type { Runtime } from "../services/runtime.ts";
import type { MatterMaterial } from "../services/submissions/materials.ts";
import { findAssignment, type Owed } from "../services/submissions/owed.ts";
import { formPath } from "../services/submissions/words.ts";
import type { ViewSource } from "./form-views.ts";
import type { PageVariables } from "./session.ts";

/** What a path under /form names, for those who may fill it in. */
export interface OpenedForm {
  source: ViewSource;
  key: string | null;
}

/** The matter and material of a path; those who only read are sent to the page made for that. */
export function openForms(runtime: Runtime) {
  const { db } = runtime.store;

  const findOwn = async (asker: Asker, code: string): Promise<Owed | null> => {
    try {
      return await findAssignment(db, asker, code, runtime.clock.now(), { onBehalf: true });
    } catch (error) {
      const reads = holds(asker, "coordinator", "director", "deputy", "auditor");
      if (reads && error instanceof AppError && error.code === "FORBIDDEN") return null;
      throw error;
    }
  };

  const upwardPath = async ({ campaign }: Owed): Promise<string> => {
    const { code } = await db.campaign.findUniqueOrThrow({ where: { id: campaign.id } });
    return `/progress/${code}/upward`;
  };

  return async (context: Context<{ Variables: PageVariables }>): Promise<Response | OpenedForm> => {
    const asker = context.get("asker");
    const code = context.req.param("code") ?? "";
    const read = readCode(code);
    const owed = await findOwn(asker, code);
    if (owed === null) return context.redirect(`/review/A${read?.number ?? 0}`);
    const key = read?.materialKey ?? null;
    if (owed.goesUp && key === null) return context.redirect(`/roll-up/${owed.code}`);
    if (owed.direction === "upward" && !owed.goesUp) return context.redirect(await upwardPath(owed));
    if (owed.withdrawn || owed.state === "waived")
      throw new AppError(
        "CLOSED",
        `${owed.code}“${owed.what}”${owed.withdrawn ? "已撤销" : "已免报"}，不用再报。`,
      );
    return { source: { runtime, asker, owed }, key };
  };
}

/** The material with this key; NOT_FOUND where the matter has none. */
export function requireMaterial(owed: Owed, key: string): MatterMaterial {
  const material = owed.materials.find((one) => one.key === key);
  if (!material) throw new AppError("NOT_FOUND", `${owed.code}没有这份材料，请从聊天里重新打开。`);
  return material;
}

/** The page of what has been handed in. */
export function receiptPath(
  owed: Owed,
  material: MatterMaterial,
  version: number,
  repeated: boolean,
  nil = false,
): string {
  const query = [repeated ? "again=1" : "", nil ? "nil=1" : ""].filter(Boolean).join("&");
  return `${formPath(owed, material)}/receipt/${version}${query ? `?${query}` : ""}`;
}
