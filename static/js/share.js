/* Sends a text on with what the phone knows, where it knows any; the text is there to be copied in any case. */
(() => {
  "use strict";

  if (!navigator.share) return;
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = document.querySelector(button.dataset.share).value;
      navigator.share({ text }).catch(() => {}); // whoever changes their mind is not told so
    });
  }
})();
