/* The ways to repeat are named after the day of the form as soon as another is chosen ("tous les mardis").
   Without this script the server asks again where a name does not go with the day. */

const place = document.getElementById("repetitions");
const day = document.getElementById("day");

/** Which of its weekdays a day is in its month, and whether it is the last. */
function rank(chosen) {
  const next = new Date(chosen);
  next.setDate(chosen.getDate() + 7);
  return { nth: Math.ceil(chosen.getDate() / 7), last: next.getMonth() !== chosen.getMonth() };
}

function name() {
  const chosen = new Date(`${day.value}T12:00`);
  if (Number.isNaN(chosen.getTime())) return;
  const names = JSON.parse(place.dataset.names);
  const word = JSON.parse(place.dataset.days)[(chosen.getDay() + 6) % 7];
  const { nth, last } = rank(chosen);
  const say = (pattern) => names[pattern].replace("{day}", word).replace("{nth}", nth);
  const select = place.querySelector("select");
  const option = (value) => select.querySelector(`[value="${value}"]`);
  option("every").textContent = say("every");
  option("second").textContent = say("second");
  option("nth").textContent = say({ 1: "first", 5: "last" }[nth] ?? "nth");
  if (option("last") && !(nth === 4 && last)) option("last").remove();
  if (!option("last") && nth === 4 && last) option("nth").after(new Option(say("last"), "last"));
  else if (option("last")) option("last").textContent = say("last");
  place.querySelector('[name="named_for"]').value = day.value;
}

if (place && day) day.addEventListener("change", name);
