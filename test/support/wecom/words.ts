// What a person reads of a simulated message, whatever it was sent as.
import type { Message } from "./world.ts";

interface Parts {
  content?: string;
  main_title?: { title: string; desc?: string };
  sub_title_text?: string;
  horizontal_content_list?: { keyname: string; value: string }[];
  button_list?: { text: string; url?: string }[];
  jump_list?: { title: string; url: string }[];
}

/** All words of a message or of what it became, its buttons apart. */
export function wordsOf(body: Message["body"]): string {
  const { content, main_title, sub_title_text, horizontal_content_list } = body as Parts;
  const rows = horizontal_content_list?.map(({ keyname, value }) => `${keyname}：${value}`) ?? [];
  return [content, main_title?.title, main_title?.desc, ...rows, sub_title_text].filter(Boolean).join("\n");
}

/** The labels of what can be pressed. */
export function buttonsOf(body: Message["body"]): string[] {
  const { button_list = [], jump_list = [] } = body as Parts;
  return [...button_list.map(({ text }) => text), ...jump_list.map(({ title }) => title)];
}
