// A process that opens streams, closes them in every state they can be in, and ends by itself if nothing of them is left.
import { startStream } from "../../../src/platform/dingtalk/stream.ts";

const { API_BASE = "", CLIENT_ID = "", CLIENT_SECRET = "" } = process.env;
const log = { info() {}, warn() {}, error() {} };

const open = (apiBase: string) =>
  startStream({
    apiBase,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    subscriptions: [{ type: "EVENT", topic: "*" }],
    log,
    answer: async () => null,
  });
const reached = async (stream: ReturnType<typeof open>, state: string) => {
  while (stream.state() !== state) await stream.changes(AbortSignal.timeout(10_000));
};

const live = open(API_BASE);
const waiting = open("http://127.0.0.1:9");
await Promise.all([reached(live, "live"), reached(waiting, "waiting")]);
const opening = open(API_BASE);
await Promise.all([live, waiting, opening].map((stream) => stream.close()));
console.log("closed");
