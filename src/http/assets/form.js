// What a form page gains with a script: the draft saves itself, a second press sends nothing, fields not asked for fold.
// Without it every button works all the same.

const form = document.querySelector("form");
const status = document.querySelector(".actions-tip");
const revision = form?.elements.namedItem("_revision");
const PAUSE_MS = 3000;

let timer = 0;
let saving = null;
let stopped = false;
let sent = false;

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
  try {
    const response = await fetch(location.href, {
      method: "POST",
      body,
      headers: { accept: "application/json" },
      keepalive: document.visibilityState === "hidden",
    });
    const answer = await response.json();
    if (response.ok) {
      revision.value = answer.revision;
      say(`草稿已自动保存 ${clock(answer.savedAt)}`);
    } else {
      stopped = true;
      say(answer.message ?? "草稿没有保存,请点“保存草稿”", true);
    }
  } catch {
    say("网络不通,草稿还没有保存", true);
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

if (form && revision && status) {
  form.addEventListener("input", () => {
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
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    clearTimeout(timer);
    if (saving) {
      // The draft on its way would look like somebody else's to the form that follows it.
      event.preventDefault();
      const button = event.submitter;
      saving.finally(() => form.requestSubmit(button));
      return;
    }
    sent = true;
  });
  // Coming back by the browser's button shows the page as it was left.
  window.addEventListener("pageshow", () => {
    sent = false;
  });
  fold();
}
