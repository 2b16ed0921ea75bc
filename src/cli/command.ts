// What every command in the terminal does with its answer: an exit code, and a sentence where something is wrong.
import { ConfigError } from "../config.ts";
import { AppError } from "../errors.ts";

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
      console.error(["请检查以下设置:", ...error.problems.map((problem) => `  ${problem}`)].join("\n"));
    else if (error instanceof AppError) console.error(error.message);
    else if (error instanceof UsageError) console.error(`${error.message}\n${usage}`);
    else if ((error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) console.error(usage);
    else {
      process.exitCode = 1;
      console.error(error);
    }
  }
}
