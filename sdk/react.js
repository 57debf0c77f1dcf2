"use client";
// The flow in React: a hook that opens it over the page, and a component that shows it inline.
import { createElement, useCallback, useLayoutEffect, useRef } from "react";
import { openConnect } from "./connect.js";

/** Answers a function that opens the flow; it is closed when the component goes. */
export const useConnect = (options) => {
  const latest = useRef(options);
  latest.current = options;
  const abort = useRef();
  useLayoutEffect(() => {
    abort.current = new AbortController();
    return () => abort.current.abort();
  }, []);
  return useCallback((link) => openConnect(link, { ...latest.current, signal: abort.current.signal }), []);
};

/** The flow inline. */
export const ConnectFlow = ({ link, onSuccess, onError, options, ...rest }) => {
  const place = useRef(null);
  const latest = useRef({});
  latest.current = { onSuccess, onError, options };
  // Before the element is gone: its removal is not for the host to hear of.
  useLayoutEffect(() => {
    const abort = new AbortController();
    openConnect(link, { ...latest.current.options, container: place.current, signal: abort.signal }).then(
      ({ activationToken }) => latest.current.onSuccess?.(activationToken),
      (error) => abort.signal.aborted || latest.current.onError?.(error),
    );
    return () => abort.abort();
  }, [link]);
  return createElement("div", { ...rest, ref: place });
};
