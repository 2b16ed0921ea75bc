// The frame of every page a person opens: WeUI, phone first, readable without JavaScript.
import { html } from "hono/html";
import type { Child } from "hono/jsx";
import { readTypeSize } from "../type-size.ts";

// Pages carry no inline script or style and load nothing from elsewhere; browsers hold us to it.
const POLICY =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";

/** The document around a page's body. `scripts` are names under /assets, loaded as modules. */
export function Document(props: {
  title: string;
  styles?: string[];
  scripts?: string[];
  view?: string;
  children?: Child;
}) {
  const styles = ["weui.css", "baosong.css", ...(props.styles ?? [])];
  return (
    <>
      {html`<!doctype html>`}
      <html lang="zh-CN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <meta http-equiv="Content-Security-Policy" content={POLICY} />
          <meta name="format-detection" content="telephone=no" />
          <title>{props.title}</title>
          <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
          {styles.map((name) => (
            <link rel="stylesheet" href={`/assets/${name}`} />
          ))}
          {props.scripts?.map((name) => (
            <script type="module" src={`/assets/${name}`} />
          ))}
        </head>
        <body data-weui-theme="light" data-view={props.view}>
          {props.children}
        </body>
      </html>
    </>
  );
}

/**
 * A whole page. `person` stands small at the top, so that everyone sees in whose name they act;
 * `lead` is one line under the title; `wide` gives tables more room on a desktop.
 */
export function Page(props: {
  title: string;
  person?: string;
  lead?: string;
  wide?: boolean;
  styles?: string[];
  scripts?: string[];
  children?: Child;
}) {
  const size = readTypeSize();
  return (
    <Document title={props.title} styles={props.styles} scripts={props.scripts}>
      <main
        class={["page", props.wide && "page_wide", size?.large && "page_large"].filter(Boolean).join(" ")}
      >
        <header class="page-head">
          <p class="page-person">
            <span>{props.person}</span>
            {size ? (
              <a class="page-size" href={size.href}>
                {size.large ? "标准字" : "大字"}
              </a>
            ) : null}
          </p>
          <h1>{props.title}</h1>
          {props.lead ? <p class="page-lead">{props.lead}</p> : null}
        </header>
        {props.children}
        <footer class="page-foot">严禁报送涉密信息和工作秘密</footer>
      </main>
    </Document>
  );
}
