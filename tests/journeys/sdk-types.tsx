// Compiled against the packed SDK, not run: what an embedding page may write, and what the compiler must refuse.
import { ConnectError, openConnect, type ConnectErrorCode, type ConnectEvent, type ConnectStep } from "connect-flow";
import { ConnectFlow as Element } from "connect-flow/element";
import { ConnectFlow as ReactFlow, useConnect, type ConnectFlowProps } from "connect-flow/react";
import { ConnectFlow as VueFlow } from "connect-flow/vue";
import { h } from "vue";

const done: Promise<{ activationToken: string }> = openConnect("https://connect.example.com/l/x#y", {
  container: document.body,
  signal: new AbortController().signal,
  language: "de",
  theme: "dark",
  mode: "inline",
  title: "Connect your HR system",
  timeoutMs: 1000,
  newWindow: false,
  newWindowLabel: "Continue elsewhere",
  cancelLabel: "Stop",
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
// @ts-expect-error a link is needed
openConnect();
// @ts-expect-error a link is a text
openConnect(new URL("https://connect.example.com"));
// @ts-expect-error there is no such theme
openConnect("", { theme: "pink" });
// @ts-expect-error nothing that says where data goes can be passed
openConnect("", { apiURL: "https://evil.example" });
// @ts-expect-error there is a token or an error, and nothing else
done.then(({ id }) => id);

// The custom element.
const element = document.createElement("connect-flow") satisfies Element;
element.addEventListener("connect-ready", () => {});
element.addEventListener("connect-step", ({ detail }) => detail satisfies ConnectStep);
element.addEventListener("connect-success", ({ detail }) => detail.activationToken.length);
element.addEventListener("connect-error", ({ detail }) => detail.code satisfies ConnectErrorCode);
// @ts-expect-error an error is not a success
element.addEventListener("connect-error", ({ detail }) => detail.activationToken);

// React.
export function Settings({ link }: { link: string }) {
  const open: (link: string) => Promise<{ activationToken: string }> = useConnect({ language: "de", onStep: ({ number }) => number.toFixed() });
  const exchange: ConnectFlowProps["onSuccess"] = (activationToken) => activationToken.length;
  return (
    <>
      <button onClick={() => open(link)}>Connect</button>
      <ReactFlow link={link} className="mine" aria-label="Connect" options={{ theme: "dark" }} onSuccess={exchange} onError={(error) => error.code satisfies ConnectErrorCode} />
    </>
  );
}
// @ts-expect-error where it is shown is the hook's to say
useConnect({ container: document.body });
// @ts-expect-error a hook's function needs a link
useConnect()();
// @ts-expect-error a link is needed
export const withoutLink = <ReactFlow />;
// @ts-expect-error the component is inline
export const overThePage = <ReactFlow link="" options={{ mode: "modal" }} />;
// @ts-expect-error success comes with a token, not with an event
export const withAnEvent = <ReactFlow link="" onSuccess={(event: SubmitEvent) => event.submitter} />;

// Vue.
h(VueFlow, { link: "", options: { theme: "dark" }, onSuccess: (activationToken) => activationToken.length, onError: (error) => error.code satisfies ConnectErrorCode, onStep: ({ number }) => number.toFixed() });
// @ts-expect-error a link is needed
h(VueFlow, {});
// @ts-expect-error a link is a text
h(VueFlow, { link: 1 });
// @ts-expect-error the component is inline
h(VueFlow, { link: "", options: { mode: "modal" } });
// @ts-expect-error success comes with a token, not with an event
h(VueFlow, { link: "", onSuccess: (event: SubmitEvent) => event.submitter });
