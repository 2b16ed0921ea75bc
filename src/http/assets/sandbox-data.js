// What the page knows: people, groups, every message and everything said, kept up to date with the server.

/** Everything known. `messages` and `said` are in order of arrival; `offset` is business time minus this machine's. */
export const known = {
  people: [],
  groups: [],
  messages: [],
  said: [],
  pending: [],
  bureau: "",
  offset: 0,
};

/** Asks the server; throws an Error with its sentence. */
export async function ask(path, body) {
  const init = { headers: { accept: "application/json" } };
  if (body !== undefined) {
    init.method = "POST";
    init.body = body instanceof FormData ? body : JSON.stringify(body);
    if (!(body instanceof FormData)) init.headers["content-type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Error("连不上服务器，请看看程序是否还在运行。");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.message ?? `服务器没有办成（${response.status}）。`);
  return answer;
}

/** Business time now, in milliseconds. */
export function businessNow() {
  return Date.now() + known.offset;
}

/** Takes over the server's time. */
export function setNow(iso) {
  known.offset = Date.parse(iso) - Date.now();
}

/** People and groups anew; a roster may have changed them. */
export async function loadPeople() {
  const { people, groups } = await ask("/sandbox/api/people");
  known.people = people;
  known.groups = groups;
}

async function loadNew() {
  const [{ messages }, { bureau, now, said }] = await Promise.all([
    ask(`/sandbox/api/messages?after=${known.messages.at(-1)?.id ?? 0}`),
    ask(`/sandbox/said?after=${known.said.at(-1)?.number ?? 0}`),
  ]);
  setNow(now);
  return { bureau, messages, said };
}

let loading = null;

async function load() {
  let fresh = await loadNew();
  if (fresh.bureau !== known.bureau) {
    Object.assign(known, { bureau: fresh.bureau, messages: [], said: [], pending: [] });
    await loadPeople();
    fresh = await loadNew();
  }
  known.messages.push(...fresh.messages);
  known.said.push(...fresh.said);
  return fresh.messages;
}

/** Fetches what is new and returns the new messages; calls at the same time share one fetch. */
export function refresh() {
  loading ??= load().finally(() => {
    loading = null;
  });
  return loading;
}

/** The person with an id. */
export function personOf(id) {
  return known.people.find((person) => person.id === id);
}

/** The group with an id. */
export function groupOf(id) {
  return known.groups.find((group) => group.id === id);
}

/** The key of the conversation a message stands in. */
export function placeOf(to) {
  return to.group ? `group:${to.group}` : `person:${to.person}`;
}

const storeName = () => `baosong:${known.bureau}`;

function readSeen() {
  try {
    return JSON.parse(localStorage.getItem(storeName())) ?? {};
  } catch {
    return {};
  }
}

/** How many messages have arrived in each conversation since it was last open, by key. */
export function countUnread() {
  const seen = readSeen();
  const counts = new Map();
  for (const { id, to } of known.messages) {
    const place = placeOf(to);
    if (Number(id) > (seen[place] ?? 0)) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** Remembers that a conversation has been looked at. */
export function markSeen(place) {
  const last = known.messages.findLast((message) => placeOf(message.to) === place);
  if (!last) return;
  try {
    localStorage.setItem(storeName(), JSON.stringify({ ...readSeen(), [place]: Number(last.id) }));
  } catch {
    // Without storage everything stays unread after a reload; nothing else depends on it.
  }
}

/** Who received messages, as a phrase such as 「张磊、唐静 等 9 人和 1 个群」； empty if nobody. */
export function describeReceivers(messages) {
  const people = [...new Set(messages.flatMap(({ to }) => to.person ?? []))];
  const groups = new Set(messages.flatMap(({ to }) => to.group ?? []));
  const names = people.slice(0, 3).map((id) => personOf(id)?.name ?? id);
  const who = people.length > 3 ? `${names.join("、")} 等 ${people.length} 人` : names.join("、");
  return [who, groups.size > 0 && `${groups.size} 个群`].filter(Boolean).join("和 ");
}
