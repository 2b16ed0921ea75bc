// DingTalk's receiving side: callbacks by HTTP and a long connection, which bring the same and are read the same way.
import type { Accept, Callback, Platform, Standing } from "../../chat/platform.ts";
import type { Clock } from "../../domain/clock.ts";
import { AppError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { within } from "../deadlines.ts";
import { DEFAULT, type Named, nameOf } from "../named.ts";
import { digest, type Kept, readChange, readPress } from "./event.ts";
import { readMessage } from "./robot.ts";
import type { Session } from "./session.ts";
import type { DingtalkSettings } from "./settings.ts";
import { verifyCard, verifyRobot } from "./signature.ts";
import { type Stream, startStream, type Timing } from "./stream.ts";
import { type Ack, type Frame, parseJson } from "./stream-frame.ts";
import type { WebhookApi } from "./webhooks.ts";

/** What receiving needs. */
export interface ReceiverParts {
  named?: Named;
  settings: DingtalkSettings;
  hooks: Pick<WebhookApi, "isOurs" | "sendBySession">;
  clock: Clock;
  log: Pick<Log, "debug" | "info" | "warn" | "error">;
  /** `beatMs`: how often a connection's standing is said again, half a minute where nothing else is given. */
  timing?: Partial<Timing & { beatMs: number }>;
}

/** What the receiving side gives to the platform. */
export type DingtalkReceiver = Required<Pick<Platform, "callbacks" | "start" | "close">>;

/** Topics of a long connection. */
const ROBOT = "/v1.0/im/bot/messages/get";
const CARD = "/v1.0/card/instances/callback";

const BOT = "default";
const HOUR_MS = 3_600_000;
const BEAT_MS = 30_000;
const MOST_GREETED = 1000;

/** What a pressed card says until the result replaces it: the same for every press. */
export const PRESSED = {
  cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
  cardData: { cardParamMap: { status: "已收到，处理中" } },
} as const;

const OUTSIDER =
  "您好，我是报送机器人。钉钉没有告诉我您是谁：您可能不是本单位钉钉组织的成员，或者本应用还没有发布。如需办理报送，请联系牵头科室。";
const NO_REPLY = { msgtype: "empty" };

/** Receives for one app. */
export function createReceiver({
  named = DEFAULT,
  settings,
  hooks,
  clock,
  log,
  timing,
}: ReceiverParts): DingtalkReceiver {
  const greeted = new Map<string, number>();
  const greetings = new Set<Promise<unknown>>();

  /** True once an hour: an answer to an outsider counts against the month like any other. */
  function mayGreet(senderId: string): boolean {
    const now = performance.now();
    if (now - (greeted.get(senderId) ?? Number.NEGATIVE_INFINITY) < HOUR_MS) return false;
    greeted.delete(senderId);
    if (greeted.size >= MOST_GREETED) greeted.delete(greeted.keys().next().value!);
    greeted.set(senderId, now);
    return true;
  }

  function greet({ senderId, session }: { senderId: string; session: Session | null }): void {
    if (!session || !mayGreet(senderId)) return;
    const sent = hooks
      .sendBySession(session.url, { msgtype: "text", text: { content: OUTSIDER } })
      .catch((error: Error) => log.warn({ error: error.message }, "dingtalk outsider not answered"))
      .finally(() => greetings.delete(sent));
    greetings.add(sent);
  }

  const arrivalOf = ({ kind: _, ...kept }: Kept) => ({
    platform: nameOf("dingtalk", named),
    bot: BOT,
    ...kept,
  });

  /** Everything that a frame means is kept before it is answered; what could not be kept comes again. */
  async function answerFrame(frame: Frame, accept: Accept): Promise<Ack | null> {
    const { type, topic, messageId } = frame;
    if (type === "EVENT") return answerEvent(frame, accept);
    if (topic !== ROBOT && topic !== CARD) return { code: 404, data: { response: null } };
    const isPress = topic === CARD;
    try {
      const body = parseJson(frame.data);
      const received = isPress ? readPress(body, messageId) : readMessage(body, hooks);
      if (received.kind === "event") await accept(arrivalOf(received));
      else if (received.kind === "outsider") greet(received);
      else log.debug({ what: received.what }, "dingtalk push ignored");
      return { code: 200, data: { response: isPress && received.kind === "event" ? PRESSED : null } };
    } catch (error) {
      const { code, message } = error instanceof AppError ? error : new AppError("INTERNAL", String(error));
      log.error({ topic, messageId, code, error: message }, "dingtalk push not kept");
      if (code === "INVALID_INPUT") return { code: 400, data: { response: null } };
      // Without an ack a message is pushed again; whoever pressed a card is told at once to press again.
      return isPress ? { code: 500, data: { response: null } } : null;
    }
  }

  async function answerEvent(frame: Frame, accept: Accept): Promise<Ack> {
    try {
      await accept(arrivalOf(readChange(frame)));
      return { code: 200, data: { status: "SUCCESS", message: "ok" } };
    } catch (error) {
      const { eventType, messageId } = frame;
      log.error({ eventType, messageId, error: (error as Error).message }, "dingtalk event not kept");
      // It is pushed again.
      return { code: 200, data: { status: "LATER", message: "not kept" } };
    }
  }

  const robotCallback: Callback = {
    async receive({ headers, body }) {
      const [timestamp, sign] = [headers.get("timestamp") ?? "", headers.get("sign") ?? ""];
      if (!(await verifyRobot(settings.clientSecret, timestamp, sign)))
        throw new AppError(
          "INVALID_SIGNATURE",
          "钉钉回调的签名不对，请核对 DINGTALK_CLIENT_SECRET 是不是这个应用的。",
        );
      requireFresh(timestamp, clock);
      const received = readMessage(parseJson(body), hooks);
      if (received.kind === "event") return { arrival: arrivalOf(received), answer: NO_REPLY };
      if (received.kind === "outsider" && mayGreet(received.senderId))
        return { arrival: null, answer: { msgtype: "text", text: { content: OUTSIDER } } };
      return { arrival: null, answer: NO_REPLY };
    },
  };

  const cardCallback: Callback = {
    async receive({ headers, body }) {
      const timestamp = headers.get("x-ddpaas-signature-timestamp") ?? "";
      const sign = headers.get("x-ddpaas-signature") ?? "";
      if (!(await verifyCard(settings.cardApiSecret ?? "", timestamp, sign)))
        throw new AppError(
          "INVALID_SIGNATURE",
          "钉钉卡片回调的签名不对，请核对 DINGTALK_CARD_API_SECRET 与注册回调时的是否一致。",
        );
      requireFresh(timestamp, clock);
      // Pressing twice posts the same body twice, at two times.
      const received = readPress(parseJson(body), digest(`${timestamp}\n${body}`));
      if (received.kind === "event") return { arrival: arrivalOf(received), answer: PRESSED };
      log.debug({ what: received.kind }, "dingtalk card callback ignored");
      return { arrival: null, answer: {} };
    },
  };

  // What comes by the long connection is posted nowhere: there is no address to give, and none that is open.
  const byHttp = {
    dingtalk: robotCallback,
    ...(settings.cardApiSecret === null ? {} : { "dingtalk-card": cardCallback }),
  };
  let stream: Stream | null = null;
  let beat: { close(): Promise<void> } | null = null;
  return {
    callbacks: new Map(settings.mode === "http" ? Object.entries(byHttp) : []),
    async start({ accept, lease, note }) {
      if (settings.mode !== "stream") return;
      const { apiBase, clientId, clientSecret } = settings;
      // Every process may have one: each push goes to one of them, and what comes twice is kept once.
      const opened = startStream({
        apiBase,
        clientId,
        clientSecret,
        subscriptions: [
          { type: "EVENT", topic: "*" },
          { type: "CALLBACK", topic: ROBOT },
          { type: "CALLBACK", topic: CARD },
        ],
        answer: (frame) => answerFrame(frame, accept),
        hurries: ({ topic }) => topic === CARD,
        log,
        ...(timing ? { timing } : {}),
      });
      stream = opened;
      // One of them tells how its own stands.
      const name = `dingtalk-stream:${named.route}`;
      beat = lease(name, (lost) =>
        tell(opened, (standing) => note(name, standing), lost, timing?.beatMs ?? BEAT_MS),
      );
    },
    async close() {
      await beat?.close();
      await stream?.close();
      await Promise.all(greetings);
    },
  };
}

/** An hour either way, as DingTalk asks for; there is no nonce, and within it a repeat is known by its number. */
function requireFresh(timestamp: string, clock: Clock): void {
  if (Math.abs(clock.now().getTime() - Number(timestamp)) <= HOUR_MS) return;
  throw new AppError("STALE_REQUEST", "钉钉回调的时间与本机相差超过1小时，请校准服务器的时钟。");
}

/** Says how a stream stands whenever that changes, and every `beatMs`. */
async function tell(
  stream: Stream,
  note: (standing: Standing) => Promise<void>,
  lost: AbortSignal,
  beatMs: number,
): Promise<void> {
  while (!lost.aborted) {
    // Watched from before the word is written, so that none in between is missed.
    const changed = within(beatMs, lost, (ending) => stream.changes(ending));
    await note(stream.standing());
    await changed;
  }
}
