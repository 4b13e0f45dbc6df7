/* The state of the link, told in words beside the room. */

const box = document.getElementById("link");
const line = document.getElementById("link-words");
const act = document.getElementById("link-act");
const close = document.getElementById("link-close");
const NEWS_LAST = 30_000;

const state = { down: false, waiting: 0, barred: "", news: "", kept: "" };
let timer = 0;

/** Is the server out of reach? */
export const isDown = () => state.down;

/** How many gestures wait. */
export const waiting = () => state.waiting;

/** Has this screen lost its right to the room: "signedOut", "gone", or "" where it has not? */
export const barred = () => state.barred;

function waitingWords() {
  if (!state.waiting) return "";
  return state.waiting === 1 ? box.dataset.one : box.dataset.many.replace("{n}", state.waiting);
}

function sentence() {
  if (state.barred) return `${box.dataset[state.barred]} ${waitingWords()}`.trim();
  const console = document.getElementById("room").dataset.screen === "animation";
  if (state.down) return `${console ? box.dataset.down : box.dataset.downElsewhere} ${waitingWords()}`.trim();
  if (state.waiting) return `${box.dataset.sending} ${waitingWords()}`;
  return state.news;
}

/** Change what is known: down, waiting (how many gestures), barred. */
export function set(changes) {
  Object.assign(state, changes);
  const words = [sentence(), state.kept].filter(Boolean).join("\n");
  if (line.textContent !== words) line.textContent = words;
  box.classList.toggle("is-shown", words !== "");
  box.classList.toggle("is-down", state.down || state.barred !== "");
  document.documentElement.classList.toggle("is-alone", state.down);
  act.hidden = state.barred !== "signedOut";
  act.href = box.dataset.signIn;
  close.hidden = !state.kept;
}

close.addEventListener("click", () => set({ kept: "" }));

/** Tell something once; it stays a while, or until one closes it. */
export function tell(words, stays = false) {
  if (stays) {
    set({ kept: [state.kept, words].filter(Boolean).join("\n") });
    return;
  }
  clearTimeout(timer);
  set({ news: [...new Set([...state.news.split("\n"), words])].filter(Boolean).join("\n") });
  timer = setTimeout(() => set({ news: "" }), NEWS_LAST);
}

/** The words for a gesture that could not be sent. */
export const words = (name) => box.dataset[name];
