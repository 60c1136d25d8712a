// The pictures to sign in: taps are kept here and sent together; nothing shows which ones.

export function mount(element) {
  const { name, wanted } = element.dataset;
  const form = element.closest("form");
  const pad = element.querySelector(".pad");
  const places = [...element.querySelectorAll(".picks i")];
  const status = element.querySelector("[role=status]");
  const again = element.querySelector("[type=reset]");
  for (const early of element.querySelectorAll("input[type=hidden]")) early.remove();
  let picked = [];

  function show() {
    for (const [index, place] of places.entries()) {
      place.classList.toggle("on", index < picked.length);
    }
    status.textContent = status.dataset.say
      .replace("[done]", picked.length)
      .replace("[all]", wanted);
    again.hidden = picked.length === 0;
  }

  function onClick(event) {
    const button = event.target.closest(".pad button");
    if (!button || picked.length >= wanted) return;
    picked.push(button.value);
    show();
    if (picked.length < wanted) {
      event.preventDefault();
      return;
    }
    for (const value of picked.slice(0, -1)) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      pad.before(input); // fields are sent in the order of the page, the tapped button last
    }
  }

  function clear() {
    picked = [];
    for (const input of element.querySelectorAll("input[type=hidden]")) input.remove();
    show();
  }

  show();
  element.addEventListener("click", onClick);
  again.addEventListener("click", clear);
  window.addEventListener("pageshow", clear);
  form.addEventListener("reset", clear);
  return () => {
    element.removeEventListener("click", onClick);
    again.removeEventListener("click", clear);
    window.removeEventListener("pageshow", clear);
    form.removeEventListener("reset", clear);
  };
}
