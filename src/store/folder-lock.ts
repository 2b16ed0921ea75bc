// Keeps a data folder to one process: PGlite itself lets two open it, and rows are lost.
import { createHash } from "node:crypto";
import { existsSync, unlinkSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "../errors.ts";

// A listening socket dies with its process, so that a lock left by `kill -9` is never taken for a live one,
// which a pid written to a file is when the pid comes round again.
function socketPath(folder: string): string {
  const inside = join(resolve(folder), "lock.sock");
  if (process.platform === "win32")
    return `\\\\.\\pipe\\baosong-${createHash("sha256").update(inside).digest("hex").slice(0, 24)}`;
  // Unix limits a socket's path to some hundred bytes.
  return Buffer.byteLength(inside) < 100
    ? inside
    : join(tmpdir(), `baosong-${createHash("sha256").update(inside).digest("hex").slice(0, 24)}.sock`);
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      done(true);
    });
    probe.once("error", () => done(false));
  });
}

/** Takes the folder and returns how to give it back; CONFLICT where a live process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = socketPath(folder);
  if (await answers(path)) {
    throw new AppError(
      "CONFLICT",
      `数据目录 ${folder} 正被另一个进程使用。请先停止那个进程，或用 DATA_DIR 换一个目录。`,
    );
  }
  if (process.platform !== "win32" && existsSync(path)) unlinkSync(path);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(path, done);
  });
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}
