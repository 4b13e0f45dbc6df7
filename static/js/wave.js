/* The wave of a recording: where one is, what is covered, by mouse and by keyboard. The page's own
   forms do the changing: without this script they are typed into. */
(() => {
  "use strict";

  const player = document.getElementById("player");
  const wave = document.getElementById("wave");
  const sound = document.getElementById("sound");
  if (!player || !wave || !sound) return;

  const canvas = wave.querySelector("canvas");
  const slider = wave.querySelector(".wave-position");
  const says = document.getElementById("wave-says");
  const length = Number(player.dataset.length); // milliseconds
  const EDGE_STEP = 100;
  const SEND_AFTER = 700; // an edge that moves by keys is sent once it rests
  const LEAST = 100;
  const GRAB = 8; // pixels around an edge
  let peaks = new Int8Array(0);
  let begun = null; // where a span was begun by the keyboard
  let drag = null;

  const clamp = (value) => Math.min(length, Math.max(0, value));
  const now = () => clamp(sound.currentTime * 1000);
  const px = (ms) => (ms / length) * wave.clientWidth;
  const at = (event) => clamp(((event.clientX - wave.getBoundingClientRect().left) / wave.clientWidth) * length);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  /** "2:03,4", as the forms take it. */
  function moment(ms) {
    const tenths = Math.round(ms / 100);
    const seconds = `${String(Math.floor(tenths / 10) % 60).padStart(2, "0")},${tenths % 10}`;
    const minutes = Math.floor(tenths / 600);
    if (minutes < 60) return `${minutes}:${seconds}`;
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${seconds}`;
  }

  const rows = () => [...document.querySelectorAll("#silences .span")];
  const spans = () => rows().map((row) => ({ row, starts: Number(row.dataset.starts), ends: Number(row.dataset.ends) }));

  /* Drawing ------------------------------------------------------------------------------ */
  function colour(name) { return getComputedStyle(wave).getPropertyValue(name).trim(); }

  function draw() {
    const ratio = devicePixelRatio || 1;
    const [width, height] = [wave.clientWidth, wave.clientHeight];
    if (!width) return;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const ink = canvas.getContext("2d");
    ink.scale(ratio, ratio);
    drawPeaks(ink, width, height);
    ink.fillStyle = colour("--wave-cover");
    for (const { starts, ends } of [...spans(), ...pending()]) ink.fillRect(px(starts), 0, Math.max(2, px(ends) - px(starts)), height);
    ink.fillStyle = colour("--wave-head");
    ink.fillRect(px(now()) - 1, 0, 2, height);
  }

  function drawPeaks(ink, width, height) {
    const pairs = peaks.length / 2;
    const played = px(now());
    for (let x = 0; x < width; x += 1) {
      let [low, high] = [0, 0];
      const last = Math.min(pairs, Math.max(Math.floor((x * pairs) / width) + 1, Math.floor(((x + 1) * pairs) / width)));
      for (let n = Math.floor((x * pairs) / width); n < last; n += 1) {
        low = Math.min(low, peaks[2 * n]);
        high = Math.max(high, peaks[2 * n + 1]);
      }
      // Voices are seldom near the loudest: the root shows quiet ones.
      const [up, down] = [Math.sqrt(high / 128), Math.sqrt(-low / 128)];
      ink.fillStyle = x < played ? colours.played : colours.ahead;
      ink.fillRect(x, (height / 2) * (1 - up), 1, Math.max(1, (height / 2) * (up + down)));
    }
  }

  let colours = {};
  function readColours() { colours = { played: colour("--wave-played"), ahead: colour("--wave-ahead") }; }

  function pending() {
    if (drag?.moved && !drag.row) return [{ starts: Math.min(drag.from, drag.to), ends: Math.max(drag.from, drag.to) }];
    return begun === null ? [] : [{ starts: Math.min(begun, now()), ends: Math.max(begun, now()) }];
  }

  let frame = 0;
  function redraw() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  }

  function tellPosition() {
    const values = { at: moment(now()), length: moment(length) };
    slider.setAttribute("aria-valuenow", String(Math.round(now() / 1000)));
    slider.setAttribute("aria-valuetext", fill(player.dataset.position, values));
    redraw();
  }

  /* Edges: a handle for each, by mouse and arrows ------------------------------------------ */
  function handles() {
    wave.querySelectorAll(".wave-edge").forEach((each) => each.remove());
    spans().forEach(({ row, starts, ends }, n) => {
      addHandle(row, "starts", starts, fill(player.dataset.edgeStart, { n: n + 1 }));
      addHandle(row, "ends", ends, fill(player.dataset.edgeEnd, { n: n + 1 }));
    });
    redraw();
  }

  function addHandle(row, edge, ms, name) {
    const handle = document.createElement("span");
    handle.className = "wave-edge";
    Object.assign(handle.dataset, { edge, id: row.dataset.id });
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", name);
    handle.setAttribute("aria-valuemin", "0");
    handle.setAttribute("aria-valuemax", String(length));
    place(handle, ms);
    wave.append(handle);
  }

  function place(handle, ms) {
    handle.style.left = `${(ms / length) * 100}%`;
    handle.setAttribute("aria-valuenow", String(ms));
    handle.setAttribute("aria-valuetext", moment(ms));
  }

  function rowOf(handle) { return document.querySelector(`#silences .span[data-id="${handle.dataset.id}"]`); }

  function moveEdge(row, handle, ms) {
    const { edge } = handle.dataset;
    const other = Number(row.dataset[edge === "starts" ? "ends" : "starts"]);
    const value = edge === "starts" ? Math.min(clamp(ms), other - LEAST) : Math.max(clamp(ms), other + LEAST);
    row.dataset[edge] = String(Math.round(value));
    row.querySelector(`[name="${edge}"]`).value = moment(value);
    place(handle, Math.round(value));
    redraw();
  }

  let resting = 0;
  let focused = null; // the edge that had the keyboard, to give it back after a change
  function sendSoon(row, handle) {
    clearTimeout(resting);
    resting = setTimeout(() => {
      focused = { id: handle.dataset.id, edge: handle.dataset.edge };
      row.querySelector("form").requestSubmit();
    }, SEND_AFTER);
  }

  wave.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".wave-edge");
    if (!handle || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const row = rowOf(handle);
    const step = (event.key === "ArrowLeft" ? -1 : 1) * EDGE_STEP * (event.shiftKey ? 10 : 1);
    moveEdge(row, handle, Number(row.dataset[handle.dataset.edge]) + step);
    sendSoon(row, handle);
  });

  /* Covering ------------------------------------------------------------------------------- */
  function cover(from, to) {
    const [starts, ends] = [Math.min(from, to), Math.max(from, to)];
    if (ends - starts < LEAST) return;
    const form = document.getElementById("span-new");
    form.querySelector('[name="starts"]').value = moment(starts);
    form.querySelector('[name="ends"]').value = moment(ends);
    form.requestSubmit();
  }

  function toggleCover() {
    if (begun === null) {
      begun = now();
      says.textContent = fill(player.dataset.covering, { at: moment(begun) });
    } else {
      const from = begun;
      begun = null;
      says.textContent = "";
      cover(from, now());
    }
    redraw();
  }

  const canCover = () => document.getElementById("span-new") !== null;

  /* Keys ----------------------------------------------------------------------------------- */
  const TYPING = "input, textarea, select, button, a, summary, audio, [contenteditable]";

  function seek(ms) {
    sound.currentTime = clamp(ms) / 1000;
    tellPosition();
  }

  const KEYS = {
    " ": () => (sound.paused ? sound.play() : sound.pause()),
    ArrowLeft: (event) => seek(now() - (event.shiftKey ? 10000 : 1000)),
    ArrowRight: (event) => seek(now() + (event.shiftKey ? 10000 : 1000)),
    Home: () => seek(0),
    End: () => seek(length),
    Escape: () => { begun = null; says.textContent = ""; redraw(); },
  };

  wave.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key](event);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "m" || event.ctrlKey || event.metaKey || event.altKey || !canCover() || event.target.closest?.(TYPING)) return;
    event.preventDefault();
    toggleCover();
  });

  /* Mouse and finger ------------------------------------------------------------------------ */
  function nearEdge(event) {
    return [...wave.querySelectorAll(".wave-edge")].find((handle) => {
      const box = handle.getBoundingClientRect();
      return Math.abs(event.clientX - (box.left + box.width / 2)) <= GRAB;
    });
  }

  wave.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const handle = canCover() ? nearEdge(event) : null;
    drag = { from: at(event), to: at(event), x: event.clientX, moved: false, handle, row: handle ? rowOf(handle) : null };
    wave.setPointerCapture(event.pointerId);
  });
  wave.addEventListener("pointermove", (event) => {
    if (!drag) return;
    drag.to = at(event);
    drag.moved ||= Math.abs(event.clientX - drag.x) > 4;
    if (drag.moved && drag.row) moveEdge(drag.row, drag.handle, drag.to);
    redraw();
  });
  wave.addEventListener("pointerup", () => {
    const done = drag;
    drag = null;
    if (!done) return;
    if (!done.moved) seek(done.from);
    else if (done.row) done.row.querySelector("form").requestSubmit();
    else if (canCover()) cover(done.from, done.to);
    redraw();
  });
  wave.addEventListener("pointercancel", () => { drag = null; redraw(); });

  /* Elsewhere on the page --------------------------------------------------------------------- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play]");
    if (!button) return;
    seek(Number(button.dataset.play));
    sound.play();
  });
  document.addEventListener("focusin", (event) => {
    // A note is about where one listens: the field takes that moment, where it is empty.
    const field = event.target;
    if (!field.matches('.note-new [name="at"]') || field.value) return;
    field.value = moment(now());
    field.select();
  });

  // The list of spans comes anew from the server: the wave follows it.
  const parts = document.querySelector(".review-parts");
  if (parts) {
    new MutationObserver(() => {
      handles();
      if (!focused) return;
      wave.querySelector(`.wave-edge[data-id="${focused.id}"][data-edge="${focused.edge}"]`)?.focus();
      focused = null;
    }).observe(parts, { childList: true });
  }

  for (const name of ["timeupdate", "seeked", "loadedmetadata"]) sound.addEventListener(name, tellPosition);
  addEventListener("resize", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); redraw(); });

  async function begin() {
    const answer = await fetch(player.dataset.wave);
    if (!answer.ok) return;
    const told = await answer.json();
    peaks = Int8Array.from(atob(told.peaks), (letter) => letter.charCodeAt(0));
    wave.hidden = false;
    document.documentElement.classList.add("has-wave");
    readColours();
    handles();
    tellPosition();
  }
  begin();
})();
