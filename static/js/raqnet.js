/* Small helps on top of pages that work without them. Nothing here is needed to read or to save.
   Words shown to people come from data attributes that the server has translated. */
(() => {
  "use strict";

  const root = document.documentElement;
  const status = document.getElementById("status");
  const DRAFT_DELAY = 2000;
  const STUCK_AFTER = 8000; // a download leaves the page where it is: give the button back

  root.classList.add("js");

  /* The status line ---------------------------------------------------------------------- */
  let statusTimer = 0;

  function say(text, { sticky = false } = {}) {
    if (!status || !text) return;
    clearTimeout(statusTimer);
    status.textContent = text;
    if (!sticky) statusTimer = setTimeout(() => { status.textContent = ""; }, 4000);
  }

  // The room and the recorder tell of their link themselves.
  const inRoom = document.querySelector("#room, #recorder") !== null;
  if (!inRoom) addEventListener("offline", () => say(status?.dataset.offline, { sticky: true }));
  if (!inRoom) addEventListener("online", () => say(status?.dataset.online));
  if (!navigator.onLine && !inRoom) say(status?.dataset.offline, { sticky: true });
  document.addEventListener("htmx:error", () => {
    say(navigator.onLine ? status?.dataset.failed : status?.dataset.offline, { sticky: !navigator.onLine });
  });
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail?.ctx?.response?.status === 422) return; // the form comes back with its own words
    say(status?.dataset.failed);
    // The words did not arrive: they count as unsaved again.
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  /* The tap was heard -------------------------------------------------------------------- */
  function loading(on) { root.classList.toggle("is-loading", on); }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const samePage = link.pathname === location.pathname && link.search === location.search && link.hash;
    if (samePage || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    loading(true);
    setTimeout(() => loading(false), STUCK_AFTER);
  });
  addEventListener("pageshow", (event) => {
    loading(false);
    // A page that the browser kept whole: what was chosen there is nobody else's to see.
    if (event.persisted) document.querySelectorAll("form[autocomplete=off]").forEach((form) => form.reset());
    document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
  });

  /* Signing out: what a room and a recorder keep in this browser goes; if something still waits there, one is asked ---- */
  // See room/store.js, recorder/queue.js, outbox/queue.js.
  const KEPT = { "raqnet.room.waiting": "raqnet-room", "raqnet.recorder.waiting": "raqnet-recorder", "raqnet.outbox.waiting": "raqnet-outbox" };
  const OUTBOX_OWNER = "raqnet.outbox.user";
  const leave = document.getElementById("leave");
  let leaving = null;

  function waiting(flag) {
    try { return JSON.parse(localStorage.getItem(flag)); } catch { return null; }
  }

  function erase(name) {
    return new Promise((done) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = done;
    });
  }

  function signOut() {
    const go = () => {
      if (leaving.dataset.left) return;
      leaving.dataset.left = "true";
      try { [...Object.keys(KEPT), OUTBOX_OWNER].forEach((flag) => localStorage.removeItem(flag)); } catch { /* nothing was kept */ }
      leaving.requestSubmit();
    };
    setTimeout(go, 1000); // a browser that does not answer keeps nobody here
    if (!window.indexedDB) return go();
    return Promise.all(Object.values(KEPT).map(erase)).then(go, go);
  }

  /** Say what waits; false where nothing does. */
  function tell() {
    const [gestures, slices, forms] = Object.keys(KEPT).map(waiting);
    const words = document.getElementById("leave-words");
    const { one, many, sound, form, more } = words.dataset;
    const count = (kept, single, several) => (kept ? [kept.waiting === 1 ? single : several.replace("{n}", kept.waiting)] : []);
    words.textContent = [...count(gestures, one, many), ...(slices ? [sound] : []), ...count(forms, form, more)].join(" ");
    const back = (slices ?? gestures ?? forms)?.back;
    if (back?.startsWith("/")) document.getElementById("leave-back").href = back;
    return Boolean(gestures ?? slices ?? forms);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action") !== "/deconnexion" || form.dataset.left) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leaving = form;
    if (!leave || !tell()) return signOut();
    leave.showModal();
  }, true);
  document.getElementById("leave-erase")?.addEventListener("click", signOut);

  /* One submit at a time ----------------------------------------------------------------- */
  // In the capture phase, so that a second tap stops here before htmx hears it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || form.dataset.gesture) return; // the room's gestures have a script of their own
    if (root.dataset.outbox && form.hasAttribute("data-outbox") && !form.dataset.plainly) return; // so has the outbox
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // Sent without a network, a page of words gives way to the browser's own error page.
    if (!navigator.onLine && form.method === "post") {
      event.preventDefault();
      event.stopImmediatePropagation();
      say(status?.dataset.offline, { sticky: true });
      return;
    }
    form.setAttribute("aria-busy", "true");
    form.dataset.sent = "true";
    setTimeout(() => form.removeAttribute("aria-busy"), STUCK_AFTER);
  }, true);
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.method !== "dialog") loading(true);
  });
  document.addEventListener("htmx:finally:request", () => {
    loading(false);
    document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
  });

  /* "/" goes to the search; Escape or a tap elsewhere closes the menu --------------------- */
  const TYPING = "input, textarea, select, [contenteditable]";

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest?.(TYPING)) {
      const search = document.getElementById("search");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    }
  });
  // A search inside a form that one fills in only searches: its key on a phone's keyboard saves nothing yet.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.type === "search" && event.target.form?.dataset.draft) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const menu = document.querySelector("details.menu[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  /* Copy --------------------------------------------------------------------------------- */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const source = button && document.querySelector(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      say(status?.dataset.copied);
    } catch {
      source.select?.();
      say(status?.dataset.copyFailed);
    }
  });

  /* Print -------------------------------------------------------------------------------- */
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });

  /* htmx, on a form that few search in: fetched when one comes near its search ------------- */
  function fetchHtmx(field) {
    if (window.htmx || document.querySelector("script[data-late]")) return;
    const script = Object.assign(document.createElement("script"), { src: field.dataset.htmx });
    script.dataset.late = "true";
    // What was typed meanwhile is told again, once htmx listens.
    script.onload = () => setTimeout(() => { if (field.value) field.dispatchEvent(new Event("input", { bubbles: true })); });
    script.onerror = () => script.remove(); // no link: the next touch tries again
    document.head.append(script);
  }

  for (const kind of ["toggle", "focusin", "input"]) {
    document.addEventListener(kind, ({ target }) => {
      const field = target.matches?.("[data-htmx]") ? target : target.open && target.querySelector?.("[data-htmx]");
      if (field) fetchHtmx(field);
    }, true);
  }

  /* Filters that apply as they change ----------------------------------------------------- */
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !form.hasAttribute("data-autosubmit")) return;
    const byHtmx = window.htmx && (form.hasAttribute("hx-get") || form.hasAttribute("hx-post"));
    if (!byHtmx) form.requestSubmit();
  });

  /* Drafts: what is typed is kept on the server before it is sent -------------------------- */
  const timers = new WeakMap();

  function setDraftState(form, kind) {
    const line = form.querySelector("[data-draft-state]");
    if (!line) return;
    const time = new Date().toLocaleTimeString("fr-BE", { hour: "2-digit", minute: "2-digit" });
    line.classList.toggle("is-failed", kind === "failed");
    line.textContent = (line.dataset[kind] ?? "").replace("{time}", time);
  }

  async function saveDraft(form, { leaving = false } = {}) {
    clearTimeout(timers.get(form));
    if (form.dataset.unsaved !== "true" || form.dataset.sent === "true") return;
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (name !== "csrf_token" && typeof value === "string") fields.append(name, value);
    }
    const token = form.querySelector('input[name="csrf_token"]')?.value ?? "";
    form.dataset.unsaved = "saving";
    try {
      const answer = await fetch(`/brouillons/${encodeURIComponent(form.dataset.draft)}`, {
        method: "PUT", body: fields, headers: { "X-CSRFToken": token }, keepalive: leaving, redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      // Letters typed while the request was under way have set it to "true" again.
      if (form.dataset.unsaved === "saving") form.dataset.unsaved = "false";
      setDraftState(form, "saved");
    } catch {
      form.dataset.unsaved = "true";
      setDraftState(form, "failed");
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form?.dataset.draft) return;
    form.dataset.unsaved = "true";
    delete form.dataset.sent;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => saveDraft(form), DRAFT_DELAY));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    document.querySelectorAll("form[data-draft]").forEach((form) => saveDraft(form, { leaving: true }));
  });
  addEventListener("online", () => {
    document.querySelectorAll("form[data-draft]").forEach((form) => saveDraft(form));
  });
  addEventListener("beforeunload", (event) => {
    const waiting = [...document.querySelectorAll("form[data-draft]")]
      .some((form) => ["true", "saving"].includes(form.dataset.unsaved) && form.dataset.sent !== "true");
    if (waiting) event.preventDefault();
  });

  /* Texts about people: what may tell who somebody is, asked of the server while one types --- */
  const CHECK_DELAY = 600;
  const checks = new WeakMap(); // the timer of each field, and the text it last asked about

  // News that pushes the page down waits for the finger: a button must not slip away under it.
  let pressed = false;
  addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => { pressed = false; }), true);
  async function released() {
    while (pressed) await new Promise((go) => setTimeout(go, 50));
  }

  async function check(field) {
    const state = checks.get(field) ?? {};
    clearTimeout(state.timer);
    const text = field.value;
    const hints = field.closest(".field")?.querySelector(".field-hints");
    if (!hints || state.text === text || !navigator.onLine) return;
    checks.set(field, { text });
    const token = (field.form ?? document).querySelector('input[name="csrf_token"]')?.value ?? "";
    try {
      const answer = await fetch(field.dataset.check, {
        method: "POST", body: new URLSearchParams({ text }), redirect: "error",
        headers: { "X-CSRFToken": token, "HX-Request": "true", "HX-Request-Type": "partial" },
      });
      const found = answer.ok ? (await answer.text()).trim() : "";
      await released();
      // Told again, the same words would be read out again; later ones have an answer of their own.
      if (field.value === text && hints.innerHTML.trim() !== found) hints.innerHTML = found;
    } catch { /* it is only a remark: the next pause asks again */ }
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset?.check) return;
    clearTimeout(checks.get(field)?.timer);
    checks.set(field, { ...checks.get(field), timer: setTimeout(() => check(field), CHECK_DELAY) });
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.dataset?.check && checks.has(event.target)) check(event.target);
  });

  /* Where there are errors, the reader starts there ---------------------------------------- */
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("htmx:after:swap", () => document.querySelector("[data-focus]")?.focus());
})();
