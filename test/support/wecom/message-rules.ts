// What the simulated WeCom takes as a message and what it refuses, by the protocol's own table of limits.

type Json = Record<string, unknown>;

const bytes = (text: string) => Buffer.byteLength(text);

/** 0, or the errcode that refuses. */
type Verdict = number;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);

/** Cuts text at so many bytes, never inside a character, as the real one does without a word. */
function cut(text: string, most: number): string {
  let used = 0;
  let kept = "";
  for (const character of text) {
    used += bytes(character);
    if (used > most) return kept;
    kept += character;
  }
  return kept;
}

/** Where a message is going decides what it may be. */
export interface Channel {
  markdown: number;
  /** Kinds of card that are taken. */
  cards: readonly string[];
  emptyText: number;
  mediaExists(id: string): boolean;
}

const NOTICES = ["text_notice", "news_notice"];

/** Cards of apps. */
export const APP_CARDS = [...NOTICES, "button_interaction", "vote_interaction", "multiple_interaction"];

/** Cards of group robots. */
export const ROBOT_CARDS = NOTICES;

/** Looks over the part of a message that its msgtype names. Text too long is cut in place. */
export function checkMessage(body: Json, channel: Channel): Verdict {
  const part = body[String(body.msgtype)] as Json | undefined;
  if (!part || typeof part !== "object") return 40008;
  switch (body.msgtype) {
    case "text":
      if (!isText(part.content)) return channel.emptyText;
      part.content = cut(part.content, 2048);
      return 0;
    case "markdown":
    case "markdown_v2":
      if (body.msgtype === "markdown_v2" && channel.markdown < 4096) return 40008;
      if (!isText(part.content)) return channel.emptyText;
      return bytes(part.content) > channel.markdown ? 40058 : 0;
    case "image":
      if (isText(part.base64)) return isText(part.md5) ? 0 : 40058;
      return channel.mediaExists(String(part.media_id)) ? 0 : 40007;
    case "voice":
    case "video":
    case "file":
      return channel.mediaExists(String(part.media_id)) ? 0 : 40007;
    case "textcard": {
      const fits =
        isText(part.title) && isText(part.description) && isText(part.url) && [...part.title].length <= 128;
      return fits && [...String(part.description)].length <= 512 && bytes(String(part.url)) <= 2048
        ? 0
        : 40058;
    }
    case "news": {
      const articles = list(part.articles);
      if (articles.length < 1 || articles.length > 8) return 40058;
      return articles.every(
        ({ title, description }) =>
          isText(title) && bytes(title) <= 128 && bytes(String(description ?? "")) <= 512,
      )
        ? 0
        : 40058;
    }
    case "template_card":
      return checkCard(part, channel);
    default:
      return 40008;
  }
}

/** Cards that call back carry a task id and get a response code. */
export function callsBack(card: Json): boolean {
  return !NOTICES.includes(String(card.card_type)) || card.action_menu !== undefined;
}

function checkCard(card: Json, channel: Channel): Verdict {
  const type = String(card.card_type);
  if (!channel.cards.includes(type)) return 42031;
  const title = (card.main_title as Json | undefined)?.title;
  if (type === "text_notice" ? !isText(title) && !isText(card.sub_title_text) : !isText(title)) return 40058;
  if (NOTICES.includes(type) && !opens(card.card_action, [1, 2])) return 42045;
  if (callsBack(card) && !/^[0-9A-Za-z_\-@]{1,128}$/.test(String(card.task_id ?? ""))) return 42014;
  return (
    checkRows(card) ||
    checkJumps(card) ||
    (type === "button_interaction" ? checkButtons(list(card.button_list), channel) : 0) ||
    (type === "vote_interaction" || type === "multiple_interaction" ? checkSubmit(card) : 0)
  );
}

function opens(action: unknown, types: number[]): boolean {
  const { type, url, appid } = (action ?? {}) as Json;
  if (!types.includes(Number(type))) return false;
  return Number(type) === 1 ? isText(url) && /^https?:\/\//.test(url) && bytes(url) <= 2048 : isText(appid);
}

function checkRows(card: Json): Verdict {
  const rows = list(card.horizontal_content_list);
  if (rows.length > 6) return 40058;
  for (const row of rows) {
    if (!isText(row.keyname)) return 42027;
    if (row.type === 1 && !opens(row, [1])) return 42028;
    if (row.type === 3 && !isText(row.userid)) return 40003;
  }
  return 0;
}

function checkJumps(card: Json): Verdict {
  const jumps = list(card.jump_list);
  if (jumps.length > 3 || jumps.some(({ title }) => !isText(title))) return 40058;
  return jumps.every((jump) => jump.type === 0 || opens(jump, [1, 2])) ? 0 : 42028;
}

function checkButtons(buttons: Json[], channel: Channel): Verdict {
  if (buttons.length < 1 || buttons.length > 6) return 40058;
  const keys = new Set<string>();
  for (const button of buttons) {
    if (!isText(button.text)) return 42038;
    if (button.style !== undefined && ![1, 2, 3, 4].includes(Number(button.style))) return 40058;
    if (button.type === 1) {
      if (!channel.cards.includes("button_interaction") || !opens(button, [1])) return 42028;
      continue;
    }
    const { key } = button;
    if (!isText(key) || bytes(key) > 1024 || keys.has(key)) return 42039;
    keys.add(key);
  }
  return 0;
}

function checkSubmit(card: Json): Verdict {
  const submit = card.submit_button as Json | undefined;
  if (!isText(submit?.key) || !isText(submit?.text)) return 42046;
  const selects = list(card.select_list);
  if (card.card_type === "multiple_interaction") return selects.length < 1 || selects.length > 3 ? 42047 : 0;
  const options = list((card.checkbox as Json | undefined)?.option_list);
  return options.length < 1 || options.length > 20 ? 40058 : 0;
}
