// "Copy as text": a button that copies the box above it and says so.

export function mount(element) {
  const box = element.querySelector(".lines");
  const button = element.querySelector("button");
  const status = element.querySelector("[role=status]");

  async function onClick() {
    getSelection().selectAllChildren(box);
    // Without HTTPS, or when it is not allowed, only the old way is left.
    await (navigator.clipboard?.writeText(box.textContent) ?? Promise.reject()).catch(() =>
      document.execCommand("copy"),
    );
    status.textContent = status.dataset.copied;
  }

  button.hidden = false;
  button.addEventListener("click", onClick);
  return () => button.removeEventListener("click", onClick);
}
