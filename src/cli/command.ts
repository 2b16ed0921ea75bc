// What every command in the terminal does with its answer: an exit code, and a sentence where something is wrong.
import { type Config, ConfigError } from "../config.ts";
import { AppError } from "../errors.ts";
import type { Cipher } from "../store/cipher.ts";
import { openStore, type Store } from "../store/open.ts";

/** The command was typed wrongly; the message says how, and the usage follows it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Runs a command and sets the exit code: its own, 2 for wrong words or settings, 1 for a refusal. */
export async function runCommand(usage: string, run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    process.exitCode = error instanceof AppError ? 1 : 2;
    if (error instanceof ConfigError)
      console.error(["请检查以下设置：", ...error.problems.map((problem) => `  ${problem}`)].join("\n"));
    else if (error instanceof AppError) console.error(error.message);
    else if (error instanceof UsageError) console.error(`${error.message}\n${usage}`);
    else if ((error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) console.error(usage);
    else {
      process.exitCode = 1;
      console.error(error);
    }
  }
}

/** The store that the settings name. Where a running server has the folder, the sentence ends with `whenLocked`. */
export async function openForCommand(
  config: Config,
  whenLocked: string,
  options: { migrate: boolean },
): Promise<Store> {
  let store: Store | undefined;
  try {
    store = await openStore(
      config.databaseUrl
        ? { kind: "postgres", url: config.databaseUrl, connections: 2 }
        : { kind: "folder", folder: config.dataDir, connections: 2 },
      options,
    );
    await store.pool.query("SELECT 1");
    return store;
  } catch (error) {
    await store?.close();
    if (error instanceof AppError && error.code === "CONFLICT")
      throw new AppError("CONFLICT", `数据目录 ${config.dataDir} 正被运行中的服务使用。${whenLocked}`);
    if (!config.databaseUrl) throw error;
    throw new AppError("INTERNAL", `连不上数据库：${reasonOf(error)}。请检查 DATABASE_URL 和数据库服务。`);
  }
}

/** An error in a few words; Node leaves the message empty where several addresses were tried. */
export function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}

/** Tells one SECRET_KEY from another without saying anything about it. */
export function keyMark(cipher: Cipher): string {
  return cipher.digest("backup");
}
