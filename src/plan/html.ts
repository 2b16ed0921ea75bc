// Turns HTML into plain lines: one for each block, table rows with tabs between cells.

const HIDDEN = /^(?:script|style|head|noscript|template|svg|iframe)$/;
const BLOCK =
  /^(?:p|div|h[1-6]|li|ul|ol|tr|table|tbody|thead|section|article|header|footer|blockquote|pre|dl|dt|dd|center|form|hr|body|html|title|main|nav|aside)$/;
const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ensp: " ",
  emsp: "\u3000",
  ldquo: "“",
  rdquo: "”",
  lsquo: "‘",
  rsquo: "’",
  mdash: "—",
  ndash: "–",
  hellip: "…",
  middot: "·",
  times: "×",
};

/** The visible text of an HTML document as lines; items of ordered lists get their number back. */
export function linesOfHtml(html: string): string {
  const lists: (number | null)[] = [];
  let cells: string[] | null = null;
  let lines = [""];
  let at = 0;
  const write = (text: string) => {
    if (cells !== null && cells.length > 0) cells[cells.length - 1] += text;
    else lines[lines.length - 1] += text;
  };
  const breakLine = () => {
    if (cells !== null) write(" ");
    else if (lines.at(-1) !== "") lines.push("");
  };
  while (at < html.length) {
    const open = html.indexOf("<", at);
    write(decodeEntities(html.slice(at, open === -1 ? html.length : open).replace(/\s+/g, " ")));
    if (open === -1) break;
    if (html.startsWith("<!--", open)) {
      const close = html.indexOf("-->", open);
      at = close === -1 ? html.length : close + 3;
      continue;
    }
    const close = html.indexOf(">", open);
    if (close === -1) break;
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)/.exec(html.slice(open, Math.min(close, open + 40)));
    at = close + 1;
    if (tag === null) {
      if (!/^<[!?/]/.test(html.slice(open, open + 2))) {
        write("<");
        at = open + 1;
      }
      continue;
    }
    const [ending, element] = [tag[1] === "/", tag[2]!.toLowerCase()];
    if (!ending && HIDDEN.test(element)) {
      const end = html.toLowerCase().indexOf(`</${element}`, at);
      at = end === -1 ? html.length : end;
      continue;
    }
    if (element === "tr") {
      if (cells !== null) {
        const row = cells.map((cell) => cell.trim());
        cells = null;
        lines[lines.length - 1] += row.join("\t");
        lines.push("");
      }
      if (!ending) {
        breakLine();
        cells = [];
      }
    } else if ((element === "td" || element === "th") && cells !== null) {
      if (!ending) cells.push("");
    } else if (element === "br") breakLine();
    else if (element === "ol" || element === "ul") {
      if (ending) lists.pop();
      else lists.push(element === "ol" ? 0 : null);
      breakLine();
    } else if (BLOCK.test(element)) {
      breakLine();
      const count = lists.at(-1);
      if (element === "li" && !ending && typeof count === "number") {
        lists[lists.length - 1] = count + 1;
        write(`${count + 1}.`);
      }
    }
  }
  lines = lines.map((line) => line.replace(/[ \u00a0]+/g, " ").trim());
  return lines.join("\n");
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/g, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code =
      name[1] === "x" || name[1] === "X" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}
