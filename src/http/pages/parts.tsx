// What pages show: panels, facts, notices, tags, tables and results, in WeUI's manner.
import type { Child } from "hono/jsx";
import type { Reply } from "../../chat/context.ts";

/** How a notice or tag is meant: neutral, good, to be looked at, wrong. */
export type Tone = "info" | "good" | "warn" | "bad";

/** A white block with a heading. `aside` stands at the right of the heading, `note` small below the block. */
export function Panel(props: { title?: string; aside?: Child; note?: Child; children?: Child }) {
  return (
    <section class="panel">
      {props.title ? (
        <div class="panel-head">
          <h2>{props.title}</h2>
          {props.aside ? <span class="panel-aside">{props.aside}</span> : null}
        </div>
      ) : null}
      <div class="weui-cells">{props.children}</div>
      {props.note ? <p class="panel-note">{props.note}</p> : null}
    </section>
  );
}

const LONG_LABEL = 6;

/** Label–value lines; stands inside a panel. A long label stands above its value. */
export function Facts(props: { items: readonly (readonly [label: string, value: Child])[] }) {
  return (
    <dl class="facts">
      {props.items.map(([label, value]) => (
        <div class={label.length > LONG_LABEL ? "facts-item facts-item_long" : "facts-item"}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One line of a panel, with a second line, something at its end, and a page behind it where `href` is given. */
export function Cell(props: { title: Child; detail?: Child; end?: Child; href?: string }) {
  const inside = (
    <>
      <div class="weui-cell__bd">
        <p class="cell-title">{props.title}</p>
        {props.detail ? <p class="cell-detail">{props.detail}</p> : null}
      </div>
      <div class="weui-cell__ft">{props.end}</div>
    </>
  );
  return props.href ? (
    <a class="weui-cell weui-cell_access" href={props.href}>
      {inside}
    </a>
  ) : (
    <div class="weui-cell">{inside}</div>
  );
}

/** Running text inside a panel; line breaks stay. */
export function Prose(props: { children?: Child }) {
  return <div class="prose">{props.children}</div>;
}

/** Words of the plan as they stand. */
export function Quote(props: { source?: string; children?: Child }) {
  return (
    <figure class="quote">
      <blockquote>{props.children}</blockquote>
      {props.source ? <figcaption>{props.source}</figcaption> : null}
    </figure>
  );
}

/** A message above a form or panel: what happened, or what is wrong and how to mend it. */
export function Notice(props: { tone?: Tone; title?: string; lines?: readonly string[]; children?: Child }) {
  const tone = props.tone ?? "info";
  return (
    <div class={`notice notice_${tone}`} role={tone === "bad" ? "alert" : "status"}>
      {props.title ? <p class="notice-title">{props.title}</p> : null}
      {props.lines && props.lines.length > 1 ? (
        <ul>
          {props.lines.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      ) : (
        props.lines?.map((line) => <p>{line}</p>)
      )}
      {props.children}
    </div>
  );
}

/** A small word beside a title, such as a state. */
export function Tag(props: { tone?: Tone; children?: Child }) {
  return <span class={`tag tag_${props.tone ?? "info"}`}>{props.children}</span>;
}

/** Figures side by side, the number large. */
export function Figures(props: { items: readonly { label: string; value: Child; tone?: Tone }[] }) {
  return (
    <dl class="figures">
      {props.items.map(({ label, value, tone }) => (
        <div class={tone ? `figure figure_${tone}` : "figure"}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A table that scrolls within itself where the screen is narrow. */
export function Table(props: {
  caption?: string;
  head: readonly Child[];
  rows: readonly (readonly Child[])[];
}) {
  return (
    <section class="table-box" aria-label={props.caption ?? "表格"}>
      <table class="table">
        {props.caption ? <caption>{props.caption}</caption> : null}
        <thead>
          <tr>
            {props.head.map((cell) => (
              <th scope="col">{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const RESULT_ICONS = {
  info: "weui-icon-info",
  good: "weui-icon-success",
  warn: "weui-icon-warn weui-icon_msg-primary",
  bad: "weui-icon-warn",
} as const satisfies Record<Tone, string>;

/** How it ended: a large sign, a title, sentences; what can be done next stands in `children`. */
export function Result(props: { tone: Tone; title: string; lines?: readonly string[]; children?: Child }) {
  return (
    <div class="result">
      <i class={`${RESULT_ICONS[props.tone]} weui-icon_msg`} aria-hidden="true" />
      <h2 class="result-title">{props.title}</h2>
      {props.lines?.map((line) => (
        <p class="result-line">{line}</p>
      ))}
      {props.children}
    </div>
  );
}

/** What the bot would have said to an act done on a page. */
export function ReplyNotice({ reply }: { reply: Reply | null | undefined }) {
  const card = reply?.card;
  return (
    <>
      {reply?.text ? <Notice tone="info" lines={[reply.text]} /> : null}
      {card ? (
        <Notice title={card.title}>
          <Facts items={card.facts} />
          {card.body
            .split("\n")
            .filter(Boolean)
            .map((line) => (
              <p>{line}</p>
            ))}
        </Notice>
      ) : null}
    </>
  );
}
