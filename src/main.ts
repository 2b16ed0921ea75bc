// The Node process: settings, the app, an HTTP server; SIGTERM closes them in reverse order.
import { serve } from "@hono/node-server";
import { createApp } from "./app.ts";
import { ConfigError, readConfig } from "./config.ts";
import { AppError } from "./errors.ts";

try {
  const config = readConfig(process.env);
  const app = await createApp(config);
  await app.start();
  const server = serve({ fetch: app.fetch, hostname: config.host, port: config.port }, () => {
    console.log(`ready http://localhost:${config.port}`);
  });
  server.on("error", (error: NodeJS.ErrnoException) => {
    const reason =
      error.code === "EADDRINUSE" ? `端口 ${config.port} 已被占用，请用 PORT 换一个` : error.message;
    console.error(`启动失败：${reason}`);
    app.close().finally(() => process.exit(1));
  });
  // Closing would write to what is not there.
  void app.gone.then((sentence) => {
    console.error(`服务停止：${sentence}`);
    process.exit(1);
  });
  let closing = false;
  const close = async () => {
    if (closing) return;
    closing = true;
    server.close();
    await app.close();
    process.exit(0);
  };
  process.on("SIGTERM", close);
  process.on("SIGINT", close);
} catch (error) {
  if (error instanceof ConfigError) {
    console.error(
      ["启动失败，请检查以下设置：", ...error.problems.map((problem) => `  ${problem}`)].join("\n"),
    );
  } else if (error instanceof AppError) {
    console.error(`启动失败：${error.message}`);
  } else {
    console.error(error);
  }
  process.exit(1);
}
