// Everything that can go wrong at the simulated DingTalk, and how it stands as long as nothing does.

/** Everything that can go wrong on demand. */
export interface Faults {
  /** REST answers wait so long. */
  slowMs: number;
  /** REST answers with this HTTP status and a page of HTML. */
  status: number | null;
  /** The next calls of a path (all, where none is named) are refused with this code, by either model. */
  refuse: { path?: string; code: string | number; status?: number; times: number }[];
  /** The next REST calls are done, and then the connection is cut before the answer. */
  lostAnswers: number;
  /** Seconds that a new token lives. */
  tokenSeconds: number;
  stream: {
    /** connections/open answers so: 401 (JSON), 400 and 503 (HTML); null as it should. */
    open: 401 | 400 | 503 | null;
    /** connections/open never answers. */
    hangOpen: boolean;
    /** Upgrades are answered with 503. */
    rejectUpgrade: boolean;
    /** New connections take what is sent to them and never say a word. */
    silent: boolean;
    /** Further copies of each push, with messageIds of their own. */
    copies: number;
    /** Messages without an ack are pushed again after so long; null never. */
    redeliverMs: number | null;
    /** Card presses without an ack end in a toast after so long. */
    cardMs: number;
    /** After `disconnect`, the server closes after so long. */
    closeMs: number;
  };
  callback: {
    /** Further copies of each callback. */
    copies: number;
    forgeSignature: boolean;
    /** Milliseconds that the callback's timestamp is off. */
    skewMs: number;
    retries: number;
    retryDelayMs: number;
    timeoutMs: number;
  };
}

/** All is well: what is not acknowledged comes again after a minute, as it does in life. */
export function noFaults(): Faults {
  return {
    slowMs: 0,
    status: null,
    refuse: [],
    lostAnswers: 0,
    tokenSeconds: 7200,
    stream: {
      open: null,
      hangOpen: false,
      rejectUpgrade: false,
      silent: false,
      copies: 0,
      redeliverMs: 60_000,
      cardMs: 2000,
      closeMs: 10_000,
    },
    callback: {
      copies: 0,
      forgeSignature: false,
      skewMs: 0,
      retries: 2,
      retryDelayMs: 100,
      timeoutMs: 2500,
    },
  };
}
