// The bot's table of contents: everything people can say, in the order in which help shows it.
import type { AnyHandler } from "./define.ts";
import { defineHelp } from "./help.ts";

const table: AnyHandler[] = [];

/** Every handler, help included. */
export const handlers: readonly AnyHandler[] = [...table, defineHelp(table)];
