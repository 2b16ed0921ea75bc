// Chance that repeats: the same seed makes the same book.

/** What a book is made of by chance; `apart` books may also use wordings that the reader was never mended on. */
export interface Chance {
  apart: boolean;
  /** A whole number from 0 up to `below`. */
  below(below: number): number;
  /** True in a share `p` of cases. */
  hit(p: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of `seen`; in a book kept apart as often one of `apart`. */
  word<T>(seen: readonly T[], apart: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
}

/** Chance from a seed (mulberry32). */
export function createChance(seed: number, apart: boolean): Chance {
  let state = (seed * 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  return {
    apart,
    below,
    hit: (p) => next() < p,
    pick,
    word: (seen, kept) => (apart && kept.length > 0 && next() < 0.5 ? pick(kept) : pick(seen)),
    shuffle: (list) => {
      const rest = [...list];
      return list.map(() => rest.splice(below(rest.length), 1)[0]!);
    },
  };
}
