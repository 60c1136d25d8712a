// Menus are <details class="menu">: they close on Escape and on a press outside.

export function mount(root) {
  const open = () => root.querySelectorAll("details.menu[open]");

  function onKey(event) {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }

  function onPress(event) {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  }

  root.addEventListener("keydown", onKey);
  root.addEventListener("click", onPress);
  return () => {
    root.removeEventListener("keydown", onKey);
    root.removeEventListener("click", onPress);
  };
}
