// The input at the bottom: words by Enter, files by the button or dropped on the conversation.
import { byId } from "./sandbox-dom.js";

const MOST_PX = 160;

function grow() {
  const box = byId("text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, MOST_PX)}px`;
}

/** Puts words into the input and goes there. */
export function fill(text) {
  const box = byId("text");
  box.value = text;
  grow();
  box.focus();
}

/** Brings the input to life. `say` resolves to false when the words did not arrive; they come back then. */
export function openComposer({ say, sendFile }) {
  const box = byId("text");
  byId("composer").onsubmit = async (event) => {
    event.preventDefault();
    const text = box.value;
    if (!text.trim()) return;
    fill("");
    if (!(await say(text)) && !box.value) fill(text);
  };
  // Words in the input go with the file, such as the number of what it belongs to.
  const sendFiles = async (files) => {
    const text = box.value.trim();
    fill("");
    for (const file of files) await sendFile(file, text);
  };
  box.oninput = grow;
  box.onkeydown = (event) => {
    // While a Chinese input method is composing, Enter picks a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("composer").requestSubmit();
  };
  byId("file").onchange = async ({ target }) => {
    await sendFiles([...target.files]);
    target.value = "";
  };
  const chat = byId("chat");
  const setDrop = (on) => chat.classList.toggle("dropping", on);
  chat.ondragover = (event) => {
    event.preventDefault();
    setDrop(true);
  };
  chat.ondragleave = (event) => {
    if (!chat.contains(event.relatedTarget)) setDrop(false);
  };
  chat.ondrop = async (event) => {
    event.preventDefault();
    setDrop(false);
    await sendFiles([...event.dataTransfer.files]);
  };
}
