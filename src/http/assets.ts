// Style sheets and scripts of the pages, served from this process: nothing is loaded from elsewhere.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { etag } from "hono/etag";

const require = createRequire(import.meta.url);

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const FOLDER = fileURLToPath(new URL("./assets", import.meta.url));

/** Routes under /assets. Browsers ask each time whether a file has changed, so that an update shows at once. */
export function createAssets(): Hono {
  const assets = new Hono();
  const serve = (name: string, path: string) => {
    const type = TYPES[extname(name)];
    if (!type) throw new Error(`no content type for the asset ${name}`);
    const body = readFileSync(path, "utf8");
    assets.get(`/${name}`, etag(), (context) =>
      context.body(body, 200, { "content-type": type, "cache-control": "no-cache" }),
    );
  };
  serve("weui.css", require.resolve("weui/dist/style/weui.min.css"));
  for (const name of readdirSync(FOLDER)) serve(name, join(FOLDER, name));
  return assets;
}
