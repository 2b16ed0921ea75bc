// What a backup file looks like, for the side that writes it and the side that puts it back.
import { z } from "zod";

// A file is gzipped lines of JSON: the header, then for each table its name and its rows as arrays of text, then the
// trailer with the SHA-256 of every line before it. Files stay sealed, so the file is worth nothing without SECRET_KEY.
/** The first line. */
export const headerSchema = z.object({
  format: z.literal("baosong-backup"),
  version: z.literal(1),
  takenAt: z.string(),
  migrations: z.array(z.string()),
  /** Tells whether a key is the one under which files are sealed, and nothing about it. */
  keyMark: z.string(),
  sequences: z.array(
    z.object({ table: z.string(), column: z.string(), value: z.string(), called: z.boolean() }),
  ),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
});

/** Opens a table's rows. */
export const tableSchema = z.object({ table: z.string() });

/** A row, in the order of the header's columns. */
export const rowSchema = z.array(z.string().nullable());

/** The last line. */
export const trailerSchema = z.object({ sha256: z.string(), rows: z.number() });

/** What a backup says of itself. */
export type BackupHeader = z.infer<typeof headerSchema>;

/** What was written or put back. */
export interface BackupOutcome {
  header: BackupHeader;
  rows: number;
}

/** Rows that are read or written at once. */
export const ROWS_AT_ONCE = 200;

/** The type of columns that stand in the file as base64. */
export const BINARY = "bytea";
