// A form with a file: asks about pupils only for pictures, says at once when a file is too large,
// and shows how much is sent. What goes wrong is said at the file. Without it the form is sent as every other.

import { parsePage } from "./parse.js";

const PICTURE = /\.(jpe?g|png|webp)$/i;
const SAID_EACH = 25; // per cent, so that a screen reader is not flooded

export function mount(form) {
  const input = form.querySelector("input[type=file]");
  const says = form.querySelector("[data-upload-says]");
  const bar = form.querySelector(".upload");
  const question = form.querySelector("[data-pictures-only]");
  const send = form.querySelector(".btn[type=submit]");
  let sending = null;

  const chosen = () => input.files[0];
  const isTooLarge = () => chosen()?.size > input.dataset.most;

  /** Says what is wrong, or nothing, at the file, in the place of what was said there before. */
  function blame(text, isSignedOut) {
    const field = input.parentNode;
    field.querySelector(".err")?.remove();
    field.classList.toggle("wrong", !!text);
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", `${input.id}-hint${text ? " upload-wrong" : ""}`);
    if (!text) return;
    const said = form.querySelector("template").content.cloneNode(true);
    said.querySelector("span > span").textContent = text;
    said.querySelector("a").hidden = !isSignedOut;
    input.before(said);
    input.setAttribute("aria-invalid", true);
    input.focus();
  }

  function onChoose() {
    blame(isTooLarge() && form.dataset.large);
    follow();
  }

  /** What depends on the file that is chosen. */
  function follow() {
    if (question) question.hidden = !PICTURE.test(chosen()?.name ?? "");
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
    const before = bar.value;
    bar.value = done;
    if (Math.floor(done / SAID_EACH) > Math.floor(before / SAID_EACH)) {
      says.textContent = form.dataset.sent.replace("{done}", done);
    }
  }

  function ready(text, isSignedOut) {
    sending = null;
    bar.hidden = true;
    bar.value = 0;
    says.textContent = "";
    blame(text, isSignedOut);
    send.removeAttribute("aria-disabled");
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
    main.scrollIntoView(); // what is said of all of it is on top; a list of mistakes is shown next
    main.focus();
    main.dispatchEvent(new Event("replaced", { bubbles: true }));
  }

  function onAnswer() {
    const isJson = sending.getResponseHeader("Content-Type")?.startsWith("application/json");
    if (!isJson)
      return sending.status ? showAgain(sending.responseText) : ready(form.dataset.failed);
    const answer = JSON.parse(sending.responseText);
    if (answer.ok) return location.assign(answer.url);
    const { code, text } = answer.error;
    const isSignedOut = sending.status === 401; // a page of somebody else is only too old
    ready(isSignedOut ? form.dataset.signedOut : text, isSignedOut);
    if (code === "signed_out") document.dispatchEvent(new Event("signed-out"));
  }

  function onSubmit(event) {
    const button = event.submitter; // a browser that does not know it sends the form by itself
    if (!chosen() || !button) return;
    event.preventDefault();
    if (sending) return;
    if (isTooLarge()) {
      onChoose();
      setTimeout(() => form.dispatchEvent(new Event("unsent")));
      return;
    }
    blame();
    sending = new XMLHttpRequest();
    sending.upload.addEventListener("progress", onProgress);
    sending.addEventListener("load", onAnswer);
    sending.addEventListener("error", () => ready(form.dataset.failed));
    sending.open("POST", form.action);
    sending.setRequestHeader("Accept", "application/json, text/html;q=0.9");
    const fields = new FormData(form);
    if (button.name) fields.set(button.name, button.value);
    sending.send(fields);
    send.setAttribute("aria-disabled", "true");
    bar.hidden = false;
  }

  form.addEventListener("submit", onSubmit);
  input.addEventListener("change", onChoose);
  follow();
  return () => {
    form.removeEventListener("submit", onSubmit);
    input.removeEventListener("change", onChoose);
  };
}
