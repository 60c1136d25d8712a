// "Show photo 24 KB": the picture comes when somebody asks for it, in place of the link.

export function mount(element) {
  function onClick(event) {
    event.preventDefault();
    const { width, height, alt } = element.dataset;
    const image = new Image(width, height);
    image.className = "pic";
    image.alt = alt;
    image.src = element.href;
    image.tabIndex = -1;
    element.replaceWith(image);
    image.focus({ preventScroll: true });
  }

  element.addEventListener("click", onClick);
  return () => element.removeEventListener("click", onClick);
}
