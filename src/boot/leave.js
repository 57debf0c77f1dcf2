// The one way out of the page that leads back into it: a log-in at the tool. What was typed waits for it as long as a page that is open (S-03).
export let returns = false;

// Whoever presses anything else is still here.
addEventListener("click", ({ target }) => (returns = Boolean(target.closest?.(".connect-login:not([target])"))), true);
