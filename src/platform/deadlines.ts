// Waiting that ends: after so long, or when whoever waits is no longer wanted.

/**
 * Acts under a signal that ends with `signal`, or after `ms` as a TimeoutError. Not AbortSignal.any over
 * AbortSignal.timeout: on Node 20 the garbage collector takes that timeout away, and it never comes.
 */
export async function within<T>(
  ms: number,
  signal: AbortSignal,
  act: (ending: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const end = () => ending.abort(signal.reason);
  const timer = setTimeout(() => ending.abort(new DOMException("timed out", "TimeoutError")), ms);
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    return await act(ending.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
