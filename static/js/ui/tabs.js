// The tab that has the focus comes into sight whole; browsers leave one alone that is cut off.

export function mount(nav) {
  const show = (event) => event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
  nav.addEventListener("focusin", show);
  return () => nav.removeEventListener("focusin", show);
}
