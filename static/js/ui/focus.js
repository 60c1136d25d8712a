// What was wrong in a form takes the focus, so that it is read out and the links are next.

export function mount(element) {
  element.focus();
  return () => {};
}
