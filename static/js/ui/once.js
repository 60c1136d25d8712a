// A form with data-once is sent once: its button says what happens (data-busy) and keeps its width.
// Coming back to the page by the Back button makes it ready again.

const busy = new Map();
const sent = new Set(); // not an attribute of the form, where other modules keep their words

function release() {
  for (const [button, words] of busy) {
    button.lastElementChild.textContent = words;
    button.removeAttribute("aria-disabled");
  }
  busy.clear();
  sent.clear();
}

function onSubmit(event) {
  const form = event.target;
  if (form.dataset.once === undefined || event.defaultPrevented) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  const button = event.submitter ?? form.querySelector(".btn[type=submit]");
  if (!button?.lastElementChild) return;
  sent.add(form);
  const label = button.lastElementChild;
  busy.set(button, label.textContent);
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.busy) label.textContent = button.dataset.busy;
}

export function mount(root) {
  root.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", release);
  return () => {
    root.removeEventListener("submit", onSubmit);
    window.removeEventListener("pageshow", release);
  };
}
