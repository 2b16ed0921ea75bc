// The list of people, by unit, with a badge on whoever has something unread.
import { countUnread, known } from "./sandbox-data.js";
import { byId, el, refill } from "./sandbox-dom.js";

const ORDER = ["director", "deputy", "coordinator", "head", "contact", "auditor"];
const roleNames = JSON.parse(byId("desk").dataset.roles);

/** A person's roles, the weightiest first. */
export function rankedRoles(person) {
  return person.roles.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
}

/** A person's roles in words. */
export function rolesOf(person) {
  return rankedRoles(person)
    .map((role) => roleNames[role] ?? role)
    .join("、");
}

/** The square with a name's last two characters. */
export function avatarOf(name, kind = "person") {
  return el(
    "span",
    { className: `avatar avatar_${kind}`, aria: { hidden: "true" } },
    kind === "group" ? "群" : name.slice(-2),
  );
}

/** A red number, or nothing. */
export function badge(count) {
  if (!count) return null;
  return el("span", { className: "badge", title: `${count} 条未读` }, count > 99 ? "99+" : String(count));
}

function sections() {
  const byHeading = new Map();
  const rank = ({ roles }) => Math.min(...roles.map((role) => ORDER.indexOf(role)));
  const several = new Set(known.people.map(({ bureau }) => bureau)).size > 1;
  const headingOf = (bureau, part) => (several && part !== bureau ? `${bureau}·${part}` : part);
  for (const person of known.people.toSorted((a, b) => rank(a) - rank(b))) {
    const leader = person.roles.some((role) => role === "director" || role === "deputy");
    const heading = headingOf(person.bureau, leader ? "局领导" : person.unit);
    byHeading.set(heading, [...(byHeading.get(heading) ?? []), person]);
  }
  // Leaders stand first, whichever unit they are filed under; units in their bureau's order.
  const units = [...new Set(known.people.map(({ bureau }) => bureau))].flatMap((bureau) => [
    headingOf(bureau, "局领导"),
    ...known.people.filter((one) => one.bureau === bureau).map(({ unit }) => headingOf(bureau, unit)),
  ]);
  return [...byHeading].sort(([a], [b]) => units.indexOf(a) - units.indexOf(b));
}

function row({ key, name, detail, kind, unread, current, onClick }) {
  return el(
    "button",
    {
      type: "button",
      className: "person",
      data: { key },
      onclick: onClick,
      aria: current ? { current: "true" } : {},
    },
    avatarOf(name, kind),
    el(
      "span",
      { className: "person-words" },
      el("span", { className: "person-name" }, name),
      detail && el("span", { className: "person-roles" }, detail),
    ),
    badge(unread),
  );
}

/** Draws the list. `chosen` is what is open: { person, group }. */
export function drawPeople(chosen, choose) {
  const unread = countUnread();
  const groups = known.groups.map((group) =>
    row({
      key: group.id,
      name: group.name,
      kind: "group",
      unread: unread.get(`group:${group.id}`),
      current: chosen.group === group.id,
      onClick: () => choose({ group: group.id }),
    }),
  );
  refill(
    byId("people"),
    el("section", {}, el("h2", {}, "群聊"), groups),
    ...sections().map(([heading, people]) =>
      el(
        "section",
        {},
        el("h2", {}, heading),
        people.map((person) =>
          row({
            key: person.id,
            name: person.name,
            detail: rolesOf(person),
            unread: unread.get(`person:${person.id}`),
            current: chosen.person === person.id && !chosen.group,
            onClick: () => choose({ person: person.id, group: "" }),
          }),
        ),
      ),
    ),
  );
}
