// The door to the desk on a page of another site: a button in a shadow root, and what the page may tell us. The
// conversation itself (panel.js) is loaded when somebody opens it, or has written before.
//
//   <script src="https://desk.example/widget.js" data-site="ornek" async></script>

(() => {
  const script = document.currentScript;
  const { site, lang: wanted, theme, user, signature } = script.dataset;
  if (!site || window.onkapi) return;

  const SAYS = {
    tr: { open: "Destek sohbetini aç", close: "Destek sohbetini kapat", unread: "{count} yeni mesaj", lost: "Sohbet şu anda açılamıyor; birazdan yeniden dener misiniz?" },
    en: { open: "Open the support chat", close: "Close the support chat", unread: "{count} new", lost: "The chat cannot be opened right now; could you try again in a moment?" },
  };
  const STYLE = `
    :host { all: initial; position: fixed; z-index: 2147483000; right: max(20px, env(safe-area-inset-right)); bottom: max(20px, env(safe-area-inset-bottom)); }
    .shell { all: initial; display: contents; }
    .launcher { position: relative; display: grid; place-items: center; width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%; background: #3157d5; color: #fff; box-shadow: 0 1px 3px rgb(16 24 40 / 24%), 0 8px 24px rgb(16 24 40 / 20%); cursor: pointer; transition: background-color 120ms; }
    .launcher:hover { background: #2a4cc0; }
    .launcher:focus-visible { outline: 3px solid #93abff; outline-offset: 2px; }
    .launcher svg { width: 28px; height: 28px; fill: none; stroke: currentcolor; stroke-linecap: round; stroke-linejoin: round; stroke-width: 1.8; }
    .launcher [hidden], .note[hidden] { display: none; }
    .badge { position: absolute; top: -4px; right: -4px; box-sizing: border-box; min-width: 22px; height: 22px; padding: 0 6px; border: 2px solid #fff; border-radius: 11px; background: #b3261e; color: #fff; font: 600 12px/18px system-ui, sans-serif; text-align: center; }
    .note { position: absolute; right: 0; bottom: 68px; width: max-content; max-width: min(260px, 80vw); margin: 0; padding: 10px 14px; border-radius: 14px; background: #1a1e25; color: #fff; font: 14px/1.4 system-ui, sans-serif; }
    @media (prefers-reduced-motion: reduce) { .launcher { transition: none; } }`;
  const BUBBLE = "M4 5.5h16v11H11l-4.5 3.5v-3.5H4z";
  const CROSS = "m6.5 6.5 11 11M17.5 6.5l-11 11";

  const origin = new URL(script.src).origin;
  const language = [wanted, document.documentElement.lang, navigator.language]
    .map((tag) => tag?.slice(0, 2).toLowerCase())
    .find((tag) => tag in SAYS) ?? "en";
  const says = SAYS[language];
  const key = `onkapi:${origin}:${site}`;
  let kept = {};
  let pass = null;
  let panel = null;

  // What this browser remembers on this page's origin: the visitor's token, what was seen, and that he has written.
  function recall() {
    try {
      kept = { ...kept, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
    } catch {
      // A forbidden store forgets at the next page; the conversation of this one goes on.
    }
    return kept;
  }

  function remember(changes) {
    kept = { ...recall(), ...changes };
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // As above.
    }
  }

  /** 128 random bits; only their hash is kept by the desk. */
  function visitor() {
    if (!recall().visitor) {
      const bits = String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)));
      remember({ visitor: btoa(bits).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") });
    }
    return kept.visitor;
  }

  const host = document.createElement("onkapi-chat");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];

  // What the page's own style makes of the host is inherited by the shell, and ends there.
  const shell = document.createElement("div");
  const launcher = document.createElement("button");
  const [badge, note] = ["span", "p"].map((tag) => document.createElement(tag));
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(svg.namespaceURI, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  shell.className = "shell";
  launcher.type = "button";
  launcher.className = "launcher";
  badge.className = "badge";
  badge.ariaHidden = "true";
  note.className = "note";
  note.role = "status";
  note.hidden = true;
  launcher.append(svg, badge);
  launcher.addEventListener("click", () => (launcher.ariaExpanded === "true" ? api.close() : api.open()));
  shell.append(note, launcher);
  shadow.append(shell);
  draw(false, 0);

  function draw(open, unread) {
    const news = says.unread.replace("{count}", unread);
    path.setAttribute("d", open ? CROSS : BUBBLE);
    launcher.ariaExpanded = String(open);
    launcher.ariaLabel = open ? says.close : unread ? `${says.open} (${news})` : says.open;
    badge.hidden = open || !unread;
    badge.textContent = unread > 99 ? "99+" : unread;
  }

  function load() {
    panel ??= import(`${origin}/chat/static/panel.js`)
      .then(({ build }) => build({
        origin, site, language, theme, shadow, shell, draw, recall, remember,
        proof: () => (pass ? { "X-Onkapi-Pass": pass } : { "X-Onkapi-Visitor": visitor() }),
        leave: () => launcher.focus(),
      }))
      .catch((error) => {
        panel = null;
        throw error;
      });
    return panel;
  }

  const api = {
    /** Open the conversation. */
    async open() {
      note.hidden = true;
      try {
        (await load()).open();
      } catch {
        note.textContent = says.lost;
        note.hidden = false;
      }
    },

    /** Close the conversation; it goes on in the background. */
    async close() {
      (await panel)?.close();
    },

    /**
     * Say who the visitor is: `{id, name, email}` with the signature that the page's server made; null: nobody.
     * Resolve to whether the desk believes it; if not, he is a visitor like any other.
     */
    async identify(who, signed = "") {
      const before = pass;
      pass = null;
      try {
        if (who) {
          const response = await fetch(`${origin}/chat/${site}/identify`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ user: who, signature: signed }),
          });
          pass = response.ok ? (await response.json()).pass : null;
        }
        if (pass || before) (await load()).begin();
      } catch {
        // Nothing that the page could do about it.
      }
      return Boolean(pass);
    },
  };
  window.onkapi = Object.freeze(api);

  function begin() {
    document.body.append(host);
    let who = null;
    try {
      who = JSON.parse(user ?? "null");
    } catch {
      // What cannot be read vouches for nobody.
    }
    if (who) api.identify(who, signature);
    else if (recall().started) load().catch(() => {});
  }

  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
