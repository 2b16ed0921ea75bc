// A neutral message as the sandbox's phones show it.
import { type Outgoing, plainText } from "../../chat/card.ts";

/** `Message` of the sandbox API, without what only the phone's row knows (id, at, to). */
export interface SandboxBody {
  mentions: string[];
  text: string;
  card?: {
    title: string;
    facts: [string, string][];
    body: string;
    actions: { action: string; label: string; url?: string }[];
  };
  files: { name: string; sha256: string }[];
}

/** Renders a message; a button's value travels behind its action, `action:value`, as there is one field for both. */
export function renderMessage(message: Outgoing, mentions: string[]): SandboxBody {
  const { card } = message;
  return {
    mentions,
    text: plainText(message),
    ...(card
      ? {
          card: {
            ...card,
            actions: card.actions.map(({ action, value, label, url }) => ({
              action: value === undefined ? action : `${action}:${value}`,
              label,
              ...(url === undefined ? {} : { url }),
            })),
          },
        }
      : {}),
    files: message.files,
  };
}

/** Takes apart what `renderMessage` put together. */
export function readAction(action: string, value?: string): { action: string; value?: string } {
  const at = action.indexOf(":");
  if (at < 0) return value === undefined ? { action } : { action, value };
  return { action: action.slice(0, at), value: value ?? action.slice(at + 1) };
}
