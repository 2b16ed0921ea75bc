// The clock bar: shows business time, and turns it forward.
import { ask, businessNow, describeReceivers, known, refresh, setNow } from "./sandbox-data.js";
import { byId, el, toast } from "./sandbox-dom.js";
import { isoAt, longTime, shortTime } from "./sandbox-time.js";

const MOST_HOPS = 40;
const HOUR_MS = 3_600_000;

function show() {
  if (!known.bureau) return;
  const { year, text } = longTime(isoAt(businessNow()));
  byId("now").replaceChildren(el("span", { className: "clock-year" }, year), text);
}

// The time to turn to begins as the next full hour.
function suggest() {
  byId("clock-to").value = `${isoAt(businessNow() + HOUR_MS).slice(0, 13)}:00`;
}

function setBusy(busy) {
  byId("clock-tools").classList.toggle("busy", busy);
  for (const control of byId("clock-tools").querySelectorAll("button, input")) control.disabled = busy;
}

function report(now, messages) {
  const to = `时钟拨到 ${shortTime(now)}`;
  toast(
    messages.length > 0
      ? `${to}，发出 ${messages.length} 条消息：${describeReceivers(messages)}`
      : `${to}，期间没有消息发出`,
  );
}

async function move(body) {
  const answer = await ask("/sandbox/api/clock", body);
  setNow(answer.now);
  return answer;
}

// Something may fall due without a message coming of it; go on until one does.
async function moveToNext() {
  let { next } = await ask("/sandbox/api/clock");
  for (let hop = 0; next && hop < MOST_HOPS; hop++) {
    const answer = await move({ to: next });
    if (answer.messages.length > 0) return answer;
    ({ next } = await ask("/sandbox/api/clock"));
  }
  toast("后面没有安排好的提醒");
  return null;
}

/** Brings the bar to life; `draw` is called when time has moved, `restart` when everything has begun anew. */
export function openClock({ draw, restart }) {
  const turn = async (work) => {
    setBusy(true);
    try {
      const answer = await work();
      await refresh();
      if (answer) report(answer.now, answer.messages);
      draw();
    } catch (error) {
      toast(error.message);
    } finally {
      setBusy(false);
      show();
      suggest();
    }
  };

  for (const button of document.querySelectorAll("[data-advance]")) {
    button.onclick = () => turn(() => move({ advance: button.dataset.advance }));
  }
  byId("clock-next").onclick = () => turn(moveToNext);
  byId("clock-pick").onsubmit = (event) => {
    event.preventDefault();
    turn(() => move({ to: `${byId("clock-to").value.slice(0, 16)}:00+08:00` }));
  };
  byId("reset").onclick = async () => {
    if (!confirm("回到最初的演示单位？所有方案、报送和消息都会清空。")) return;
    setBusy(true);
    try {
      await ask("/sandbox/api/reset", {});
      await refresh();
      toast("已重置");
      restart();
    } catch (error) {
      toast(error.message);
    } finally {
      setBusy(false);
      show();
    }
  };
  byId("clock-toggle").onclick = ({ currentTarget }) => {
    const open = document.body.classList.toggle("clock-open");
    currentTarget.setAttribute("aria-expanded", String(open));
  };
  setInterval(show, 1000);
  return {
    moveToNext: () => turn(moveToNext),
    /** Shows the server's time once it is known. */
    begin() {
      show();
      suggest();
    },
  };
}
