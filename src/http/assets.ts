// Style sheets and scripts of the pages, served from this process: nothing is loaded from elsewhere.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Hono } from "hono";

const require = createRequire(import.meta.url);

const ASSETS: Record<string, { type: string; path: string }> = {
  "weui.css": { type: "text/css", path: require.resolve("weui/dist/style/weui.min.css") },
  "baosong.css": { type: "text/css", path: new URL("./assets/baosong.css", import.meta.url).pathname },
};

/** Routes under /assets. */
export function createAssets(): Hono {
  const assets = new Hono();
  for (const [name, { type, path }] of Object.entries(ASSETS)) {
    const body = readFileSync(path, "utf8");
    assets.get(`/${name}`, (context) =>
      context.body(body, 200, { "content-type": `${type}; charset=utf-8`, "cache-control": "max-age=3600" }),
    );
  }
  return assets;
}
