// The sandbox as a stage.
import { createHash } from "node:crypto";
import { isSettled } from "../../src/services/sandbox.ts";
import { openHarness, type SeenMessage } from "../support/harness.ts";
import type { OpenStage, Seen, Who } from "./stage.ts";

const IDS: Record<Exclude<Who, "stranger">, string> = {
  周雯: "zhou-wen",
  张磊: "zhang-lei",
  李娜: "li-na",
};

/** The demo bureau as it is. */
export const openSandboxStage: OpenStage = async () => {
  const office = await openHarness();
  const person = (who: Who) => office.person(IDS[who as keyof typeof IDS]);
  const see = async (message: SeenMessage): Promise<Seen> => ({
    handle: message,
    words: message.text,
    buttons: message.card?.actions.map(({ label }) => label) ?? [],
    files: await Promise.all(
      message.files.map(async ({ name, url }) => ({ name, bytes: await office.download(url) })),
    ),
    mentions: message.mentions.map((id) => Object.entries(IDS).find(([, own]) => own === id)![0] as Who),
    became: null,
  });
  return {
    app: office.app,
    async settle() {
      while (!(await isSettled(office.app.runtime))) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async says(who, text, { copies = 0 } = {}) {
      const id = createHash("sha256").update(`${performance.now()} ${who} ${text}`).digest("hex");
      for (let copy = 0; copy <= copies; copy++) await person(who).says(text, { id });
    },
    async sends(who, name, bytes) {
      await person(who).sends(name, bytes);
    },
    async presses(who, seen, label) {
      await person(who).presses(seen.handle as SeenMessage, label);
    },
    sees: async (who) => Promise.all((await person(who).sees()).map(see)),
    group: async () => Promise.all((await office.group()).map(see)),
    close: () => office.close(),
  };
};
