// A form with a file: asks about pupils only for pictures, says at once when a file is too large,
// and shows how much is sent. Without it the form is sent as every other.

import { parsePage } from "./parse.js";

const PICTURE = /\.(jpe?g|png|webp)$/i;
const SAID_EACH = 25; // per cent, so that a screen reader is not flooded

export function mount(form) {
  const input = form.querySelector("input[type=file]");
  const says = form.querySelector("[data-upload-says]");
  const bar = form.querySelector(".upload");
  const question = form.querySelector("[data-pictures-only]");
  let sending = null;

  const chosen = () => input.files[0];
  const isTooLarge = () => chosen()?.size > Number(input.dataset.most);

  function onChoose() {
    if (question) question.hidden = !PICTURE.test(chosen()?.name ?? "");
    says.textContent = isTooLarge() ? form.dataset.large : "";
    const title = form.elements.title;
    if (title && !title.value && chosen()) {
      title.value = chosen()
        .name.replace(/\.[^.]+$/, "")
        .slice(0, 120);
    }
  }

  function onProgress({ lengthComputable, loaded, total }) {
    if (!lengthComputable) return;
    const done = Math.floor((loaded / total) * 100);
    const before = bar.firstElementChild.value;
    bar.firstElementChild.value = done;
    if (Math.floor(done / SAID_EACH) > Math.floor(before / SAID_EACH)) {
      says.textContent = form.dataset.sent.replace("{done}", done);
    }
  }

  function ready(text) {
    sending = null;
    bar.hidden = true;
    bar.firstElementChild.value = 0;
    says.textContent = text;
    const button = form.querySelector(".btn[type=submit]");
    button.removeAttribute("aria-disabled");
    form.dispatchEvent(new Event("unsent")); // what is typed stays a draft (projects/draft.js)
  }

  /** The answer is the form again, with what is wrong; the chosen file stays chosen. */
  function showAgain(html) {
    const page = parsePage(html);
    const main = document.adoptNode(page.querySelector("main"));
    const icons = document.adoptNode(page.querySelector("body > svg[hidden]"));
    const empty = main.querySelector("input[type=file]");
    for (const { name, value } of empty?.attributes ?? []) input.setAttribute(name, value);
    empty?.replaceWith(input);
    main.querySelector("[data-again]")?.remove();
    document.querySelector("body > svg[hidden]").replaceWith(icons);
    document.querySelector("main").replaceWith(main);
    main.dispatchEvent(new Event("replaced", { bubbles: true }));
  }

  function onAnswer() {
    const isJson = sending.getResponseHeader("Content-Type")?.startsWith("application/json");
    if (!isJson)
      return sending.status ? showAgain(sending.responseText) : ready(form.dataset.failed);
    const answer = JSON.parse(sending.responseText);
    if (answer.ok) return location.assign(answer.url);
    ready(answer.error.text);
    if (answer.error.code === "signed_out") document.dispatchEvent(new Event("signed-out"));
  }

  function onSubmit(event) {
    const button = event.submitter; // a browser that does not know it sends the form by itself
    if (!chosen() || !button) return;
    event.preventDefault();
    if (sending) return;
    if (isTooLarge()) {
      input.focus();
      setTimeout(() => form.dispatchEvent(new Event("unsent")));
      return;
    }
    sending = new XMLHttpRequest();
    sending.upload.addEventListener("progress", onProgress);
    sending.addEventListener("load", onAnswer);
    sending.addEventListener("error", () => ready(form.dataset.failed));
    sending.open("POST", form.action);
    sending.setRequestHeader("Accept", "application/json, text/html;q=0.9");
    const fields = new FormData(form);
    if (button.name) fields.set(button.name, button.value);
    sending.send(fields);
    form.querySelector(".btn[type=submit]").setAttribute("aria-disabled", "true");
    bar.hidden = false;
  }

  form.addEventListener("submit", onSubmit);
  input.addEventListener("change", onChoose);
  onChoose();
  return () => {
    form.removeEventListener("submit", onSubmit);
    input.removeEventListener("change", onChoose);
  };
}
