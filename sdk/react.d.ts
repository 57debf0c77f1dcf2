import type { HTMLAttributes, ReactElement } from "react";
import type { ConnectError, ConnectOptions } from "./connect.js";

/** Answers a function that opens the flow over the page. It is closed when the component goes. */
export function useConnect(
  options?: Omit<ConnectOptions, "container" | "signal">,
): (link: string) => Promise<{ activationToken: string }>;

export interface ConnectFlowProps extends Omit<HTMLAttributes<HTMLDivElement>, "onError"> {
  /** A connection link; another link opens another flow. */
  link: string;
  onSuccess?: (activationToken: string) => void;
  onError?: (error: ConnectError) => void;
  options?: Omit<ConnectOptions, "container" | "signal" | "mode">;
}

/** The flow inline. */
export function ConnectFlow(props: ConnectFlowProps): ReactElement;
