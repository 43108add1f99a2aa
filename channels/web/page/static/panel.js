// The conversation of the widget: the same as on our page, in a panel of its own inside the shadow root.

import { drawing, make, trusted } from "./make.js";
import { Server } from "./server.js";
import { talk } from "./talk.js";

const STYLES = ["base", "log", "article", "files", "dock", "widget"];
const WHOLE = "(max-width: 30rem), (max-height: 26rem)"; // as in widget.css

/**
 * Build the panel in the `shell` inside `shadow`. `proof()` returns the headers that say who writes, `draw(open, unread)` shows on the
 * launcher how it stands, `recall()` and `remember(changes)` keep what this browser knows, `leave()` takes the focus.
 */
export async function build({ origin, site, language, theme, shadow, shell, draw, recall, remember, proof, leave }) {
  const base = `${origin}/chat/${site}`;
  const [start, ...styles] = await Promise.all([
    fetched(`${base}/start?lang=${language}`).then((response) => response.json()),
    ...STYLES.map((name) => fetched(`${origin}/chat/static/${name}.css`).then((response) => response.text())),
  ]);
  const unit = defaultSize(shell);
  const whole = matchMedia(WHOLE);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, ...styles.map((css) => sheet(css, unit, theme))];

  const { desk, labels } = start;
  const panel = make("section", "onkapi panel");
  const head = make("header", "top");
  const names = make("div", "names");
  const close = make("button", "close");
  const body = make("div", "body");
  panel.role = "dialog";
  panel.ariaLabel = desk.name;
  panel.lang = start.language;
  panel.hidden = true;
  close.type = "button";
  close.ariaLabel = labels.close;
  close.append(drawing("m5 8 5 5 5-5"));
  names.append(make("h2", "", desk.name), make("p", "", desk.organization));
  const mark = make("span", "mark");
  head.append(mark, names, close);
  panel.append(head, body);
  shell.prepend(panel);

  let conversation;
  let lines = new Map();
  const seen = () => recall().seen ?? 0;

  function begin() {
    conversation?.end();
    lines = new Map();
    body.innerHTML = trusted(start.html); // our own, escaped by the server
    mark.replaceChildren(body.querySelector(".face-of-desk").content.cloneNode(true));
    conversation = talk(body, {
      server: new Server(base, start.language, proof),
      desk: desk.name,
      labels,
      language: start.language,
      limit: start.limit,
      heard: {
        wrote: () => remember({ started: true }),
        lines(fresh) {
          for (const { id, author } of fresh) lines.set(id, author);
          if (!recall().started) remember({ started: true });
          count();
        },
      },
    });
    count();
  }

  function count() {
    const newest = Math.max(0, ...lines.keys());
    const looking = !panel.hidden && !document.hidden;
    if (looking && newest > seen()) remember({ seen: newest });
    const unread = [...lines].filter(([id, author]) => author !== "customer" && id > seen()).length;
    draw(!panel.hidden, panel.hidden ? unread : 0);
  }

  function shut() {
    if (panel.hidden) return;
    panel.hidden = true;
    count();
    leave();
  }

  // On a phone the panel is all there is, and ends where the keyboard begins; who has zoomed in sees a part of it.
  function fit() {
    panel.ariaModal = String(whole.matches);
    const { height, offsetTop, scale } = visualViewport;
    const fits = whole.matches && scale < 1.01;
    Object.assign(panel.style, fits ? { height: `${height}px`, top: `${offsetTop}px` } : { height: "", top: "" });
  }

  for (const name of ["resize", "scroll"]) visualViewport.addEventListener(name, fit);
  fit();
  close.addEventListener("click", shut);
  panel.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the page's own keys are not meant for what is written here
    if (event.key === "Escape" && !panel.querySelector("dialog[open]")) shut();
  });
  document.addEventListener("visibilitychange", count);
  addEventListener("storage", count); // another tab has seen it
  begin();

  return {
    begin,
    close: shut,
    open() {
      panel.hidden = false;
      count();
      conversation.shown();
      conversation.focus();
    },
  };
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

/** Return the size of letters that the person has chosen in the browser, whatever the host page makes of it. */
function defaultSize(shell) {
  const probe = make("span", "probe");
  shell.append(probe);
  const size = parseFloat(getComputedStyle(probe).fontSize);
  probe.remove();
  return size || 16;
}

/**
 * Return one of the page's style sheets for a shadow root: its root is the host, and a rem is not the host page's.
 * `theme` "light" or "dark" decides what otherwise the person's system does.
 */
function sheet(css, unit, theme) {
  const dark = { light: "not all", dark: "all" }[theme] ?? "(prefers-color-scheme: dark)";
  const text = css
    .replace(/([\d.]+)rem\b/g, (_, number) => `${number * unit}px`)
    .replaceAll(":root", ":host")
    .replaceAll("(prefers-color-scheme: dark)", dark)
    .replace("color-scheme: light dark", `color-scheme: ${theme === "light" || theme === "dark" ? theme : "light dark"}`);
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
