// What a broken line kept from being saved stays on this device until it is. Never of a 敏感 ledger, and no files.

const DAYS_KEPT = 7;
const MS_A_DAY = 86_400_000;

const PREFIX = "baosong ";
const keyOf = (form) => `${PREFIX}${form.getAttribute("action")} ${form.elements.namedItem("_as")?.value}`;

const isContent = (name) => !name.startsWith("_") && name !== "requestId";

/** The form's fields as typed, without files and pasted rows. */
export function entriesOf(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && name !== "_paste" && name !== "_do",
  );
}

/** Whether copies of this form may be kept here. */
export const keeps = (form) => form.dataset.keeps !== undefined;

/** Keeps a copy. `posted` says that it was on its way when the page was left. */
export function keepCopy(form, posted = false) {
  if (!keeps(form)) return;
  try {
    const copy = { at: Date.now(), posted, entries: entriesOf(form) };
    localStorage.setItem(keyOf(form), JSON.stringify(copy));
  } catch {
    // A browser that keeps nothing is as it was without a copy.
  }
}

/** Forgets the copy. */
export function dropCopy(form) {
  try {
    localStorage.removeItem(keyOf(form));
  } catch {}
}

/** Forgets what was on its way: a page that answers with a receipt says that it arrived. */
export function dropPosted() {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(PREFIX) && JSON.parse(localStorage.getItem(key)).posted)
        localStorage.removeItem(key);
  } catch {}
}

/** The copy of this form, where it holds anything that the page does not. `same`: nobody saved since it was made. */
export function readCopy(form) {
  try {
    const copy = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
    if (!copy || Date.now() - copy.at > DAYS_KEPT * MS_A_DAY) return null;
    const said = (entries) => JSON.stringify(entries.filter(([name]) => isContent(name)));
    if (said(copy.entries) === said(entriesOf(form))) return null;
    const kept = (wanted) => copy.entries.find(([name]) => name === wanted)?.[1];
    const same = ["_revision", "_base"].every((name) => form.elements.namedItem(name).value === kept(name));
    return { ...copy, same };
  } catch {
    return null;
  }
}

/** Puts a copy back into the fields. */
export function fillIn(form, { entries }) {
  for (const input of form.elements) {
    if (!input.name || !isContent(input.name) || input.type === "file") continue;
    const values = entries.filter(([name]) => name === input.name).map(([, value]) => value);
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else if (values.length > 0) input.value = values[0];
  }
}

/** Sends a copy as the draft it was: the page that answers shows both sides where somebody saved in between. */
export function postCopy(form, { entries }) {
  const sender = document.createElement("form");
  sender.method = "post";
  sender.action = form.getAttribute("action");
  for (const [name, value] of [...entries, ["_do", "save"]]) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    sender.append(input);
  }
  document.body.append(sender);
  sender.submit();
}
