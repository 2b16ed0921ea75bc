// Derives cell styles from those a workbook has: the same look with another fill, number format or wrapping.

import { childOf, elementLike, elementsOf, type XmlNode } from "./workbook-tree.ts";

/** What a derived style changes; the rest stays as in its base. */
export interface StyleChange {
  /** ARGB of a solid fill; null takes the fill away. */
  fill?: string | null;
  /** ARGB of the text. */
  colour?: string;
  format?: string;
  wrap?: boolean;
  /** The workbook's normal font and no fill: a body cell after the look of a header. */
  plain?: boolean;
}

/** The styles of an opened workbook. */
export interface StyleBook {
  /** The number of a style that differs from `base` as asked; the same question gives the same number. */
  derive(base: number, change: StyleChange): number;
  isFilled(style: number, colour: string): boolean;
  isBordered(style: number): boolean;
}

const BUILT_IN = new Map([
  ["0", 1],
  ["0.00%", 10],
  ["@", 49],
]);
const FIRST_CUSTOM_FORMAT = 164;
const SIDES = ["left", "right", "top", "bottom"];

/** Where a workbook keeps its styles. */
export const STYLES_PATH = "xl/styles.xml";

/** Opens the tree of `xl/styles.xml`, which is changed in place. */
export function openStyles(root: XmlNode): StyleBook {
  const formats = childOf(root, "cellXfs");
  const known = new Map<string, number>();
  const xfOf = (style: number): XmlNode | undefined => elementsOf(formats)[style];
  const add = (list: XmlNode, child: XmlNode): number => {
    list.children.push(child);
    const count = elementsOf(list).length;
    list.attributes.count = String(count);
    return count - 1;
  };
  const addTo = (name: string, child: XmlNode): number => {
    const list = childOf(root, name);
    return list ? add(list, child) : 0;
  };
  const partOf = (style: number, list: string, id: string): XmlNode | undefined =>
    elementsOf(childOf(root, list))[Number(xfOf(style)?.attributes[id] ?? 0)];

  const answers = new Map<string, boolean>();
  const remember = (question: string, answer: () => boolean): boolean => {
    const known = answers.get(question) ?? answer();
    answers.set(question, known);
    return known;
  };

  const fillId = (colour: string): number =>
    addTo(
      "fills",
      elementLike(root, "fill", {}, [
        elementLike(root, "patternFill", { patternType: "solid" }, [
          elementLike(root, "fgColor", { rgb: colour }),
          elementLike(root, "bgColor", { indexed: "64" }),
        ]),
      ]),
    );
  const fontId = (like: XmlNode | undefined, colour: string): number => {
    const font = structuredClone(like ?? elementLike(root, "font"));
    const own = childOf(font, "color");
    if (own) own.attributes = { rgb: colour };
    else font.children.push(elementLike(root, "color", { rgb: colour }));
    return addTo("fonts", font);
  };
  const formatId = (format: string): number => {
    const builtIn = BUILT_IN.get(format);
    if (builtIn !== undefined) return builtIn;
    let list = childOf(root, "numFmts");
    if (!list) {
      list = elementLike(root, "numFmts", { count: "0" });
      root.children.unshift(list);
    }
    const same = elementsOf(list).find(({ attributes }) => attributes.formatCode === format);
    if (same) return Number(same.attributes.numFmtId);
    const ids = elementsOf(list).map(({ attributes }) => Number(attributes.numFmtId));
    const id = Math.max(FIRST_CUSTOM_FORMAT - 1, ...ids) + 1;
    add(list, elementLike(root, "numFmt", { numFmtId: String(id), formatCode: format }));
    return id;
  };

  return {
    derive(base, change) {
      if (!formats) return base;
      const question = JSON.stringify([base, change]);
      const answer = known.get(question);
      if (answer !== undefined) return answer;
      const xf = structuredClone(xfOf(base) ?? xfOf(0) ?? elementLike(root, "xf"));
      const set = (name: string, id: number, apply: string) => {
        xf.attributes[name] = String(id);
        xf.attributes[apply] = "1";
      };
      if (change.plain) {
        set("fontId", 0, "applyFont");
        set("fillId", 0, "applyFill");
      }
      if (change.fill !== undefined)
        set("fillId", change.fill === null ? 0 : fillId(change.fill), "applyFill");
      const font = change.plain ? elementsOf(childOf(root, "fonts"))[0] : partOf(base, "fonts", "fontId");
      if (change.colour) set("fontId", fontId(font, change.colour), "applyFont");
      if (change.format) set("numFmtId", formatId(change.format), "applyNumberFormat");
      if (change.wrap) {
        const own = childOf(xf, "alignment");
        const alignment = own ?? elementLike(root, "alignment");
        if (!own) xf.children.unshift(alignment);
        Object.assign(alignment.attributes, { wrapText: "1", vertical: "center", horizontal: "left" });
        xf.attributes.applyAlignment = "1";
      }
      const style = add(formats, xf);
      known.set(question, style);
      return style;
    },
    isFilled: (style, colour) =>
      remember(`${style} ${colour}`, () => {
        const pattern = childOf(partOf(style, "fills", "fillId"), "patternFill");
        return childOf(pattern, "fgColor")?.attributes.rgb === colour;
      }),
    isBordered: (style) =>
      remember(`${style}`, () => {
        const border = partOf(style, "borders", "borderId");
        return SIDES.some((side) => childOf(border, side)?.attributes.style !== undefined);
      }),
  };
}
