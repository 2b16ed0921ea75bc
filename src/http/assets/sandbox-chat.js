// One conversation as a phone shows it: bubbles, cards with buttons, files, times.

import { businessNow, known, personOf } from "./sandbox-data.js";
import { byId, el } from "./sandbox-dom.js";
import { avatarOf } from "./sandbox-people.js";
import { isoAt, shortTime } from "./sandbox-time.js";

const GAP_MS = 5 * 60_000;
const LONG_LABEL = 6;
const publicUrl = byId("desk").dataset.publicUrl;

// Links begin with the configured address; here they must stay on the one this page was opened by.
function linkOf(url) {
  const here = url.startsWith(`${publicUrl}/`) ? url.slice(publicUrl.length) : url;
  const target = new URL(here, location.origin);
  return /^https?:$/.test(target.protocol) ? target.href : null;
}

function withLinks(text) {
  return text
    .split(/(https?:\/\/[^\s,。;、)】]+)/)
    .map((part, index) =>
      index % 2 === 1 ? el("a", { href: linkOf(part), target: "_blank", rel: "noopener" }, part) : part,
    );
}

// `text` is the whole message; what stands before the card's own words is said above the card.
function leadOf({ text, card }) {
  return text.slice(0, Math.max(0, text.indexOf(card.title))).trim();
}

function button(message, { action, label, url }, press) {
  if (url) {
    const href = linkOf(url);
    return href && el("a", { className: "card-button", href, target: "_blank", rel: "noopener" }, label);
  }
  return el(
    "button",
    {
      type: "button",
      className: "card-button",
      data: { message: message.id, action },
      onclick: () => press(message.id, action, label),
    },
    label,
  );
}

function cardOf(message, press) {
  const { title, facts, body, actions } = message.card;
  return el(
    "article",
    { className: "card" },
    el("h3", {}, title),
    facts.length > 0 &&
      el(
        "dl",
        {},
        facts.map(([label, value]) =>
          el(
            "div",
            { className: label.length > LONG_LABEL ? "long" : "" },
            el("dt", {}, label),
            el("dd", {}, value),
          ),
        ),
      ),
    body && el("p", { className: "card-body" }, withLinks(body)),
    actions.length > 0 &&
      el(
        "div",
        { className: "card-buttons" },
        actions.map((each) => button(message, each, press)),
      ),
  );
}

function fileOf({ name, url }) {
  const inside = [
    el("span", { className: "file-kind", aria: { hidden: "true" } }, name.split(".").at(-1).slice(0, 4)),
    el("span", { className: "file-name" }, name, url && el("small", {}, "点击下载")),
  ];
  const href = url && linkOf(url);
  return href
    ? el("a", { className: "file", href, download: name }, inside)
    : el("span", { className: "file" }, inside);
}

function textBubble(text, mentions, fill) {
  const names = mentions.map((id) => `@${personOf(id)?.name ?? id} `);
  return [
    el(
      "div",
      { className: "bubble" },
      names.length > 0 && el("span", { className: "mention" }, names),
      withLinks(text),
    ),
    // A form to be filled in and sent back is tedious to copy by hand.
    fill &&
      text.startsWith("【填报") &&
      el("button", { type: "button", className: "copy", onclick: () => fill(text) }, "复制到输入框"),
  ];
}

function messageItem(message, { press, fill }) {
  const { card, mentions, text } = message;
  const words = card ? leadOf(message) : text;
  return el(
    "li",
    { className: "entry" },
    el("img", { className: "avatar", src: "/assets/icon.svg", alt: "报送机器人" }),
    el(
      "div",
      { className: "entry-body" },
      (words || mentions.length > 0) && textBubble(words, mentions, card ? null : fill),
      card && cardOf(message, press),
      (message.files ?? []).map(fileOf),
    ),
  );
}

function saidItem(said, person) {
  const name = personOf(said.from)?.name ?? said.from;
  const own = said.from === person;
  if (said.pressed) {
    return el("li", { className: "remark" }, `${own ? "您" : name}点了“${said.pressed.label}”`);
  }
  return el(
    "li",
    { className: own ? "entry entry_own" : "entry" },
    avatarOf(name),
    el(
      "div",
      { className: "entry-body" },
      !own && el("span", { className: "entry-name" }, name),
      said.text && el("div", { className: "bubble" }, said.text),
      said.files.map((file) => fileOf({ name: file })),
    ),
  );
}

function isHere(said, { person, group }) {
  return group ? said.group === group : said.from === person && !said.group;
}

// In order of time; what was said comes before what was answered in the same instant.
function entriesOf({ person, group }) {
  const messages = known.messages
    .filter(({ to }) => (group ? to.group === group : to.person === person))
    .map((message) => ({ key: `m${message.id}`, at: Date.parse(message.at), message }));
  const said = known.said
    .filter((each) => isHere(each, { person, group }))
    .map((each) => ({ key: `s${each.id}`, at: Date.parse(each.at), said: each }));
  return [...said, ...messages].sort((a, b) => a.at - b.at);
}

let drawn = { place: "", keys: [] };

/**
 * Draws the open conversation. Only what is new is added, unless the conversation has changed. It scrolls to what is
 * new if its end was in sight, and always while `following`, when the person here has just acted.
 */
export function drawLog(chosen, acts, following) {
  const log = byId("log");
  const entries = entriesOf(chosen);
  const place = `${known.bureau} ${chosen.person} ${chosen.group}`;
  const same = place === drawn.place && drawn.keys.every((key, index) => key === entries[index]?.key);
  const scroll = following || !same || log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  if (!same) drawn = { place, keys: [] };
  if (drawn.keys.length === 0) log.replaceChildren();
  for (const each of log.querySelectorAll(".pending")) each.remove();
  let first = null;
  for (const [index, entry] of entries.entries()) {
    if (index < drawn.keys.length) continue;
    if (index === 0 || entry.at - entries[index - 1].at > GAP_MS) {
      log.append(el("li", { className: "log-time" }, shortTime(isoAt(entry.at))));
    }
    const item = entry.message ? messageItem(entry.message, acts) : saidItem(entry.said, chosen.person);
    log.append(item);
    if (!same || !first) first = item;
    drawn.keys.push(entry.key);
  }
  const pending = known.pending.filter((each) => isHere(each, chosen));
  for (const each of pending) {
    const item = saidItem(each, chosen.person);
    item.classList.add("pending");
    log.append(item);
    first ??= item;
  }
  if (entries.length + pending.length === 0) {
    log.replaceChildren(
      el("li", { className: "log-time" }, shortTime(isoAt(businessNow()))),
      el("li", { className: "remark" }, `还没有消息。试试发送 ${chosen.group ? "/进度" : "/帮助"}`),
    );
  }
  for (const { from, pressed } of known.said) {
    if (!pressed || from !== chosen.person) continue;
    for (const each of log.querySelectorAll(`[data-message="${pressed.message}"]`)) {
      if (each.dataset.action === pressed.action) each.classList.add("card-button_pressed");
    }
  }
  // To the end, but not past the beginning of what is new: a long card is read from its title.
  if (scroll && first) log.scrollTop = first.offsetTop - log.offsetTop - 8;
}
