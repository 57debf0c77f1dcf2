// Compiled, not run: what an embedding page may write, and what the compiler must refuse.
import { ConnectError, openConnect, type ConnectErrorCode, type ConnectEvent } from "../../sdk/connect.js";
import "../../sdk/element.js";

const done: Promise<{ activationToken: string }> = openConnect("https://connect.example.com/l/x#y", {
  container: document.body,
  signal: new AbortController().signal,
  language: "de",
  theme: "dark",
  mode: "inline",
  timeoutMs: 1000,
  newWindow: false,
  onReady: () => {},
  onStep: ({ screen, step, number, count }) => `${screen} ${step} ${number + count}`,
  onEvent: (event: ConnectEvent) => event.type === "resize" && event.height.toFixed(),
  onClose: ({ code }) => code satisfies ConnectErrorCode,
});
done.catch((error: unknown) => {
  if (!(error instanceof ConnectError)) throw error;
  switch (error.code) {
    case "cancelled":
    case "already_open":
    case "bad_link":
    case "load_failed":
    case "timed_out":
    case "expired":
      return error.message.length;
    default:
      // Every code is named above.
      return error.code satisfies never;
  }
});
document.querySelector("connect-flow")?.addEventListener("connect-success", ({ detail }) => detail.activationToken.length);

// @ts-expect-error a link is a text
openConnect(new URL("https://connect.example.com"));
// @ts-expect-error there is no such theme
openConnect("", { theme: "pink" });
// @ts-expect-error nothing that says where data goes can be passed
openConnect("", { apiURL: "https://evil.example" });
