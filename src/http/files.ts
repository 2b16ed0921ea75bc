// Downloads by signed link: a file goes out under the name and kind it came with, never opened in the browser.
import { Hono } from "hono";
import { AppError } from "../errors.ts";
import { readFile } from "../services/files.ts";
import type { Runtime } from "../services/runtime.ts";
import type { Logins } from "./login.ts";

/** GET /files/TOKEN. */
export function createFiles(runtime: Runtime, logins: Pick<Logins, "admit">): Hono {
  const files = new Hono();
  files.get("/:token", async (context) => {
    const claims = runtime.cipher.verify(context.req.param("token"), runtime.clock.now());
    if (!claims?.file || !claims.name)
      throw new AppError("NOT_FOUND", "下载链接已过期，请在聊天里重新索取。");
    const elsewhere = claims.person === undefined ? null : await logins.admit(context, claims.person);
    if (elsewhere) return elsewhere;
    const file = await readFile(runtime.store.db, runtime.cipher, claims.file);
    if (!file) throw new AppError("NOT_FOUND", "这个文件已不在系统里。");
    return context.body(new Uint8Array(file.bytes), 200, {
      "content-type": file.mime || "application/octet-stream",
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(claims.name)}`,
      "x-content-type-options": "nosniff",
    });
  });
  return files;
}
