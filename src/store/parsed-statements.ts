// Statements that a session has parsed before are not parsed again: `pg` sends each anew, and parsing costs more than running.

const PARSE = 0x50; // 'P'
const BIND = 0x42; // 'B'
const CLOSE = 0x43; // 'C'
const PARSED = 0x31; // '1'
const CLOSED = 0x33; // '3'
const FAILED = 0x45; // 'E'

// A bureau's day asks some hundred different questions; bulk inserts, each of another length, are not worth keeping.
const MOST = 250;
const LONGEST = 8_000;

/** Names parsed statements and uses them again; one for each session. */
export interface ParsedStatements {
  /** The messages to send instead. */
  translate(batch: Buffer[]): Buffer[];
  /** What the session answered, message by message; true where its client did not ask for it. */
  hear(type: number): boolean;
}

/** Knows nothing at first. A statement is kept from the second time on. */
export function createParsedStatements(): ParsedStatements {
  const kept = new Map<string, string>();
  const once = new Set<string>();
  let next = 0;
  // Of the batch that is under way.
  let asked: { key: string; name: string; parsing: boolean } | null = null;
  let leaving: string[] = [];
  let unasked = 0;

  const close = (name: string): Buffer => message(CLOSE, Buffer.from(`S${name}\0`));

  return {
    translate(batch) {
      asked = null;
      unasked = 0;
      const [parse, bind] = batch;
      // An unnamed statement, and the portal made of it: all that `pg` sends for a query with values.
      if (parse?.[0] !== PARSE || parse[5] !== 0 || parse.length > LONGEST) return batch;
      if (bind?.[0] !== BIND || bind[5] !== 0 || bind[6] !== 0) return batch;
      const key = parse.toString("latin1", 6);
      const known = kept.get(key);
      if (known === undefined && !once.has(key)) {
        if (once.size > 4 * MOST) once.clear();
        once.add(key);
        return batch;
      }
      const closing = leaving.map(close);
      unasked = closing.length;
      leaving = [];
      const name = known ?? `kept_${++next}`;
      // Last used last, so that the first is the one to go.
      kept.delete(key);
      if (known !== undefined) kept.set(key, name);
      asked = { key, name, parsing: known === undefined };
      const named = Buffer.from(`\0${name}\0`);
      const rebound = message(BIND, named, bind.subarray(7));
      const parsed = known === undefined ? [message(PARSE, named.subarray(1), parse.subarray(6))] : [];
      return [...closing, ...parsed, rebound, ...batch.slice(2)];
    },
    hear(type) {
      if (type === CLOSED && unasked > 0) {
        unasked--;
        return true;
      }
      if (asked === null) return false;
      if (type === PARSED && asked.parsing) {
        kept.set(asked.key, asked.name);
        once.delete(asked.key);
        if (kept.size > MOST) forget(kept.keys().next().value!);
      } else if (type === FAILED) {
        // Its tables may have changed under it; the next time it is parsed again.
        forget(asked.key);
      }
      return false;
    },
  };

  function forget(key: string): void {
    const name = kept.get(key);
    if (name === undefined) return;
    kept.delete(key);
    leaving.push(name);
  }
}

function message(type: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.allocUnsafe(5);
  head[0] = type;
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
