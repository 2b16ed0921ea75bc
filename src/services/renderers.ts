// How each kind of delivery becomes a message at the moment it is sent.
import type { Renderers } from "./deliveries.ts";

/** One renderer for each kind that is not a finished message. */
export const renderers: Renderers = {
  digest: async () => null,
  "group-step": async () => null,
  "report-up": async () => null,
};
