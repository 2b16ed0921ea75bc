// One long connection: frames in, acks out, and a watch on whether anybody is still there.
import { WebSocket } from "ws";
import { type Frame, readFrame } from "./stream-frame.ts";
import { unavailable } from "./transport.ts";

/** Why a connection is to be replaced: told to leave or silent, it is still open; gone, it is not. */
export type Ending = "leaving" | "silent" | "gone";

/** An open connection. */
export interface StreamSocket {
  /** Settles once, and never rejects. */
  readonly ending: Promise<Ending>;
  /** Sends a text; false where nobody is there any more. */
  send(text: string): boolean;
  /** Says goodbye and is gone within a second. */
  close(): Promise<void>;
}

/** What a connection does with what comes. */
export interface SocketParts {
  /** Called for every frame but pings. */
  onFrame(frame: Frame, socket: StreamSocket): void;
  /** Called for what is no frame. */
  onNonsense(): void;
  /** Called for a `ping` frame, whose ack echoes it. */
  onPing(frame: Frame, socket: StreamSocket): void;
  /** Milliseconds between pings of ours; two that stay without any sign of life are one too many. */
  pingMs: number;
  /** Milliseconds within which it must be open. */
  openMs: number;
}

const GOODBYE_MS = 1000;
const MOST_FRAME = 4 * 1024 ** 2;
const MOST_MISSED = 2;

/** Opens a connection. PLATFORM_UNAVAILABLE where that fails or `signal` ends first. */
export function openSocket(url: string, parts: SocketParts, signal: AbortSignal): Promise<StreamSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(unavailable("长连接正在关闭"));
    const socket = new WebSocket(url, {
      handshakeTimeout: parts.openMs,
      maxPayload: MOST_FRAME,
      perMessageDeflate: false,
    });
    const stop = () => socket.terminate();
    signal.addEventListener("abort", stop);
    // Its message may hold the address, and with it the ticket: only what the server answered is told.
    socket.once("error", ({ message }) => {
      signal.removeEventListener("abort", stop);
      const status = /Unexpected server response: (\d+)/.exec(message)?.[1];
      reject(unavailable(`长连接握手${status ? `时回答 ${status}` : "没有完成"}`));
    });
    // From now on every error is followed by a close, which is what counts.
    socket.on("error", () => {});
    socket.once("open", () => {
      signal.removeEventListener("abort", stop);
      resolve(attend(socket, parts));
    });
  });
}

function attend(socket: WebSocket, parts: SocketParts): StreamSocket {
  let end: (ending: Ending) => void = () => {};
  const ending = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  let missed = 0;
  const watch = setInterval(() => {
    if (missed >= MOST_MISSED) {
      clearInterval(watch);
      return end("silent");
    }
    missed++;
    socket.ping();
  }, parts.pingMs);
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      clearInterval(watch);
      end("gone");
      resolve();
    });
  });

  const attended: StreamSocket = {
    ending,
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    async close() {
      clearInterval(watch);
      socket.close(1000);
      const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
      await closed;
      clearTimeout(timer);
    },
  };
  socket.on("pong", () => {
    missed = 0;
  });
  socket.on("message", (data) => {
    missed = 0;
    const frame = readFrame(String(data));
    if (!frame) return parts.onNonsense();
    if (frame.type !== "SYSTEM") return parts.onFrame(frame, attended);
    if (frame.topic === "ping") parts.onPing(frame, attended);
    else if (frame.topic === "disconnect") end("leaving");
    // CONNECTED, REGISTERED, KEEPALIVE come or do not come: nothing waits for them.
  });
  return attended;
}
