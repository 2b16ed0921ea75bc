// Turns HTML into plain lines: one for each block, table rows with tabs between cells, without a page's menus.
import { type Cell, linesOfTable } from "./read-tables.ts";

const HIDDEN = /^(?:script|style|head|noscript|template|svg|iframe|nav|footer|aside|select|button|object)$/;
const BLOCK =
  /^(?:p|div|h[1-6]|li|ul|ol|table|section|article|header|blockquote|pre|dl|dt|dd|center|form|hr|body|html|title|main|caption|fieldset)$/;
const UNSEEN = /\bhidden(?=[\s=>/])|display\s*:\s*none/i;
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
// A line that is nothing but links this short is a menu, unless it leads to an annex.
const LONGEST_MENU = 14;
const ANNEX = /附件|附表|\d|^[一二三四五六七八九十（(]/;

/** Lines being written: the page's own, or those of a table's cell. */
interface Block {
  lines: { text: string; linked: number }[];
}
interface Table {
  rows: Cell[][];
  cell: (Cell & { block: Block }) | null;
}

/** The visible text of an HTML document as lines; items of ordered lists get their number back. */
export function linesOfHtml(html: string): string {
  const page: Block = { lines: [{ text: "", linked: 0 }] };
  const tables: Table[] = [];
  const lists: (number | null)[] = [];
  const lower = html.toLowerCase();
  const unclosed = new Set<string>();
  let links = 0;
  let at = 0;
  const block = () => tables.findLast(({ cell }) => cell !== null)?.cell?.block ?? page;
  const write = (text: string) => {
    const line = block().lines.at(-1)!;
    line.text += text;
    if (links > 0) line.linked += text.trim().length;
  };
  const breakLine = () => {
    if (block().lines.at(-1)!.text.trim() !== "") block().lines.push({ text: "", linked: 0 });
  };
  const closeCell = (table: Table) => {
    if (table.cell === null) return;
    table.cell.text = plain(table.cell.block).join("\n");
    table.rows.at(-1)?.push(table.cell);
    table.cell = null;
  };
  const closeTable = () => {
    const table = tables.pop();
    if (table === undefined) return;
    closeCell(table);
    breakLine();
    block().lines.push(...linesOfTable(table.rows).map((text) => ({ text, linked: 0 })), {
      text: "",
      linked: 0,
    });
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
    const attributes = html.slice(open + tag[0].length, Math.min(close, open + 2000));
    if (!ending && !unclosed.has(element) && (HIDDEN.test(element) || UNSEEN.test(attributes))) {
      const end = attributes.endsWith("/") || VOID.test(element) ? at : endOfElement(lower, element, at);
      if (end === null) unclosed.add(element);
      at = end ?? at;
      continue;
    }
    const table = tables.at(-1);
    if (element === "a") links = Math.max(0, links + (ending ? -1 : 1));
    else if (element === "table") {
      if (ending) closeTable();
      else {
        breakLine();
        tables.push({ rows: [], cell: null });
      }
    } else if (element === "tr" && table !== undefined) {
      closeCell(table);
      if (!ending) table.rows.push([]);
    } else if ((element === "td" || element === "th") && table !== undefined) {
      closeCell(table);
      if (!ending) {
        if (table.rows.length === 0) table.rows.push([]);
        const [columns, rows] = [spanIn(attributes, "colspan"), spanIn(attributes, "rowspan")];
        table.cell = { text: "", columns, rows, goesOn: false, block: { lines: [{ text: "", linked: 0 }] } };
      }
    } else if (element === "br") block().lines.push({ text: "", linked: 0 });
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
  while (tables.length > 0) closeTable();
  return plain(page).join("\n");
}

function plain({ lines }: Block): string[] {
  return lines.map(({ text, linked }) => {
    const own = text.replace(/[ \u00a0]+/g, " ").replace(/^ | $/g, "");
    const bare = own.replace(/[\s|·>＞›»/-]/g, "");
    const isMenu = linked > 0 && linked >= bare.length - 2 && bare.length <= LONGEST_MENU && !ANNEX.test(own);
    return isMenu ? "" : own;
  });
}

const VOID = /^(?:input|img|br|hr|meta|link|col|area|base|embed|source|wbr)$/;

// Where an element that is not shown ends, counting those of its own name inside it; null where nobody closed it.
function endOfElement(lower: string, element: string, from: number): number | null {
  let depth = 1;
  const tags = new RegExp(`<(/?)${element}(?=[\\s>/])`, "g");
  tags.lastIndex = from;
  for (let match = tags.exec(lower); match !== null; match = tags.exec(lower)) {
    depth += match[1] === "/" ? -1 : 1;
    if (depth === 0) {
      const close = lower.indexOf(">", match.index);
      return close === -1 ? lower.length : close + 1;
    }
  }
  return /^(?:script|style)$/.test(element) ? lower.length : null;
}

function spanIn(attributes: string, name: string): number {
  const found = new RegExp(`${name}\\s*=\\s*["']?(\\d{1,3})`, "i").exec(attributes);
  return found === null ? 1 : Math.max(1, Number(found[1]));
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});/g, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code =
      name[1] === "x" || name[1] === "X" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}
