// The frame of a simulator's pages.
import type { Child } from "hono/jsx";

const STYLE =
  "body{font:16px/1.6 sans-serif;max-width:40em;margin:1em auto;padding:0 1em}article{border:1px solid #ccc;border-radius:8px;padding:.6em 1em;margin:1em 0;overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.2em 0}button{margin:.2em .4em .2em 0}";

/** One page. */
export function Page({ title, children }: { title: string; children?: Child }) {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>{title}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <h1>{title}</h1>
        {children}
      </body>
    </html>
  );
}
