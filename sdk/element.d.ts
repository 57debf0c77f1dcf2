import type { ConnectError, ConnectStep } from "./connect.js";

/**
 * `<connect-flow link="…" language theme title>`: the flow inline. Tells how it goes by the events `connect-ready`, `connect-step`,
 * `connect-success` (`detail.activationToken`) and `connect-error` (`detail` is a `ConnectError`). They bubble.
 */
export class ConnectFlow extends HTMLElement {}

declare global {
  interface HTMLElementTagNameMap {
    "connect-flow": ConnectFlow;
  }
  interface HTMLElementEventMap {
    "connect-ready": CustomEvent<void>;
    "connect-step": CustomEvent<ConnectStep>;
    "connect-success": CustomEvent<{ activationToken: string }>;
    "connect-error": CustomEvent<ConnectError>;
  }
}
