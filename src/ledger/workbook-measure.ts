// How much room a text takes in a column.

import { lengthOf } from "./value.ts";

/** The height of a line in points. */
export const LINE_HEIGHT = 15;

/** The greatest height that a row can have, in points. */
export const TALLEST = 409;

/** Lines a text takes in a column; a Chinese character is two wide, and the cell's padding costs one. */
export function linesIn(text: string, width: number): number {
  const perLine = Math.max(1, Math.floor((width - 1) / 2.2));
  return text
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(visualLength(line) / perLine)), 0);
}

function visualLength(text: string): number {
  const narrow = text.match(/[ -~]/g)?.length ?? 0;
  return lengthOf(text) - narrow / 2;
}
