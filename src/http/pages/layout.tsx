// The frame of every page a person opens: WeUI, phone first, readable without JavaScript.
import { html } from "hono/html";
import type { Child } from "hono/jsx";

/** A whole page. `person` is shown small at the top, so that everyone sees in whose name they act. */
export function Page(props: { title: string; person?: string; children?: Child }) {
  return (
    <>
      {html`<!doctype html>`}
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{props.title}</title>
          <link rel="stylesheet" href="/assets/weui.css" />
          <link rel="stylesheet" href="/assets/baosong.css" />
        </head>
        <body>
          <main class="page">
            <header class="page-head">
              <h1>{props.title}</h1>
              {props.person ? <p class="page-person">{props.person}</p> : null}
            </header>
            {props.children}
            <footer class="page-foot">严禁报送涉密信息和工作秘密</footer>
          </main>
        </body>
      </html>
    </>
  );
}
