// Switches that every simulator has: tokens that are no longer known, and a clock that is moved.
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";

/** What these switches turn. */
interface Switched {
  tokens: ReadonlyMap<string, { dropped: boolean }>;
  now(): number;
  advance(ms: number): void;
}

/** Mounts `/sim/drop-tokens` and `/sim/advance`. */
export function mountSharedSwitches(server: Hono<{ Bindings: HttpBindings }>, world: Switched): void {
  server.post("/sim/drop-tokens", (context) => {
    for (const token of world.tokens.values()) token.dropped = true;
    return context.json({ dropped: world.tokens.size });
  });
  server.post("/sim/advance", async (context) => {
    world.advance(Number(((await context.req.json()) as { ms: unknown }).ms));
    return context.json({ now: new Date(world.now()).toISOString() });
  });
}
