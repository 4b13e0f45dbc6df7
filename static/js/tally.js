/* Counting with a thumb: + and − beside each number of a form. Without this, one types the numbers. */
(() => {
  "use strict";

  const MOST = 500;

  const number = (input) => Number.parseInt(input.value, 10) || 0;

  /** Set a number as if it had been typed, so that the draft hears of it. */
  function set(input, count) {
    input.value = String(Math.min(Math.max(count, 0), MOST));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Nobody can have been met less often than a theme came up. */
  function raise(form, input) {
    const total = form.elements.contacts;
    if (input !== total && number(input) > number(total)) set(total, number(input));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    const input = button?.closest(".tally")?.querySelector("input");
    if (!input) return;
    set(input, number(input) + Number(button.dataset.step));
    const name = button.closest(".tally").querySelector("label").textContent.trim();
    input.form.querySelector("[data-tally-said]").textContent = `${name} : ${input.value}`;
  });
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (input.form?.hasAttribute("data-tally") && input.closest(".tally")) raise(input.form, input);
  });
})();
