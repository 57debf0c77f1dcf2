import type { DefineComponent } from "vue";
import type { ConnectError, ConnectOptions, ConnectStep } from "./connect.js";

/** The flow inline. Emits `success` (the activation token), `error` and `step`. */
export const ConnectFlow: DefineComponent<
  { link: string; options?: Omit<ConnectOptions, "container" | "signal" | "mode"> },
  {},
  {},
  {},
  {},
  {},
  {},
  { success: (activationToken: string) => void; error: (error: ConnectError) => void; step: (step: ConnectStep) => void }
>;
