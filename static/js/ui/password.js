// A button beside a password that shows what was typed. Without JavaScript it stays hidden.

export function mount(element) {
  const input = element.querySelector("input");
  const button = element.querySelector("button");
  const words = { password: button.textContent, text: button.dataset.hide };

  function turn(type) {
    input.type = type;
    button.textContent = words[type];
  }
  const onClick = () => turn(input.type === "password" ? "text" : "password");
  const onSubmit = () => turn("password");

  button.hidden = false;
  button.addEventListener("click", onClick);
  input.form?.addEventListener("submit", onSubmit);
  return () => {
    button.removeEventListener("click", onClick);
    input.form?.removeEventListener("submit", onSubmit);
  };
}
