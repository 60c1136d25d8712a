// Keeps what somebody types until it is saved: in this tab only, under the person, the part and the
// version it began from (SEC-35). Signing out wipes it; so does the page that comes after a save.

import { wipe } from "../ui/wipe.js";

const PREFIX = "draft ";
const SENT = "sent ";
const WAIT_MS = 400;

const store = () => {
  try {
    return window.sessionStorage;
  } catch {
    return null; // storage is switched off: the form works without it
  }
};

function keys(prefix) {
  const kept = store();
  return kept ? Object.keys(kept).filter((key) => key.startsWith(prefix)) : [];
}

/** Forgets drafts that were saved, those of somebody else, and all when the person signs out. */
export function watch(root) {
  const { person } = root.dataset;
  for (const key of [...keys(PREFIX), ...keys(SENT)]) {
    if (person && !key.includes(person)) store()?.removeItem(key);
  }
  for (const mark of keys(SENT)) {
    const name = mark.slice(SENT.length);
    const here = [...root.querySelectorAll("[data-draft]")].some(
      (form) => form.dataset.draft === name,
    );
    if (!here) store()?.removeItem(PREFIX + name);
    store()?.removeItem(mark);
  }
  function onSubmit(event) {
    if (event.target.getAttribute("action") === "/sign-out") wipe();
  }
  root.addEventListener("submit", onSubmit);
  return () => root.removeEventListener("submit", onSubmit);
}

export function mount(form) {
  const name = form.dataset.draft;
  const text = form.querySelector("textarea");
  const status = form.querySelector("[data-draft-status]");
  let timer;

  onUnsent(); // it came back, so it is not saved
  const kept = store()?.getItem(PREFIX + name);
  if (kept && kept !== text.value && text.value === text.defaultValue && !isRefused(form)) {
    text.value = kept;
    status.textContent = form.dataset.kept;
    status.hidden = false;
  }

  function keep() {
    try {
      store()?.setItem(PREFIX + name, text.value);
    } catch {
      // full: the words are still in the form
    }
  }
  function onInput() {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT_MS);
  }
  function onSubmit() {
    keep();
    store()?.setItem(SENT + name, "yes");
  }
  function onUnsent() {
    store()?.removeItem(SENT + name);
  }

  text.addEventListener("input", onInput);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("unsent", onUnsent);
  return () => {
    clearTimeout(timer);
    text.removeEventListener("input", onInput);
    form.removeEventListener("submit", onSubmit);
    form.removeEventListener("unsent", onUnsent);
  };
}

/** The server sent the words back itself: those are the newer ones. */
function isRefused(form) {
  return form.querySelector("[aria-invalid]") !== null;
}
