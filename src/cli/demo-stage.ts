// What every scene of a demo has at hand.
import type { App } from "../app.ts";
import type { LedgerDefinition } from "../ledger/definition.ts";
import type { Values } from "../ledger/value.ts";
import type { MatterMaterial } from "../services/submissions/materials.ts";
import type { Cast } from "./demo-cast.ts";
import type { Duty } from "./demo-duties.ts";
import type { Transcript } from "./demo-transcript.ts";
import type { Sandbox, SeenMessage } from "./sandbox-client.ts";

/** What is handed in: rows, a file, or nothing to report. */
export type Content =
  | { kind: "rows"; definition: LedgerDefinition; typed: Record<string, string>[]; stored: Values[] }
  | { kind: "file"; name: string; bytes: Uint8Array }
  | { kind: "nil"; typed: Record<string, string>[] };

/** One material handed in, and what the sender was told. */
export interface HandIn {
  duty: Duty;
  material: MatterMaterial;
  content: Content;
  at: Date;
  /** Every receipt number that the answer held. */
  receipts: string[];
  /** The title of the answer: 报送成功, 已收到一份材料, 已经收到过 … */
  title: string;
}

/** A deployment in memory with its people, and what has happened so far. */
export interface Stage {
  app: App;
  sandbox: Sandbox;
  cast: Cast;
  transcript: Transcript;
  /** Where files go. */
  out: string;
  duties: Duty[];
  handIns: HandIn[];
}

/** What a person received of these messages, and what the others did. */
export function partMessages(
  messages: readonly SeenMessage[],
  personId: string,
): { own: SeenMessage[]; others: SeenMessage[] } {
  return {
    own: messages.filter(({ to }) => to.person === personId),
    others: messages.filter(({ to }) => to.person !== personId),
  };
}

/** Somebody says something, and the transcript shows it with what the bot answered and whom else it told. */
export async function sayIt(
  { app, sandbox, cast, transcript }: Stage,
  by: string,
  text: string,
  options: { group?: string; most?: number } = {},
): Promise<SeenMessage[]> {
  const at = app.runtime.clock.now();
  const messages = await sandbox.person(by).says(text, options.group ? { group: options.group } : {});
  transcript.act(at, `${cast.nameOf(by)}(${cast.placeOf(by)})${options.group ? "在群里" : ""}：${text}`);
  const { own, others } = partMessages(messages, by);
  // Asked in the group, the group's own message is what matters.
  if (!options.group) for (const message of own) transcript.answer(message, options.most);
  transcript.heard(others);
  return messages;
}
