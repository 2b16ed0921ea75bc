// What a form page gains with a script: the draft saves itself, also when the line comes back; a second press sends
// nothing, fields not asked for fold. Without it every button works all the same.
import { dropCopy, dropPosted, fillIn, keepCopy, keeps, postCopy, readCopy } from "./form-copy.js";

const form = document.querySelector("form");
const status = document.querySelector(".actions-tip");
const revision = form?.elements.namedItem("_revision");
const PAUSE_MS = 3000;
const RETRY_MS = 15_000;

let timer = 0;
let saving = null;
let stopped = false;
let sent = false;
// Typed, and not kept by anybody else yet.
let unsaved = false;

const say = (text, wrong = false) => {
  status.textContent = text;
  status.classList.toggle("actions-tip_wrong", wrong);
};

const clock = (instant) => instant.slice(11, 16);

async function save() {
  const body = new FormData(form);
  body.set("_do", "save");
  // Files go with a press, not with every pause.
  for (const name of [...body.keys()]) if (name === "_paste" || name.startsWith("_file.")) body.delete(name);
  const response = await fetch(location.href, {
    method: "POST",
    body,
    headers: { accept: "application/json" },
    keepalive: document.visibilityState === "hidden",
  }).catch(() => null);
  if (!response || response.status >= 500) {
    keepCopy(form);
    say(
      keeps(form)
        ? "网络不通，内容先存在本机，联网后自动保存"
        : "网络不通，草稿还没有保存，请不要关闭页面，联网后自动保存",
      true,
    );
    if (timer === 0) timer = setTimeout(saveNow, RETRY_MS);
    return;
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) {
    revision.value = answer.revision;
    unsaved = timer !== 0;
    dropCopy(form);
    say(`草稿已自动保存 ${clock(answer.savedAt)}`);
  } else {
    // Somebody else wrote in between, or the login is over: the page or the next login shows what to do.
    stopped = true;
    keepCopy(form);
    say(answer?.message ?? "草稿没有保存，请点“保存草稿”", true);
  }
}

function saveNow() {
  clearTimeout(timer);
  timer = 0;
  if (stopped || sent) return;
  const before = saving ?? Promise.resolve();
  const mine = before.then(save).finally(() => {
    if (saving === mine) saving = null;
  });
  saving = mine;
}

function fold() {
  for (const box of form.querySelectorAll("[data-when]")) {
    const cause = form.elements.namedItem(box.dataset.when);
    const said = cause?.value ?? "";
    const filled = [...box.querySelectorAll("input, textarea, select")].some((input) => input.value !== "");
    const marked = box.querySelector(".field-error, .field-remark") !== null;
    box.hidden = said !== "" && said !== box.dataset.equals && !filled && !marked;
  }
}

/** Puts back what was not saved when this page was left. Where somebody has saved since, the person is asked first. */
function restore() {
  const copy = form.dataset.received === undefined ? readCopy(form) : null;
  if (!copy || (copy.posted && !copy.same)) {
    dropCopy(form);
    return;
  }
  if (copy.same) {
    fillIn(form, copy);
    unsaved = true;
    say("已恢复上次没有存上的内容");
    timer = setTimeout(saveNow, PAUSE_MS);
    return;
  }
  const notice = document.querySelector("#unsaved");
  notice.hidden = false;
  notice.querySelector("[value=restore]").addEventListener("click", () => postCopy(form, copy));
  notice.querySelector("[value=drop]").addEventListener("click", () => {
    dropCopy(form);
    notice.hidden = true;
  });
}

if (!form) dropPosted();
if (form && revision && status) {
  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(saveNow, PAUSE_MS);
  });
  form.addEventListener("change", (event) => {
    fold();
    const { target } = event;
    // A chosen file is kept at once, so that it is seen beside its row.
    if (target.type === "file" && target.files.length > 0)
      form.requestSubmit(form.querySelector('.actions button[value="save"]'));
  });
  form.addEventListener("paste", (event) => {
    const box = form.elements.namedItem("_paste");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    // A single cell is words like any other; several are rows, wherever they land.
    if (!box || event.target === box || !/\t.*\S|\n.*\t/.test(text)) return;
    event.preventDefault();
    box.value = text;
    form.requestSubmit(form.querySelector('button[value="paste"]'));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) saveNow();
  });
  window.addEventListener("online", () => {
    if (unsaved) saveNow();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !sent && !keeps(form)) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    clearTimeout(timer);
    timer = 0;
    if (!navigator.onLine) {
      event.preventDefault();
      keepCopy(form);
      unsaved = true;
      say("网络不通，没有提交。内容都还在，联网后请再点一次", true);
      return;
    }
    if (saving) {
      // The draft on its way would look like somebody else's to the form that follows it.
      event.preventDefault();
      const button = event.submitter;
      saving.finally(() => form.requestSubmit(button));
      return;
    }
    // Should it never arrive, it is put back when the page is opened again.
    keepCopy(form, true);
    sent = true;
  });
  // Coming back by the browser's button shows the page as it was left.
  window.addEventListener("pageshow", () => {
    sent = false;
  });
  restore();
  fold();
}
