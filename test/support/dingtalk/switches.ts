// The simulator's JSON under `/sim`: what there is to see, people who speak by script, and switches for what may go wrong.
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { mountSharedSwitches } from "../simulated/switches.ts";
import type { Simulator } from "./simulator.ts";

type Json = Record<string, unknown>;

/** Mounts `/sim`. */
export function mountSwitches(server: Hono<{ Bindings: HttpBindings }>, simulator: Simulator): void {
  const { world, gateway } = simulator;
  server.get("/sim/messages", (context) => context.json({ messages: world.messages }));
  server.get("/sim/cards", (context) =>
    context.json({
      cards: [...world.cards.values()].map((card) => ({
        ...card,
        private: Object.fromEntries(card.private),
      })),
    }),
  );
  server.get("/sim/pushes", (context) =>
    context.json({ connections: [...world.connections.values()].map(({ id }) => id), pushes: world.pushes }),
  );
  server.post("/sim/says", async (context) => {
    const { from, text, group } = (await context.req.json()) as Record<string, string>;
    return context.json(await simulator.says(from!, text!, group === undefined ? {} : { group }));
  });
  server.post("/sim/leaves", async (context) => {
    const { userid } = (await context.req.json()) as Record<string, string>;
    return context.json(simulator.leaves(userid!));
  });
  server.post("/sim/faults", async (context) => {
    const { callback, stream, ...faults } = (await context.req.json()) as Json;
    Object.assign(world.faults, faults);
    Object.assign(world.faults.callback, callback ?? {});
    Object.assign(world.faults.stream, stream ?? {});
    return context.json(world.faults);
  });
  server.post("/sim/settings", async (context) => {
    Object.assign(world.settings, await context.req.json());
    return context.json(world.settings);
  });
  server.post("/sim/quota", async (context) => {
    const { calls, webhookAndStream } = (await context.req.json()) as Json;
    Object.assign(world.quota.calls, calls ?? {});
    Object.assign(world.quota.webhookAndStream, webhookAndStream ?? {});
    return context.json(world.quota);
  });
  server.post("/sim/stream", async (context) => {
    const { act, text = "" } = (await context.req.json()) as { act: string; text?: string };
    if (act === "disconnect") gateway.disconnect();
    else if (act === "cut") gateway.cut();
    else if (act === "ping") gateway.ping();
    else if (act === "raw") gateway.raw(text);
    else if (act === "silence") for (const one of world.connections.values()) one.silent = true;
    else return context.json({ error: "disconnect, cut, ping, raw or silence" }, 400);
    return context.json({ connections: world.connections.size });
  });
  mountSharedSwitches(server, world);
}
