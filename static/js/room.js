/* The room's three screens: one clock, one poller, one queue of gestures. Every page works without it. */

import * as alarm from "./room/alarm.js";
import * as clock from "./room/clock.js";
import * as gestures from "./room/gestures.js";
import * as keys from "./room/keys.js";
import * as merge from "./room/merge.js";
import * as poll from "./room/poll.js";
import * as store from "./room/store.js";

const room = document.getElementById("room");
const isConsole = room?.dataset.screen === "animation";

if (room) {
  merge.start();
  alarm.start();
  clock.onTick(alarm.watch);
  document.addEventListener("room:shown", () => {
    clock.draw();
    alarm.label();
    if (isConsole) keys.label();
  });
  if (isConsole) keys.start();
  // Other screens belong to nobody for sure: what waits there goes with the page.
  await gestures.start(await store.open(isConsole ? document.body.dataset.user : ""));
  await clock.start(document.body.dataset.clockUrl);
  poll.start();
}
