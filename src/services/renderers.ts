// How each kind of delivery becomes a message at the moment it is sent.
import type { Renderers } from "./deliveries.ts";
import { renderPress } from "./press.ts";
import { renderDigest } from "./reminders/digest.ts";
import { renderGroupStep } from "./reminders/group-step.ts";
import { renderReportUp } from "./reminders/report-up.ts";

/** One renderer for each kind that is not a finished message. */
export const renderers: Renderers = {
  digest: renderDigest,
  press: renderPress,
  "group-step": renderGroupStep,
  "report-up": renderReportUp,
};
