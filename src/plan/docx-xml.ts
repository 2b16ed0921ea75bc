// Walks the XML of a .docx part.
import { SaxesParser, type SaxesTagPlain } from "saxes";

/** What a walk hears: names without prefix; `value` gives an attribute by its name without prefix, or null. */
export interface XmlListener {
  open: (name: string, value: (attribute: string) => string | null) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

const local = (name: string) => name.slice(name.indexOf(":") + 1);

const DEEPEST = 500;

/** Walks a part; broken XML, a DTD or tags nested beyond reason throw a RangeError. */
export function walkXml(xml: string, listener: XmlListener): void {
  const parser = new SaxesParser();
  const refuse = () => {
    throw new RangeError("broken part");
  };
  parser.on("error", refuse);
  parser.on("doctype", refuse);
  let depth = 0;
  parser.on("opentag", (tag: SaxesTagPlain) => {
    depth += 1;
    if (depth > DEEPEST) refuse();
    listener.open(local(tag.name), (attribute) => {
      for (const [key, value] of Object.entries(tag.attributes)) if (local(key) === attribute) return value;
      return null;
    });
  });
  parser.on("text", (text) => listener.text?.(text));
  parser.on("cdata", (text) => listener.text?.(text));
  parser.on("closetag", (tag: SaxesTagPlain) => {
    depth -= 1;
    listener.close?.(local(tag.name));
  });
  parser.write(xml.replace(/^\ufeff/, ""));
  parser.close();
}
