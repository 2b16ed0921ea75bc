// `npm run backup -- FILE`: everything in the database as one file, whatever the mode.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import { writeBackup } from "../store/backup.ts";
import { createCipher } from "../store/cipher.ts";
import { keyMark, openForCommand, runCommand, UsageError } from "./command.ts";

const USAGE = "用法：npm run backup -- 备份文件，如 npm run backup -- baosong-2023-07-12.backup";

await runCommand(USAGE, async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [path] = positionals;
  if (!path || positionals.length > 1) throw new UsageError("请写明备份到哪个文件。");
  const config = readConfig(process.env);
  if (config.mode === "embedded" && !existsSync(join(config.dataDir, "pg")))
    throw new AppError("NOT_FOUND", `数据目录 ${config.dataDir} 里还没有数据，不用备份。`);
  // As it is: a backup before an upgrade must not be the upgrade.
  const store = await openForCommand(config, "请先停止服务，备份完再启动。", { migrate: false });
  try {
    const { header, rows } = await writeBackup(store.pool, path, keyMark(createCipher(config.secretKey)));
    console.log(`已备份${header.tables.length}张表、${rows}行到 ${path}。`);
    console.log(
      config.databaseUrl
        ? "备份里不含密钥。请另行妥善保管 SECRET_KEY(不要与备份放在一处)：没有它，恢复后附件和手机号打不开。"
        : `备份里不含密钥。请另行妥善保管 ${join(config.dataDir, "secret.key")}(不要与备份放在一处)：没有它，恢复后附件和手机号打不开。`,
    );
    return 0;
  } finally {
    await store.close();
  }
});
