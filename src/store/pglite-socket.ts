// A socket for `pg` whose other end is PGlite in the same process, so that Prisma and BullMQ use their production drivers.
import { Duplex } from "node:stream";
import type { PGlite } from "@electric-sql/pglite";
import { createParsedStatements, type ParsedStatements } from "./parsed-statements.ts";

const QUERY = 0x51; // 'Q'
const SYNC = 0x53; // 'S'
const TERMINATE = 0x58; // 'X'
const NOTIFICATION = 0x41; // 'A'
const READY = 0x5a; // 'Z'
const IDLE = 0x49; // 'I'

/** One PGlite session shared by many sockets: whoever is in a transaction owns it. */
export interface Gate {
  readonly sockets: Set<PGliteSocket>;
  enter(): Promise<void>;
  leave(): void;
  run(message: Uint8Array): Promise<Buffer>;
  readonly statements: ParsedStatements;
}

/** The gate of one PGlite; waiting sockets enter in the order in which they came. */
export function createGate(db: PGlite): Gate {
  let held = false;
  const waiting: (() => void)[] = [];
  return {
    sockets: new Set(),
    enter() {
      if (!held) {
        held = true;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else held = false;
    },
    async run(message) {
      const answer: Buffer[] = [];
      // Not execProtocolRaw, which parses every answer a second time and keeps what it parsed for good.
      await db.execProtocolRawStream(message, { onRawData: (bytes) => answer.push(Buffer.from(bytes)) });
      return answer.length === 1 ? answer[0]! : Buffer.concat(answer);
    },
    statements: createParsedStatements(),
  };
}

function frame(type: string, ...parts: (string | number[])[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(`${part}\0`) : Buffer.from(part))),
  );
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

// What a server says after a successful start-up; pg reads the parameters to choose its parsers.
const GREETING = Buffer.concat([
  frame("R", [0, 0, 0, 0]),
  frame("S", "server_version", "18.0"),
  frame("S", "client_encoding", "UTF8"),
  frame("S", "DateStyle", "ISO, MDY"),
  frame("S", "integer_datetimes", "on"),
  frame("S", "standard_conforming_strings", "on"),
  frame("K", [0, 0, 0, 1, 0, 0, 0, 1]),
  frame("Z", [IDLE]),
]);

/** A duplex that speaks the Postgres wire protocol to a gate; give `() => new PGliteSocket(gate)` to pg's `stream`. */
export class PGliteSocket extends Duplex {
  #started = false;
  #holding = false;
  #pending: Buffer = Buffer.alloc(0);
  #batch: Buffer[] = [];
  readonly #gate: Gate;

  constructor(gate: Gate) {
    super();
    this.#gate = gate;
  }

  connect(): this {
    this.#gate.sockets.add(this);
    setImmediate(() => this.emit("connect"));
    return this;
  }

  // pg treats its stream as a net.Socket; these settings have no meaning here.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#take(chunk).then(() => done(), done);
  }

  override _final(done: () => void): void {
    this.#close().then(done, done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#close().then(
      () => done(error),
      () => done(error),
    );
  }

  async #close(): Promise<void> {
    this.#gate.sockets.delete(this);
    if (this.#holding) {
      this.#holding = false;
      // The socket went away inside a transaction: undo it, so that the next owner of the session starts clean.
      await this.#gate.run(frame("Q", "ROLLBACK"));
      this.#gate.leave();
    }
    this.push(null);
  }

  async #take(chunk: Buffer): Promise<void> {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    if (!this.#started) {
      if (this.#pending.length < 4 || this.#pending.length < this.#pending.readInt32BE(0)) return;
      this.#pending = this.#pending.subarray(this.#pending.readInt32BE(0));
      this.#started = true;
      this.push(GREETING);
    }
    while (this.#pending.length >= 5) {
      const length = this.#pending.readInt32BE(1) + 1;
      if (this.#pending.length < length) return;
      const message = this.#pending.subarray(0, length);
      this.#pending = this.#pending.subarray(length);
      if (message[0] === TERMINATE) return;
      this.#batch.push(message);
      if (message[0] === SYNC || message[0] === QUERY) {
        const batch = this.#batch;
        this.#batch = [];
        await this.#answer(batch);
      }
    }
  }

  async #answer(batch: Buffer[]): Promise<void> {
    if (!this.#holding) {
      await this.#gate.enter();
      this.#holding = true;
    }
    const { statements } = this.#gate;
    const answer = await this.#gate.run(Buffer.concat(statements.translate(batch)));
    // Without this turn of the event loop a busy caller runs in microtasks only and starves every timer.
    await new Promise((resolve) => setImmediate(resolve));
    const { own, notifications, idle } = split(answer, statements);
    if (idle && this.#holding) {
      this.#holding = false;
      this.#gate.leave();
    }
    for (const socket of notifications.length > 0 ? this.#gate.sockets : []) {
      if (socket.#started && !socket.readableEnded) socket.push(notifications);
    }
    if (own.length > 0 && !this.readableEnded) this.push(own);
  }
}

/** Tells an answer's notifications, which every session must hear, from the rest, and whether the session is idle. */
function split(
  answer: Buffer,
  statements: ParsedStatements,
): { own: Buffer; notifications: Buffer; idle: boolean } {
  const own: Buffer[] = [];
  const notifications: Buffer[] = [];
  let idle = false;
  for (let at = 0; at + 5 <= answer.length; ) {
    const length = answer.readInt32BE(at + 1) + 1;
    const message = answer.subarray(at, at + length);
    if (!statements.hear(message[0]!)) (message[0] === NOTIFICATION ? notifications : own).push(message);
    if (message[0] === READY) idle = message[5] === IDLE;
    at += length;
  }
  return { own: Buffer.concat(own), notifications: Buffer.concat(notifications), idle };
}
