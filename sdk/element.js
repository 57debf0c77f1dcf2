// `<connect-flow link="…">`: the flow inline, for pages without a build.
import { openConnect } from "./connect.js";

// Where a page is made on a server there are no elements, and this may be imported all the same.
export class ConnectFlow extends (globalThis.HTMLElement ?? Object) {
  static observedAttributes = ["link"];
  #abort;

  connectedCallback() {
    this.#open();
  }

  disconnectedCallback() {
    this.#abort?.abort();
    this.#abort = undefined;
  }

  attributeChangedCallback(_, before, now) {
    if (this.#abort && before !== now) this.#open();
  }

  #open() {
    this.#abort?.abort();
    const link = this.getAttribute("link");
    if (!link) return;
    const abort = (this.#abort = new AbortController());
    const say = (name, detail) => this.dispatchEvent(new CustomEvent(`connect-${name}`, { detail, bubbles: true }));
    const option = (name) => this.getAttribute(name) ?? undefined;
    openConnect(link, {
      container: this,
      signal: abort.signal,
      language: option("language"),
      theme: option("theme"),
      title: option("title"),
      onReady: () => say("ready"),
      onStep: (step) => say("step", step),
    }).then(
      (result) => say("success", result),
      (error) => abort.signal.aborted || say("error", error),
    );
  }
}

if (globalThis.customElements && !customElements.get("connect-flow")) customElements.define("connect-flow", ConnectFlow);
