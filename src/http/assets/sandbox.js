// The sandbox's page: choose a person, read and write as on that person's phone.
import { drawLog } from "./sandbox-chat.js";
import { openClock } from "./sandbox-clock.js";
import { fill, openComposer } from "./sandbox-composer.js";
import {
  ask,
  businessNow,
  countUnread,
  describeReceivers,
  groupOf,
  known,
  loadPeople,
  markSeen,
  personOf,
  placeOf,
  refresh,
} from "./sandbox-data.js";
import { byId, el, refill, toast } from "./sandbox-dom.js";
import { badge, drawPeople, rankedRoles, rolesOf } from "./sandbox-people.js";
import { isoAt } from "./sandbox-time.js";

const POLL_MS = 2000;
const words = JSON.parse(byId("desk").dataset.words);
const onPhone = matchMedia("(max-width: 899.98px)");
const chosen = { person: "", group: "" };
let sending = 0;

const place = () => (chosen.group ? `group:${chosen.group}` : `person:${chosen.person}`);
const uniqueId = () => `${Date.now()}-${Math.random()}`;

function drawTabs(unread) {
  const tab = (name, group, key) =>
    el(
      "button",
      {
        type: "button",
        role: "tab",
        data: { key },
        onclick: () => choose({ group }),
        aria: { selected: String(chosen.group === group) },
      },
      name,
      badge(chosen.group === group ? 0 : unread.get(key)),
    );
  refill(
    byId("chat-tabs"),
    tab("报送机器人", "", `person:${chosen.person}`),
    ...known.groups.map((group) => tab(group.name, group.id, `group:${group.id}`)),
  );
}

function drawWords(person) {
  const own = chosen.group ? words.group : (words[rankedRoles(person)[0]] ?? []);
  const every = [...new Set([...own, ...(chosen.group ? [] : ["/进度", "/帮助"])])];
  refill(
    byId("words"),
    ...every.map((word) =>
      el("button", { type: "button", data: { key: word }, onclick: () => say(word) }, word),
    ),
  );
}

function draw() {
  const person = personOf(chosen.person);
  if (person && document.body.dataset.view === "chat") markSeen(place());
  drawPeople(chosen, choose);
  byId("chat").hidden = !person;
  byId("chat-none").hidden = Boolean(person);
  if (!person) return;
  byId("chat-title").textContent = groupOf(chosen.group)?.name ?? "报送机器人";
  byId("chat-who").textContent = `${person.name}的手机 · ${person.unit} ${rolesOf(person)}`;
  byId("chat-who").classList.toggle("typing", sending > 0);
  drawTabs(countUnread());
  drawWords(person);
  drawLog(chosen, { press, fill }, sending > 0);
}

function showChosen() {
  byId("people").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

/** Opens a conversation: of another person, or another one of the same person. */
function choose(change) {
  Object.assign(chosen, change);
  chosen.person ||= (known.people.find(({ roles }) => roles.includes("coordinator")) ?? known.people[0]).id;
  document.body.dataset.view = "chat";
  const hash = `#${[chosen.person, chosen.group].filter(Boolean).map(encodeURIComponent).join("/")}`;
  if (location.hash !== hash) history.pushState(null, "", hash);
  draw();
  showChosen();
  // On a phone that would open the keyboard over the conversation.
  if (!onPhone.matches) byId("text").focus();
}

/** What the address names, so that going back on a phone leads to the list. */
function readAddress() {
  const [person = "", group = ""] = location.hash.slice(1).split("/").map(decodeURIComponent);
  chosen.person = personOf(person) ? person : "";
  chosen.group = groupOf(group) ? group : "";
  document.body.dataset.view = chosen.person ? "chat" : "people";
  draw();
  showChosen();
}

// One act of the chosen person: what comes of it elsewhere is told in a line.
async function act(work) {
  const here = place();
  sending += 1;
  draw();
  try {
    const { messages } = await work();
    await refresh();
    const others = describeReceivers(messages.filter(({ to }) => placeOf(to) !== here));
    if (others) toast(`同时发给：${others}`);
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  } finally {
    known.pending = [];
    draw();
    sending -= 1;
    draw();
  }
}

function showPending(text, files) {
  const { person, group } = chosen;
  known.pending = [
    { id: uniqueId(), at: isoAt(businessNow()), from: person, group: group || undefined, text, files },
  ];
}

function say(text) {
  const { person, group } = chosen;
  showPending(text, []);
  const body = { id: uniqueId(), from: person, text, ...(group ? { group } : {}) };
  return act(() => ask("/sandbox/api/messages", body));
}

async function sendFile(file, text = "") {
  const { person, group } = chosen;
  showPending(text, [file.name]);
  const form = new FormData();
  form.set("id", uniqueId());
  form.set("from", person);
  form.set("text", text);
  if (group) form.set("group", group);
  form.set("file", file);
  await act(() => ask("/sandbox/api/messages", form));
  // It may have been a roster.
  await loadPeople();
  draw();
}

function press(messageId, action) {
  return act(() => ask("/sandbox/api/actions", { id: uniqueId(), from: chosen.person, messageId, action }));
}

async function importDemoPlan() {
  const response = await fetch("/sandbox/demo-plan.txt");
  if (!response.ok) return toast("安装目录里没有示例方案，请直接把方案文件拖进会话。");
  const text = await response.text();
  await sendFile(new File([text], "示例方案.txt", { type: "text/plain" }));
}

function openGuide(clock) {
  const acts = { "import-demo-plan": importDemoPlan, "next-due": clock.moveToNext };
  // On a phone the list of people comes first.
  byId("guide").open = !onPhone.matches;
  for (const button of byId("guide").querySelectorAll("button")) {
    button.onclick = async () => {
      const { who, group = "", say: words, act: name } = button.dataset;
      button.closest("li").classList.add("step_tried");
      if (who) choose({ person: who, group });
      if (words) await say(words);
      if (name) await acts[name]();
    };
  }
}

async function poll() {
  if (document.hidden || sending > 0) return;
  try {
    const before = known.bureau;
    const fresh = await refresh();
    if (known.bureau !== before) readAddress();
    else if (fresh.length > 0) draw();
  } catch {
    // The next round asks again; an act that fails says so by itself.
  }
}

const clock = openClock({
  async draw() {
    await loadPeople();
    draw();
  },
  restart: readAddress,
});
openComposer({ say, sendFile });
byId("back").onclick = () => {
  history.pushState(null, "", location.pathname);
  readAddress();
};
openGuide(clock);
addEventListener("popstate", readAddress);
try {
  await refresh();
  clock.begin();
  readAddress();
} catch (error) {
  toast(error.message);
}
setInterval(poll, POLL_MS);
