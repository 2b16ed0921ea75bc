// Structured log on stderr; secrets are redacted by key, whatever object they come in.
import pino from "pino";

const SECRET_KEYS = [
  "secret",
  "token",
  "password",
  "aesKey",
  "secretKey",
  "authorization",
  "cookie",
  "mobile",
  "phone",
];

/** The logger's surface that this project uses. */
export type Log = Pick<pino.Logger, "debug" | "info" | "warn" | "error" | "child">;

/** A logger; `level` is one of pino's, `silent` in tests. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "〔已抹除〕" },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
