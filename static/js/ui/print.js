// A Print button; without JavaScript the browser's own does it.

export function mount(element) {
  const onClick = () => window.print();
  element.hidden = false;
  element.addEventListener("click", onClick);
  return () => element.removeEventListener("click", onClick);
}
