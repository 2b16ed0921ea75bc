// People who talk to the bot over the sandbox API and open its pages, as a user would: for the demo and for tests.

import type { SandboxBody } from "../platform/sandbox/render.ts";

/** A message as the sandbox API gives it. */
export interface SeenMessage extends Omit<SandboxBody, "files"> {
  id: string;
  at: string;
  to: { person?: string; group?: string };
  files: { name: string; url: string }[];
}

/** Somebody in the sandbox. Each act returns everything anyone received because of it. */
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
  /** A file behind this person's login, following redirects within the site. */
  downloads(url: string): Promise<{ name: string; bytes: Uint8Array }>;
}

/** A sandbox with its people, groups and clock. */
export interface Sandbox {
  person(id: string): Talker;
  group(id?: string): Promise<SeenMessage[]>;
  /** Moves the clock to an instant (or a day's 09:30) and returns all messages that went out on the way. */
  until(instant: string): Promise<SeenMessage[]>;
  download(url: string): Promise<Uint8Array>;
  request(path: string, init?: RequestInit): Promise<Response>;
}

const MOST_HOPS = 5;

/** People, groups and clock of a deployment that runs; `fetch` is its front door. */
export function openSandbox(fetch: (request: Request) => Promise<Response>, publicUrl: string): Sandbox {
  const request = async (path: string, init?: RequestInit) =>
    fetch(new Request(new URL(path, publicUrl), init));

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
    const follow = async (
      path: string,
      init: RequestInit = {},
    ): Promise<{ response: Response; at: string }> => {
      if (!cookie) await open(`/sandbox/login?person=${id}&to=/`);
      let at = path;
      let response = await open(at, init);
      for (let hops = 0; hops < MOST_HOPS && response.status >= 300 && response.status < 400; hops++) {
        at = response.headers.get("location")!;
        response = await open(at);
      }
      return { response, at };
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
        const init = form
          ? { method: "POST", body: form instanceof FormData ? form : new URLSearchParams(form) }
          : {};
        const { response, at } = await follow(path, init);
        return {
          status: response.status,
          text: await response.text(),
          path: new URL(at, publicUrl).pathname,
        };
      },
      async downloads(url) {
        const { pathname, search } = new URL(url, publicUrl);
        const { response } = await follow(pathname + search);
        if (!response.ok) throw new Error(`download: ${response.status}`);
        const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
        return {
          name: decodeURIComponent(name ?? ""),
          bytes: new Uint8Array(await response.arrayBuffer()),
        };
      },
    };
  };

  return {
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
  };
}
