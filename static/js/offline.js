/* The page of blank forms: it may have been kept for days, so its days are set when it is opened. */
(() => {
  "use strict";

  function setDays() {
    const now = new Date();
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    document.querySelectorAll("[data-today]").forEach((input) => { input.value ||= today; });
  }

  setDays();
  document.addEventListener("outbox:kept", setDays);
})();
