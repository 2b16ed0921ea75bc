// The file that a card asks about: found again by what the card's own event brought, however many cards lie between.
import type { Asker } from "../../chat/context.ts";
import { type ChatEvent, chatEventSchema } from "../../chat/event.ts";
import type { Tx } from "../../store/open.ts";
import { readFile } from "../files.ts";
import { sha256 } from "../inbox.ts";
import type { Runtime } from "../runtime.ts";
import type { MatterMaterial } from "./materials.ts";

const HASH_SHOWN = 12;
const BASE_SHOWN = 6;
const NOTHING_YET = "new";
const MOST_CARDS = 5;
const MARK_SHOWN = 10;
const VALUE = new RegExp(
  `^(?:(A\\d+-\\d+) )?([0-9a-f]{${HASH_SHOWN}})(?: (${NOTHING_YET}|[0-9a-f]{${BASE_SHOWN}}|@[0-9a-f]{${MARK_SHOWN}}))?$`,
);

/** A file with its bytes. */
export interface OpenedFile {
  name: string;
  sha256: string;
  bytes: Uint8Array;
}

/**
 * A file, the code that was chosen for it, and what its material held when the card was made, or (`@` and a mark) the
 * place in its rows for which the file is evidence.
 */
export interface ChosenFile {
  file: OpenedFile;
  code: string | null;
  base: string | null;
}

/** What a card's button says of a file: its material's code, the file, and (with `base`) what the material holds by now. */
export function choiceOf(file: Pick<OpenedFile, "sha256">, code: string | null, base?: string): string {
  return [code, file.sha256.slice(0, HASH_SHOWN), base].filter(Boolean).join(" ");
}

/** A few letters for a place in a form's rows, whose keys are too long for a button: 「@3f…」. */
export function markOf(place: { rowKey: string; field: string }): string {
  return `@${sha256(`${place.rowKey}\n${place.field}`).slice(0, MARK_SHOWN)}`;
}

/** What a material holds now, in a few letters. */
export function baseOf({ handedIn }: Pick<MatterMaterial, "handedIn">): string {
  return handedIn?.hash.slice(0, BASE_SHOWN) ?? NOTHING_YET;
}

/** The file that a pressed card is about; null when the card is somebody else's or too old. */
export async function openChosen(
  runtime: Pick<Runtime, "store" | "cipher">,
  asker: Pick<Asker, "id">,
  event: ChatEvent,
): Promise<ChosenFile | null> {
  const value = VALUE.exec(event.value ?? "");
  const sent = value && (await findSent(runtime.store.db, asker.id, event.deliveryId, value[2]!, MOST_CARDS));
  const file = sent && (await openStored(runtime, sent));
  return file ? { file, code: value[1] ?? null, base: value[3] ?? null } : null;
}

/** A stored file with its bytes, or null. */
export async function openStored(
  { store, cipher }: Pick<Runtime, "store" | "cipher">,
  file: { name: string; sha256: string },
): Promise<OpenedFile | null> {
  const stored = await readFile(store.db, cipher, file.sha256);
  return stored && { ...file, bytes: stored.bytes };
}

/** Goes back from card to card until the event that brought the file. */
async function findSent(
  db: Pick<Tx, "delivery">,
  personId: string,
  deliveryId: string | undefined,
  mark: string,
  cards: number,
): Promise<{ name: string; sha256: string } | null> {
  if (!deliveryId || cards === 0) return null;
  const delivery = await db.delivery.findUnique({ where: { id: deliveryId }, include: { event: true } });
  const cause = chatEventSchema.safeParse(delivery?.event?.payload);
  if (delivery?.personId !== personId || !cause.success) return null;
  const file = cause.data.files.find(({ sha256 }) => sha256?.startsWith(mark));
  if (file?.sha256) return { name: file.name, sha256: file.sha256 };
  return findSent(db, personId, cause.data.deliveryId, mark, cards - 1);
}
