// S-07: a page that has done its work is replaced by a new document, the only sure way to be rid of everything that was typed. What was
// shown is shown again, from what the tab keeps of it: elements and words of the page, never markup.
import { isFramed } from "./host.js";
import { link } from "./session.js";

const KEY = `cf1:done:${link}`;
const app = document.getElementById("app");
const root = document.documentElement;

const LOST = "button, select, label, form, #language";
const kept = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(LOST)) return "";
  return [node.namespaceURI, node.localName, [...node.attributes].map(({ name, value }) => [name, value]), [...node.childNodes].map(kept)];
};
const grown = (node) => {
  if (typeof node === "string") return node;
  const [space, name, attributes, children] = node;
  const element = document.createElementNS(space, name);
  for (const attribute of attributes) element.setAttribute(...attribute);
  element.append(...children.map(grown));
  return element;
};

// Shows it, if this tab has done its work.
export const showDone = () => {
  try {
    const [title, lang, dir, style, page] = JSON.parse(sessionStorage.getItem(KEY));
    Object.assign(document, { title });
    Object.assign(root, { lang, dir });
    for (const [name, value] of style) root.style.setProperty(name, value);
    app.replaceChildren(grown(page));
    app.querySelector("h1").focus();
    sessionStorage.removeItem(`cf1:session:${link}`);
    return true;
  } catch {
    // Nothing was kept, or not by us.
    return false;
  }
};

// In a frame the host takes the whole document away.
const finish = async () => {
  const page = app.firstElementChild;
  try {
    const style = [...root.style].map((name) => [name, root.style.getPropertyValue(name)]);
    sessionStorage.setItem(KEY, JSON.stringify([document.title, root.lang, root.dir, style, kept(page)]));
  } catch {
    // Nothing can be kept: what is shown stays.
    return;
  }
  const { dataset } = page.querySelector("main");
  dataset.screen = "done";
  // Where the network has gone in the meantime, what is shown is better than a browser's own words.
  const isThere = await fetch(location.pathname, { method: "HEAD" }).catch(() => ({}));
  if (isThere.ok) location.replace(location.pathname + location.search);
  else dataset.screen = "connected";
};

// Drawn by the app, which knows nothing of this.
export const awaitDone = () => {
  const drawn = new MutationObserver(() => {
    if (!app.querySelector('[data-screen="connected"] [data-bond="made"]')) return;
    drawn.disconnect();
    finish();
  });
  if (!isFramed()) drawn.observe(app, { childList: true, subtree: true });
};
