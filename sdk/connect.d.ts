/** Why there is no activation token. */
export type ConnectErrorCode =
  /** The end user closed the flow, the frame was removed, the page was left, or `signal` was aborted. */
  | "cancelled"
  /** Another flow is open in this page. */
  | "already_open"
  /** Not a connection link, not its secret, or one of this page's own origin. */
  | "bad_link"
  /** It could neither be shown nor asked about here; or the container is not in the page. */
  | "load_failed"
  /** No answer within `timeoutMs`. */
  | "timed_out"
  /** The link has ended: completed an hour ago or more, expired, revoked, superseded, or its integration was deleted. */
  | "expired";

/** Branch on `code`, never on `message`. */
export class ConnectError extends Error {
  readonly code: ConnectErrorCode;
}

/** What is on display. Screens and steps may be added: treat both as open sets. */
export interface ConnectStep {
  /** As in `main[data-screen]`: `scopes`, `step`, `submitting`, … */
  screen: string;
  /** The step's id while `screen` is `step`, else empty. */
  step: string;
  /** Which step this is, from 1; 0 where there are none. */
  number: number;
  /** How many steps there are. */
  count: number;
}

export type ConnectEvent =
  | { type: "ready" }
  | ({ type: "step" } & ConnectStep)
  | { type: "resize"; height: number }
  | { type: "close"; code: ConnectErrorCode };

export interface ConnectOptions {
  /** Shows the flow inline, in this element, as high as its content; over the whole page when nothing is said. */
  container?: HTMLElement;
  /** `modal`, `inline` (needs a container), or a window of its own. */
  mode?: "modal" | "inline" | "window";
  /** Aborting closes the flow; the promise is rejected with `cancelled`. */
  signal?: AbortSignal;
  /** The language of the flow, such as `de`, whatever the link says. */
  language?: string;
  /** `light`, `dark`, or as this page is shown, which is `auto`. */
  theme?: "light" | "dark" | "auto";
  /** The accessible name of the frame. */
  title?: string;
  /** How long to wait for the flow to answer, in milliseconds; 15,000 when nothing is said. */
  timeoutMs?: number;
  /** Where the link is good and the frame is not shown, a window of its own is offered, unless this is false. */
  newWindow?: boolean;
  /** The words of that offer. */
  newWindowLabel?: string;
  /** The word on the button beside it, and on the one over the page while the flow is not there after five seconds. */
  cancelLabel?: string;
  onReady?: () => void;
  onStep?: (step: ConnectStep) => void;
  /** Everything that happens. */
  onEvent?: (event: ConnectEvent) => void;
  /** It ended without an activation token; the promise is rejected right after. */
  onClose?: (reason: { code: ConnectErrorCode }) => void;
}

/**
 * Opens the connection flow. Resolves with the activation token, which your backend exchanges for the integration within an hour
 * (`GET /v1/connect/integration-by-token/{token}`). Rejects with a `ConnectError`.
 */
export function openConnect(link: string, options?: ConnectOptions): Promise<{ activationToken: string }>;
