// Reading pages in tests as a browser would: what a form holds, what it says, and a matter's code for a unit.
import type { App } from "../../src/app.ts";
import { assignmentCode } from "../../src/domain/obligation.ts";

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]!);
}

function attribute(tag: string, name: string): string | null {
  const match = new RegExp(`\\b${name}="([^"]*)"`).exec(tag);
  return match ? decode(match[1]!) : null;
}

/** What a browser would post from a page: hidden and typed values, the chosen option. */
export function fieldsOf(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, tag = ""] of html.matchAll(/<input\b([^>]*)>/g)) {
    const name = attribute(tag, "name");
    const ticks = /type="(checkbox|radio)"/.test(tag);
    if (name && (!ticks || /\bchecked\b/.test(tag))) fields[name] = attribute(tag, "value") ?? "";
  }
  for (const [, tag = "", inner = ""] of html.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
    fields[attribute(tag, "name")!] = decode(inner);
  for (const [, tag = "", inner = ""] of html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = [...inner.matchAll(/<option\b([^>]*)>/g)].find(([, option]) =>
      /\bselected\b/.test(option!),
    );
    fields[attribute(tag, "name")!] = attribute(chosen?.[1] ?? "", "value") ?? "";
  }
  return fields;
}

/** What a browser would post of a page's first form, every value of a name. */
export function formOf(html: string): URLSearchParams {
  const fields = new URLSearchParams();
  const form = /<form[\s\S]*?<\/form>/.exec(html)![0];
  for (const [tag, , options] of form.matchAll(/<(input)\b[^>]*>|<select\b[^>]*>([\s\S]*?)<\/select>/g)) {
    const name = /\bname="([^"]*)"/.exec(tag)?.[1];
    if (!name) continue;
    if (options !== undefined) {
      const chosen = /<option value="([^"]*)" selected/.exec(options)?.[1] ?? "";
      fields.append(decode(name), decode(chosen));
      continue;
    }
    const ticking = /type="(?:checkbox|radio)"/.test(tag);
    if (ticking && !/ checked=""/.test(tag)) continue;
    fields.append(decode(name), decode(/\bvalue="([^"]*)"/.exec(tag)?.[1] ?? ""));
  }
  return fields;
}

/** A page's words without its tags. */
export function wordsOf(html: string): string {
  return decode(html.replace(/<[^>]*>/g, " ")).replace(/\s+/g, " ");
}

/** 「A12」 of a matter for a unit. */
export async function codeFor(app: App, obligationId: string, unit: string): Promise<string> {
  const { number } = await app.runtime.store.db.assignment.findFirstOrThrow({
    where: { obligationId, unit: { code: unit } },
  });
  return assignmentCode(number);
}
