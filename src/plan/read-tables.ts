// Writes a table's rows as lines with tabs between the cells; a cell that spans rows is repeated in each of them.

/** A cell: its text, how many columns it spans, and how many rows (or that it goes on with the one above). */
export interface Cell {
  text: string;
  columns: number;
  rows: number;
  goesOn: boolean;
}

const MOST_COLUMNS = 40;

// A table that only lays out a page has one column or holds whole articles.
const ARTICLE = { lines: 4, characters: 400 };
const isArticle = ({ text }: Cell) =>
  text.length > ARTICLE.characters && text.split("\n").length >= ARTICLE.lines;

/** The lines of a table; of one that only lays out a page, its cells' own lines. */
export function linesOfTable(rows: readonly (readonly Cell[])[]): string[] {
  if (rows.every((row) => row.length <= 1) || rows.some((row) => row.some(isArticle)))
    return rows.flatMap((row) => row.flatMap(({ text }) => text.split("\n")));
  const above: { text: string; rows: number }[] = [];
  const grid: string[][] = [];
  for (const row of rows) {
    const line: string[] = [];
    const fill = () => {
      for (let held = above[line.length]; held !== undefined && held.rows > 0; held = above[line.length]) {
        held.rows -= 1;
        line.push(held.text);
      }
    };
    for (const cell of row) {
      fill();
      if (line.length >= MOST_COLUMNS) break;
      const at = line.length;
      const text = cell.goesOn ? (above[at]?.text ?? "") : cell.text;
      for (let column = 0; column < Math.min(cell.columns, MOST_COLUMNS); column += 1) {
        above[at + column] = { text: column === 0 ? text : "", rows: cell.rows - 1 };
        line.push(column === 0 ? text : "");
      }
    }
    fill();
    grid.push(line);
  }
  return grid
    .filter((line) => line.some((text) => text.trim() !== ""))
    .map((line) => line.map((text) => text.replace(/\s+/g, " ").trim()).join("\t"));
}
