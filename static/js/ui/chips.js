// Quick words fill the box with the id of data-target; they never send.

export function mount(element) {
  const box = document.getElementById(element.dataset.target);

  function onClick(event) {
    const chip = event.target.closest("button");
    if (!chip) return;
    box.value = `${box.value} ${chip.textContent.trim()}`.trimStart();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  element.addEventListener("click", onClick);
  return () => element.removeEventListener("click", onClick);
}
