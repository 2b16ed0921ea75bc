// Where business time comes from: the one port through which anything asks what time it is.

/** Business time. Tests and the sandbox move it; claims and leases use the database's own time instead. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };
