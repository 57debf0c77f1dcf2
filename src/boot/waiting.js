// The one line outside the app, there from the start so that it is heard: that the network is away, or that no answer came yet.
import { onWait } from "./net.js";
import { knows, say } from "./words.js";

let waits = 0;
// Told again by whoever brings the words.
export const tell = () => {
  const key = navigator.onLine ? (waits ? "network.again" : "") : "network.offline";
  const text = knows(key) ? say(key, "") : "";
  const line = document.getElementById("status");
  // Said once, however often it is so.
  if (line.textContent !== text) line.textContent = text;
};
onWait((change) => {
  waits += change;
  tell();
});
addEventListener("online", tell);
addEventListener("offline", tell);
