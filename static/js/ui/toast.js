// A short message at the bottom: gone at the next press, but not before eight seconds.

const STAYS_MS = 8000;

export function mount(element) {
  const leave = () => element.remove();
  const timer = setTimeout(
    () => document.addEventListener("click", leave, { once: true }),
    STAYS_MS,
  );
  return () => {
    clearTimeout(timer);
    document.removeEventListener("click", leave);
  };
}
