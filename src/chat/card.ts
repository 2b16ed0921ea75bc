// What the bot says, before any platform renders it: neutral cards, texts and files.
import { z } from "zod";

/** A button: pressing it sends `action` (with `value`) back to the bot, or opens `url`. */
export const cardActionSchema = z.object({
  action: z.string(),
  label: z.string(),
  value: z.string().optional(),
  url: z.string().optional(),
});

/** A card: a title, label–value facts, a body of lines and buttons. */
export const cardSchema = z.object({
  title: z.string(),
  facts: z.array(z.tuple([z.string(), z.string()])).default([]),
  body: z.string().default(""),
  actions: z.array(cardActionSchema).default([]),
});

/** One message as it stands in a delivery's payload. `files` name stored FileObjects by sha256. */
export const outgoingSchema = z.object({
  text: z.string().default(""),
  card: cardSchema.optional(),
  files: z.array(z.object({ name: z.string(), sha256: z.string() })).default([]),
  /** Ids of people mentioned, in groups only. */
  mentions: z.array(z.string()).default([]),
});

export type CardAction = z.infer<typeof cardActionSchema>;
export type Card = z.infer<typeof cardSchema>;
export type Outgoing = z.infer<typeof outgoingSchema>;

/** A card from its parts. */
export function card(
  title: string,
  parts: { facts?: [string, string][]; body?: string | string[]; actions?: CardAction[] } = {},
): Card {
  return {
    title,
    facts: parts.facts ?? [],
    body: Array.isArray(parts.body) ? parts.body.join("\n") : (parts.body ?? ""),
    actions: parts.actions ?? [],
  };
}

/** The whole of a message as plain text, complete on its own. */
export function plainText(message: Pick<Outgoing, "text" | "card">): string {
  const { card: shown } = message;
  if (!shown) return message.text;
  const lines = [
    shown.title,
    ...shown.facts.map(([label, value]) => `${label}：${value}`),
    ...(shown.body ? [shown.body] : []),
  ];
  return [message.text, lines.join("\n")].filter(Boolean).join("\n");
}
