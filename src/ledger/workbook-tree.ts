// A part of a workbook as a tree that can be changed and written back, so that all we do not touch stays as it was.

import { SaxesParser, type SaxesTagPlain } from "saxes";
import { MESSAGES } from "./messages.ts";
import { WorkbookRefused } from "./workbook-zip.ts";

/** An element: its name as written, its attributes, its children and texts in order. */
export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  children: (XmlNode | string)[];
}

const CHUNK = 256 * 1024;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 200;
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML cannot hold
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Reads a part, letting other work run in between; throws `WorkbookRefused` for broken XML, a DTD, or more than can be changed in memory. */
export async function readTree(xml: Buffer): Promise<XmlNode> {
  if (xml.length > MAX_BYTES) throw new WorkbookRefused(MESSAGES.bloated());
  const refuse = (): never => {
    throw new WorkbookRefused(MESSAGES.damaged());
  };
  const document: XmlNode = { name: "", attributes: {}, children: [] };
  const path = [document];
  const add = (child: XmlNode | string) => path.at(-1)!.children.push(child);
  const parser = new SaxesParser();
  parser.on("error", refuse);
  parser.on("doctype", refuse);
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("opentag", ({ name, attributes }: SaxesTagPlain) => {
    const node: XmlNode = { name, attributes: { ...attributes }, children: [] };
    add(node);
    if (path.push(node) > MAX_DEPTH) refuse();
  });
  parser.on("closetag", () => {
    path.pop();
  });
  const decoder = new TextDecoder();
  for (let at = 0; at < xml.length; at += CHUNK) {
    parser.write(decoder.decode(xml.subarray(at, at + CHUNK), { stream: true }));
    await new Promise(setImmediate);
  }
  parser.write(decoder.decode()).close();
  return document.children.find((child) => typeof child !== "string") ?? refuse();
}

/** A part as XML. */
export function writeTree(root: XmlNode): string {
  const pieces = [HEAD];
  write(root, pieces);
  return pieces.join("");
}

function write(node: XmlNode, pieces: string[]): void {
  pieces.push(`<${node.name}`);
  for (const [name, value] of Object.entries(node.attributes))
    pieces.push(` ${name}="${escapeAttribute(value)}"`);
  if (node.children.length === 0) {
    pieces.push("/>");
    return;
  }
  pieces.push(">");
  for (const child of node.children)
    if (typeof child === "string") pieces.push(escapeText(child));
    else write(child, pieces);
  pieces.push(`</${node.name}>`);
}

function escapeText(text: string): string {
  return text
    .replace(UNWRITABLE, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/\r/g, "&#13;");
}

function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, "&quot;").replace(/\n/g, "&#10;").replace(/\t/g, "&#9;");
}

/** The name without its prefix. */
export function localName(node: XmlNode): string {
  return node.name.slice(node.name.indexOf(":") + 1);
}

/** The child elements, or those of one name. */
export function elementsOf(node: XmlNode | undefined, name?: string): XmlNode[] {
  return (node?.children ?? []).filter(
    (child): child is XmlNode =>
      typeof child !== "string" && (name === undefined || localName(child) === name),
  );
}

/** The first child element of a name. */
export function childOf(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return elementsOf(node, name)[0];
}

/** The element and everything below it. */
export function* everyElement(node: XmlNode): Generator<XmlNode> {
  yield node;
  for (const child of elementsOf(node)) yield* everyElement(child);
}

/** The text directly inside an element. */
export function textOf(node: XmlNode): string {
  return node.children.filter((child) => typeof child === "string").join("");
}

/** A new element, in the namespace prefix of `like`. */
export function elementLike(
  like: XmlNode,
  name: string,
  attributes: Record<string, string> = {},
  children: (XmlNode | string)[] = [],
): XmlNode {
  const prefix = like.name.includes(":") ? `${like.name.split(":")[0]}:` : "";
  return { name: prefix + name, attributes, children };
}
