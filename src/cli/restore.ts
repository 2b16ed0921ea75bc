// `npm run restore -- FILE`: a backup put into an empty database, whatever the mode.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { isoOf } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { createCipher } from "../store/cipher.ts";
import { restoreBackup } from "../store/restore.ts";
import { keyMark, openForCommand, runCommand, UsageError } from "./command.ts";

const USAGE = "用法：npm run restore -- 备份文件；恢复到 DATA_DIR 或 DATABASE_URL 所指的空数据库";

await runCommand(USAGE, async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [path] = positionals;
  if (!path || positionals.length > 1) throw new UsageError("请写明从哪个文件恢复。");
  if (!existsSync(path)) throw new AppError("NOT_FOUND", `没有找到备份文件：${path}`);
  const config = readConfig(process.env);
  const store = await openForCommand(config, "请先停止服务，再恢复。", { migrate: true });
  try {
    const { header, rows } = await restoreBackup(store.pool, path);
    console.log(`已恢复${header.tables.length}张表、${rows}行(备份于 ${isoOf(new Date(header.takenAt))})。`);
    if (header.keyMark !== keyMark(createCipher(config.secretKey))) {
      const place = config.databaseUrl ? "SECRET_KEY" : join(config.dataDir, "secret.key");
      console.log(
        `注意：现在的密钥与备份时不同，附件和手机号打不开。请在启动之前把备份时的密钥放回 ${place}。`,
      );
    }
    return 0;
  } finally {
    await store.close();
  }
});
