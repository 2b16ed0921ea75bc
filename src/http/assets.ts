// Style sheets and scripts of the pages, served from this process: nothing is loaded from elsewhere.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { etag } from "hono/etag";

const require = createRequire(import.meta.url);

const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

const OWN = [
  "baosong.css",
  "icon.svg",
  "sandbox.css",
  "sandbox.js",
  "sandbox-chat.js",
  "sandbox-clock.js",
  "sandbox-data.js",
  "sandbox-dom.js",
  "sandbox-people.js",
  "sandbox-time.js",
];

/** Routes under /assets. Browsers ask each time whether a file has changed, so that an update shows at once. */
export function createAssets(): Hono {
  const assets = new Hono();
  const serve = (name: string, path: string) => {
    const body = readFileSync(path, "utf8");
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)]!;
    assets.get(`/${name}`, etag(), (context) =>
      context.body(body, 200, { "content-type": type, "cache-control": "no-cache" }),
    );
  };
  serve("weui.css", require.resolve("weui/dist/style/weui.min.css"));
  for (const name of OWN) serve(name, fileURLToPath(new URL(`./assets/${name}`, import.meta.url)));
  return assets;
}
