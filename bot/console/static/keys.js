// The keyboard: what the dialog under "?" lists. Keys are left alone while somebody writes.

const dialog = document.getElementById("keys-dialog");
const opener = document.getElementById("keys");
const modes = {
  r: "reply", n: "note", s: "solve", t: "transfer", w: "wait_customer",
  l: "call", m: "merge", x: "split", i: "relate", p: "prioritize", v: "wait_provider", a: "appoint",
  d: "classify", y: "visit",
};
const places = {
  i: "/desk", m: "/desk?view=mine", b: "/desk?view=breaching", w: "/desk/watch", n: "/desk/notices", o: "/desk/open",
  a: "/desk/knowledge", r: "/desk/replies",
};
const offered = (place) => place && (place.includes("?") || document.querySelector(`a[href="${place}"]`)); // to this agent
let going = 0;

if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
}

const rows = () => [...document.querySelectorAll("#rows .c-title a")];

function move(step) {
  const links = rows();
  if (!links.length) return;
  const last = sessionStorage.getItem("last"); // who comes back from a ticket goes on from there
  const known = links.findIndex((link) => link.closest("tr").id === last);
  const here = links.includes(document.activeElement) ? links.indexOf(document.activeElement) : known;
  const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1)];
  next.focus({ preventScroll: true });
  next.closest("tr").scrollIntoView({ block: "nearest" });
  sessionStorage.setItem("last", next.closest("tr").id);
}

// Shows a form and goes to its first field; says whether there is one.
function write(command) {
  const mode = document.getElementById(`mode-${command}`);
  if (!mode) return false;
  mode.checked = true;
  const more = mode.closest(".more");
  if (more) more.open = true;
  mode.dispatchEvent(new Event("change", { bubbles: true }));
  const field = document.querySelector(`.panel.${command} :is(textarea, select, input:not([type=hidden]))`);
  field?.focus();
  field?.scrollIntoView({ block: "nearest" });
  return true;
}

function press(key) {
  if (going) {
    clearTimeout(going);
    going = 0;
    if (offered(places[key])) { location.href = places[key]; return true; }
    return false;
  }
  switch (key) {
    case "?": dialog?.showModal(); return true;
    case "/": document.getElementById("q")?.select(); document.getElementById("q")?.focus(); return true;
    case "g": going = setTimeout(() => { going = 0; }, 1500); return true;
    case "j": move(1); return true;
    case "k": move(-1); return true;
    case "c": {
      const form = document.querySelector("form[data-command=claim]");
      form?.requestSubmit();
      return Boolean(form);
    }
  }
  return key in modes && write(modes[key]);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const field = event.target.closest("input:not(.mode), textarea, select, [contenteditable]");
  if (field) {
    if (event.key === "Escape") document.getElementById("main").focus({ preventScroll: true });
    return;
  }
  if (press(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
});

// A filter that is chosen holds at once; its button is for browsers without scripts.
for (const form of document.querySelectorAll("form.filters")) {
  form.querySelector(".apply").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}

// In a narrow window the lists stand in a line: the present one is brought into sight.
document.querySelector(".tab[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// An open menu closes when somebody goes elsewhere, or chooses.
document.addEventListener("click", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
for (const place of document.querySelectorAll("[data-part=list]")) {
  place.addEventListener("click", (event) => sessionStorage.setItem("last", event.target.closest("tr")?.id ?? ""));
}
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest?.("details[open]:is(.menu, .more)");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// Ctrl+Enter sends what is being written or chosen.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("form :is(textarea, select, input)")) {
    event.target.form.requestSubmit();
  }
});
