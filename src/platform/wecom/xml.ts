// Reads the small XML of a callback and refuses what no callback holds: DTDs, foreign entities, depth, size.
import { SaxesParser } from "saxes";
import { AppError } from "../../errors.ts";

/** One element: its text (CDATA or not) and the elements in it, in their order. */
export interface XmlElement {
  name: string;
  text: string;
  children: XmlElement[];
}

const MAX_LENGTH = 256 * 1024;
const MAX_DEPTH = 8;
const MAX_ELEMENTS = 500;

const refused = (why: string) => new AppError("INVALID_INPUT", `企业微信发来的 XML 不能读：${why}`);

/** The root element. INVALID_INPUT for anything that is not plain, small, well-formed XML. */
export function parseXml(xml: string): XmlElement {
  if (xml.length > MAX_LENGTH) throw refused("太大");
  const top: XmlElement = { name: "", text: "", children: [] };
  const open = [top];
  let count = 0;
  const parser = new SaxesParser({ position: false });
  const append = (text: string) => {
    open.at(-1)!.text += text;
  };
  // Undeclared entities are errors of the parser's own; with no DTD none can be declared.
  parser.on("error", () => {
    throw refused("格式不对");
  });
  parser.on("doctype", () => {
    throw refused("含有 DTD");
  });
  parser.on("processinginstruction", () => {
    throw refused("含有处理指令");
  });
  parser.on("opentag", ({ name }) => {
    const element: XmlElement = { name, text: "", children: [] };
    open.at(-1)!.children.push(element);
    open.push(element);
    if (open.length - 1 > MAX_DEPTH) throw refused("层次太深");
    if (++count > MAX_ELEMENTS) throw refused("元素太多");
  });
  parser.on("text", append);
  parser.on("cdata", append);
  parser.on("closetag", () => {
    open.pop();
  });
  parser.write(xml).close();
  return top.children[0]!;
}

/** The text of the first element of that name in an element, trimmed; empty where there is none. */
export function textOf(element: XmlElement, name: string): string {
  return element.children.find((child) => child.name === name)?.text.trim() ?? "";
}
