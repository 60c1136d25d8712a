// Says when the internet is gone, and for a moment when it is back.

const BACK_MS = 5000;

export function mount(element) {
  let timer;

  function onOffline() {
    clearTimeout(timer);
    element.textContent = element.dataset.offline;
  }

  function onOnline() {
    if (!element.textContent) return;
    element.textContent = element.dataset.online;
    timer = setTimeout(() => {
      element.textContent = "";
    }, BACK_MS);
  }

  window.addEventListener("offline", onOffline);
  window.addEventListener("online", onOnline);
  if (navigator.onLine === false) onOffline();
  return () => {
    clearTimeout(timer);
    window.removeEventListener("offline", onOffline);
    window.removeEventListener("online", onOnline);
  };
}
