// The sandbox's front page and what only it asks for: what people said, and the demo plan.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { isoOf } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { readAction, type SandboxBody } from "../platform/sandbox/render.ts";
import type { Runtime } from "../services/runtime.ts";
import { listSaid, type Said } from "../services/sandbox.ts";
import { SandboxPage } from "./pages/sandbox.tsx";

const DEMO_PLAN = fileURLToPath(new URL("../../prisma/demo-plan.txt", import.meta.url));

/** The button that was pressed, as the message carries it. */
function buttonOf({ event, on }: Said) {
  const { card } = (on?.body ?? {}) as unknown as Partial<SandboxBody>;
  return card?.actions.find((each) => {
    const { action, value } = readAction(each.action);
    return action === event.action && value === event.value;
  });
}

function show(said: Said) {
  const { event, on } = said;
  const button = buttonOf(said);
  const group = event.chatId ?? on?.groupId;
  return {
    id: said.id,
    number: said.sequence,
    at: isoOf(said.at),
    from: event.userId,
    ...(group ? { group } : {}),
    text: event.refused ? "(内容带有密级或内部标志，未保存)" : event.text,
    files: event.files.map(({ name }) => name),
    ...(on && button
      ? { pressed: { message: String(on.id), action: button.action, label: button.label } }
      : {}),
  };
}

/** `/`, `/sandbox/said` and `/sandbox/demo-plan.txt`. */
export function createSandboxPage(runtime: Runtime): Hono {
  const page = new Hono();
  page.get("/", async (context) => {
    const org = await runtime.store.db.org.findFirstOrThrow({ orderBy: { createdAt: "asc" } });
    return context.html(
      <SandboxPage bureau={org.name} headPost={org.headPost} publicUrl={runtime.publicUrl} />,
    );
  });
  page.get("/sandbox/said", async (context) => {
    const [org, said] = await Promise.all([
      runtime.store.db.org.findFirstOrThrow({ orderBy: { createdAt: "asc" }, select: { id: true } }),
      listSaid(runtime, Number(context.req.query("after")) || 0),
    ]);
    // A new bureau tells the page that somebody has started over.
    return context.json({ bureau: org.id, now: isoOf(runtime.clock.now()), said: said.map(show) });
  });
  page.get("/sandbox/demo-plan.txt", (context) => {
    if (!existsSync(DEMO_PLAN)) throw new AppError("NOT_FOUND", "示例方案不在安装目录里。");
    return context.text(readFileSync(DEMO_PLAN, "utf8"));
  });
  return page;
}
