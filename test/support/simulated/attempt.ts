// One attempt of a simulated platform to post something to the product, and how it ended.

/** The answer's status (null without one) and its body. */
export interface Attempt {
  status: number | null;
  body: string;
}

/** Posts once; no answer within `timeoutMs` is an attempt as well. */
export async function attempt(
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): Promise<Attempt> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: null, body: "" };
  }
}

/** Attempts as a simulator's page shows them. */
export const describeAttempts = (attempts: readonly Attempt[]): string =>
  attempts.map(({ status }) => (status === null ? "没有回答" : String(status))).join("、");
