// A whole deployment in memory with the demo bureau in it, and people who talk to its bot as in a transcript.
import { readFileSync } from "node:fs";
import { inject } from "vitest";
import { type App, createApp, type Overrides } from "../../src/app.ts";
import type { Config } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { openStore } from "../../src/store/open.ts";
import { TEST_CONFIG } from "./config.ts";

/** A message as the sandbox API gives it. */
export interface SeenMessage {
  id: string;
  at: string;
  to: { person?: string; group?: string };
  mentions: string[];
  text: string;
  card?: {
    title: string;
    facts: [string, string][];
    body: string;
    actions: { action: string; label: string; url?: string }[];
  };
  files: { name: string; url: string }[];
}

/** Somebody in the demo bureau. Each act returns everything anyone received because of it. */
export interface Talker {
  id: string;
  says(text: string, options?: { group?: string; id?: string }): Promise<SeenMessage[]>;
  sends(name: string, bytes: Uint8Array, text?: string): Promise<SeenMessage[]>;
  /** Presses the button with this label (or action) on a message. */
  presses(message: SeenMessage, label: string): Promise<SeenMessage[]>;
  /** Everything on this person's phone, oldest first. */
  sees(): Promise<SeenMessage[]>;
  /** A page as this person, following redirects within the site. `form` posts it. */
  opens(
    path: string,
    form?: Record<string, string> | FormData,
  ): Promise<{ status: number; text: string; path: string }>;
}

/** The deployment under test. */
export interface Harness {
  app: App;
  person(id: string): Talker;
  group(id?: string): Promise<SeenMessage[]>;
  /** Moves the clock to an instant (or a day's 09:30) and returns all messages that went out on the way. */
  until(instant: string): Promise<SeenMessage[]>;
  download(url: string): Promise<Uint8Array>;
  request(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Opens a deployment on the migrated and seeded snapshot; `source` puts it on a Postgres or Redis instead. */
export async function openHarness(
  options: { config?: Partial<Config>; overrides?: Overrides } = {},
): Promise<Harness> {
  const config: Config = { ...TEST_CONFIG, ...options.config };
  const store =
    options.overrides?.store ??
    (config.databaseUrl
      ? undefined
      : await openStore({
          kind: "memory",
          snapshot: new Blob([readFileSync(inject("snapshot"))]),
          connections: 20,
        }));
  const app = await createApp(config, {
    log: createLog("error"),
    ...options.overrides,
    ...(store ? { store } : {}),
  });
  await app.start();
  return talkTo(app, config.publicUrl);
}

/** People, groups and clock of an app that runs. */
export function talkTo(app: App, publicUrl: string): Harness {
  const request = async (path: string, init?: RequestInit) =>
    app.fetch(new Request(new URL(path, publicUrl), init));

  const api = async <T>(path: string, body?: unknown): Promise<T> => {
    const init =
      body === undefined
        ? {}
        : body instanceof FormData
          ? { method: "POST", body }
          : {
              method: "POST",
              body: JSON.stringify(body),
              headers: { "content-type": "application/json" },
            };
    const response = await request(`/sandbox/api/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };

  const person = (id: string): Talker => {
    let cookie = "";
    const open = async (path: string, init: RequestInit = {}): Promise<Response> => {
      const response = await request(path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), cookie },
      });
      const set = response.headers.get("set-cookie");
      if (set) cookie = set.split(";")[0]!;
      return response;
    };
    return {
      id,
      says: async (text, { group, id: key } = {}) =>
        (await api<{ messages: SeenMessage[] }>("messages", { from: id, text, group, id: key })).messages,
      async sends(name, bytes, text = "") {
        const form = new FormData();
        form.set("from", id);
        form.set("text", text);
        form.set("file", new File([new Uint8Array(bytes)], name));
        return (await api<{ messages: SeenMessage[] }>("messages", form)).messages;
      },
      async presses(message, label) {
        const button = message.card?.actions.find((each) => each.label === label || each.action === label);
        if (!button) throw new Error(`no button “${label}” on: ${message.text}`);
        const { messages } = await api<{ messages: SeenMessage[] }>("actions", {
          from: id,
          messageId: message.id,
          action: button.action,
        });
        return messages;
      },
      sees: async () => (await api<{ messages: SeenMessage[] }>(`messages?person=${id}`)).messages,
      async opens(path, form) {
        if (!cookie) await open(`/sandbox/login?person=${id}&to=/`);
        let at = path;
        let response = await open(
          at,
          form ? { method: "POST", body: form instanceof FormData ? form : new URLSearchParams(form) } : {},
        );
        for (let hops = 0; hops < 5 && response.status >= 300 && response.status < 400; hops++) {
          at = response.headers.get("location")!;
          response = await open(at);
        }
        return {
          status: response.status,
          text: await response.text(),
          path: new URL(at, publicUrl).pathname,
        };
      },
    };
  };

  return {
    app,
    person,
    request,
    group: async (id = "group-all") =>
      (await api<{ messages: SeenMessage[] }>(`messages?group=${id}`)).messages,
    until: async (instant) =>
      (
        await api<{ messages: SeenMessage[] }>("clock", {
          to: instant.length === 10 ? `${instant}T09:30:00+08:00` : instant,
        })
      ).messages,
    async download(url) {
      const response = await request(new URL(url).pathname);
      if (!response.ok) throw new Error(`download: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    close: () => app.close(),
  };
}
