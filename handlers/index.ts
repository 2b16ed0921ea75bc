// The bot's table of contents: everything people can say, in the order in which help shows it.
import { accept } from "./accept.ts";
import { acceptAllAction, acceptAllConfirmed } from "./accept-all.ts";
import { acknowledgeAction, acknowledgeCommand } from "./acknowledge.ts";
import { bind } from "./bind.ts";
import type { AnyHandler } from "./define.ts";
import { doubt } from "./doubt.ts";
import { defineHelp } from "./help.ts";
import { importCommand, pastedPlan } from "./import.ts";
import { pressAction, pressCommand } from "./press.ts";
import { progress, progressQuestion } from "./progress.ts";
import { publishAction, publishCommand } from "./publish.ts";
import { reachCommand } from "./reach.ts";
import { returnAction, returnCommand } from "./return.ts";
import { review } from "./review.ts";

const table: AnyHandler[] = [
  importCommand,
  pastedPlan,
  publishCommand,
  publishAction,
  progress,
  progressQuestion,
  acknowledgeCommand,
  acknowledgeAction,
  pressCommand,
  pressAction,
  reachCommand,
  review,
  accept,
  acceptAllAction,
  acceptAllConfirmed,
  doubt,
  returnCommand,
  returnAction,
  bind,
];

/** Every handler, help included. */
export const handlers: readonly AnyHandler[] = [...table, defineHelp(table)];
