// The 智能机器人 of a deployment, whichever way in its settings choose.
import type { Address, Callback, Platform, Surroundings } from "../../../chat/platform.ts";
import type { Log } from "../../../log.ts";
import { type Named, nameOf } from "../../named.ts";
import { RATES } from "../limits.ts";
import type { AibotSettings } from "../settings.ts";
import { answerOnce, createBotCallback } from "./callback.ts";
import { createConnection, TIMING, type Timing } from "./connection.ts";
import type { Identify } from "./identity.ts";
import { fetchMedia } from "./media.ts";
import { createSender } from "./sender.ts";
import type { Socket } from "./socket.ts";

/** What a bot is made of. */
export interface AibotParts {
  named: Named;
  settings: AibotSettings;
  /** Base of the REST interface; answers by response_url and files may be there besides WeCom's own hosts. */
  apiBase: string;
  log: Log;
  /** Tells who an id of the bot's is, where there is an app to ask. */
  identify?: Identify | undefined;
  /** A stored file in clear, or null. */
  readFile(sha256: string): Promise<{ bytes: Uint8Array } | null>;
  /** How long things take; as the protocol has it where nothing is said. */
  timing?: Timing | undefined;
}

/** A bot as a part of the platform, under a name of its own in addresses. */
export type Aibot = Required<
  Pick<Platform, "send" | "fetchFile" | "patchCard" | "rates" | "lane" | "close">
> &
  Pick<Platform, "start"> & {
    callbacks: readonly [string, Callback][];
    /** True where it can say something to whoever has not just spoken. */
    pushes: boolean;
  };

/** The bot's name in addresses, beside the app's `default`. */
export const AIBOT = "aibot";

const KIND = "wecom-aibot";
const WECOM_HOST = "qyapi.weixin.qq.com";

/** The bot behind its settings. Nothing is opened before start(). */
export function createAibot({
  named,
  settings,
  apiBase,
  log,
  readFile,
  identify,
  timing = TIMING,
}: AibotParts): Aibot {
  const { host } = new URL(apiBase);
  const platform = nameOf("wecom", named);
  const rates = ({ chatId }: Address) => (chatId === undefined ? RATES.botMember : RATES.botGroup);
  if (settings.mode === "callback") {
    const { aesKey, token } = settings;
    return {
      callbacks: [[KIND, createBotCallback({ platform, bot: AIBOT, token, aesKey, log, identify })]],
      pushes: false,
      rates,
      lane: () => null,
      send: (dispatch) => answerOnce(dispatch, { hosts: [host, WECOM_HOST], log }),
      fetchFile: (_bot, mediaKey) => fetchMedia(mediaKey, { aesKey, host }),
      patchCard: async () => false,
      close: async () => {},
    };
  }
  const { id, secret, wsUrl } = settings;
  // Of the lease, the lane and the connection in health.
  const name = nameOf(KIND, named);
  let live: () => Socket | null = () => null;
  let leased: { close(): Promise<void> } | undefined;
  const sender = createSender({ live: () => live(), chunkMs: timing.chunkMs, readFile });
  return {
    callbacks: [],
    pushes: true,
    rates,
    lane: () => name,
    send: sender.send,
    fetchFile: (_bot, mediaKey) => fetchMedia(mediaKey, { aesKey: null, host }),
    patchCard: sender.changeCard,
    async start(surroundings: Surroundings) {
      const connection = createConnection(
        { name, platform, bot: AIBOT, url: wsUrl, id, secret, log, timing, identify },
        surroundings,
      );
      live = connection.live;
      leased = surroundings.lease(name, connection.hold);
    },
    async close() {
      await leased?.close();
    },
  };
}
