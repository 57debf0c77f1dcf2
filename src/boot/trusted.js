// C-05: the one Trusted Types policy. Leptos makes static markup from constants of the build; nothing else may become markup, and no
// text may become a script or a script's address, because the policy has no way to make those.
const FORBIDDEN = /<\s*\/?\s*(script|iframe|object|embed|base|meta|link|form)|\son\w+\s*=|javascript:/i;

globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (text) => {
    if (FORBIDDEN.test(text)) throw new TypeError("refused markup");
    return text;
  },
});
