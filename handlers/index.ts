// The bot's table of contents: everything people can say, in the order in which help shows it.
import type { AnyHandler } from "./define.ts";
import { defineHelp } from "./help.ts";
import { importCommand, pastedPlan } from "./import.ts";
import { publishAction, publishCommand } from "./publish.ts";

const table: AnyHandler[] = [importCommand, pastedPlan, publishCommand, publishAction];

/** Every handler, help included. */
export const handlers: readonly AnyHandler[] = [...table, defineHelp(table)];
