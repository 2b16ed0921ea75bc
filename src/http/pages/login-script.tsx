// The page that asks a chat client who has opened it, where the client has a script for that and needs no redirect.
import { html, raw } from "hono/html";

/** Loads the platform's `library` and runs `body`, and nothing else; `nonce` is new for every page. */
export function LoginScript(props: { library: string; body: string; nonce: string }) {
  const { library, body, nonce } = props;
  const policy = `script-src 'nonce-${nonce}' ${new URL(library).origin}; object-src 'none'; base-uri 'none'`;
  return html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>正在登录</title>
        <link rel="stylesheet" href="/assets/weui.css" />
        <link rel="stylesheet" href="/assets/baosong.css" />
      </head>
      <body data-weui-theme="light">
        <main class="page"><p>正在登录，请稍候……</p></main>
        <script src="${library}"></script>
        <script nonce="${nonce}">${raw(body)}</script>
      </body>
    </html>`;
}
