// Builds elements; whatever comes from data goes in as text, never as markup.

/** An element with properties (`data` and `aria` as objects) and children; false and null children are left out. */
export function el(tag, { data, aria, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, data);
  for (const [name, value] of Object.entries(aria ?? {})) element.setAttribute(`aria-${name}`, value);
  element.append(...children.flat().filter((child) => child !== false && child != null));
  return element;
}

/** The element with an id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Replaces what an element holds; the button that had the focus has it again, told by its `data-key`. */
export function refill(container, ...children) {
  const focused = container.contains(document.activeElement) && document.activeElement.dataset.key;
  container.replaceChildren(...children);
  if (focused) container.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

let hiding;

/** Shows a sentence at the bottom for a few seconds. */
export function toast(sentence) {
  const box = byId("toast");
  box.textContent = sentence;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    box.hidden = true;
  }, 6000);
}
