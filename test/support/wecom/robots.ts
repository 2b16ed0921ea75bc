// The simulated group robots: a key in the address, twenty messages a minute, nothing that calls back.
import { createHash } from "node:crypto";
import { MINUTE } from "../simulated/spans.ts";
import { checkMessage, ROBOT_CARDS } from "./message-rules.ts";
import { keep } from "./messaging.ts";
import { type answerer, type Server, upload } from "./rest.ts";
import type { World } from "./world.ts";

type Json = Record<string, unknown>;

/** Mounts webhook/send and webhook/upload_media, which ask for no token and no trusted address. */
export function mountRobots(rest: Server, world: World, answering: ReturnType<typeof answerer>): void {
  rest.post("/webhook/send", (context) =>
    answering(context, "webhook/send", async () => {
      const key = context.req.query("key") ?? "";
      const robot = world.robots.get(key);
      if (!robot) return 93000;
      robot.sentAt = robot.sentAt.filter((at) => world.now() - at < MINUTE);
      if (robot.sentAt.length >= 20) return 45009;
      const body = (await context.req.json()) as Json;
      const errcode = checkMessage(body, {
        markdown: 4096,
        cards: ROBOT_CARDS,
        emptyText: 93017,
        mediaExists(id) {
          const media = world.media.get(id);
          return media?.key === key && media.expiresAt > world.now();
        },
      });
      if (errcode) return errcode;
      if (body.msgtype === "image") {
        const { base64, md5 } = body.image as { base64: string; md5: string };
        const bytes = Buffer.from(base64, "base64");
        if (bytes.length > 2 * 1024 ** 2) return 93018;
        if (createHash("md5").update(bytes).digest("hex") !== md5) return 40058;
      }
      robot.sentAt.push(world.now());
      keep(world, { to: [], chat: robot.group, body });
      return {};
    }),
  );
  rest.post("/webhook/upload_media", (context) =>
    answering(context, "webhook/upload_media", async () => {
      const { key = "", type = "" } = context.req.query();
      if (!world.robots.has(key)) return 93000;
      if (type !== "file" && type !== "voice") return 40004;
      return upload(world, type, await context.req.formData(), key);
    }),
  );
}
