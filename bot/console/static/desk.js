// Keeps an open page true: takes the fragments that the server sends and puts them in place, line by line,
// without touching what is being typed. Without this script every page works, and shows what was true when
// it was asked for.

const live = document.querySelector("[data-events]");
const offline = document.getElementById("offline");
let source = null;

function nodesOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Runs a change of what `place` shows. Who was on something in it stays there when it is moved; when it is exchanged
// he is on what took its place, or stands where it stood.
function holding(place, change) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const way = (root) => [...root.querySelectorAll("a, button, summary, input, select, textarea")];
  const home = held?.closest("tr[id], li[id], [data-part]");
  const [all, own] = held ? [way(place).indexOf(held), way(home).indexOf(held)] : [-1, -1];
  change();
  if (!held || document.activeElement === held) return;
  if (held.isConnected) { held.focus({ preventScroll: true }); return; }
  const fresh = home.id && document.getElementById(home.id);
  const next = fresh ? way(fresh)[own] ?? way(fresh)[0] : way(place)[Math.min(all, way(place).length - 1)];
  (next ?? document.getElementById("main")).focus({ preventScroll: true });
}

// What differs is exchanged, by id; what does not is left alone, with its selection and its focus.
function settle(place, wanted) {
  const kept = new Set();
  let next = place.firstElementChild;
  for (const fresh of [...wanted.children]) {
    const old = fresh.id ? document.getElementById(fresh.id) : null;
    if (old && old.parentElement === place && same(old, fresh)) {
      if (old === next) next = next.nextElementSibling;
      else place.insertBefore(old, next);
      kept.add(old);
      continue;
    }
    if (old && old.parentElement === place && old.matches("tbody, ol, table") && fresh.matches(old.tagName)) {
      if (old === next) next = next.nextElementSibling;
      else place.insertBefore(old, next);
      settle(old, fresh);
      kept.add(old);
      continue;
    }
    if (!old && fresh.matches("tr, li")) fresh.classList.add("fresh");
    place.insertBefore(fresh, next);
    kept.add(fresh);
  }
  for (const child of [...place.children]) if (!kept.has(child)) child.remove();
}

function same(old, fresh) {
  const plain = old.cloneNode(true);
  plain.classList.remove("fresh");
  if (!plain.classList.length) plain.removeAttribute("class");
  for (const shown of plain.querySelectorAll("details[open]")) shown.open = false; // opened by who reads
  return plain.isEqualNode(fresh);
}

// The forms are others now: what was written goes into the new ones, or beside them if its form is gone.
function exchange(place, html) {
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const caret = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const focus = active?.form ? [active.form.dataset.command, active.name] : null;
  const mode = place.querySelector(".mode:checked")?.id;
  const written = [...place.querySelectorAll(".panel textarea, .panel select, .panel input:not([type=hidden])")]
    .filter((field) => (field.type === "checkbox" ? field.checked : field.value))
    .map((field) => [field.form.dataset.command, field.name, field.value]);
  const before = place.querySelector(".kept textarea")?.value ?? "";
  const attached = [...place.querySelectorAll(".attach:has(.chips li)")].map((old) => [old.closest("form").dataset.command, old]);
  place.replaceChildren(nodesOf(html));
  for (const [command, old] of attached) {
    place.querySelector(`form[data-command="${command}"] .attach`)?.replaceWith(old);
  }
  document.dispatchEvent(new Event("forms"));
  const homeless = before ? [before] : [];
  for (const [command, name, value] of written) {
    const field = find(place, command, name);
    if (field?.type === "checkbox") field.checked = true;
    else if (field) field.value = value;
    else if (name === "words" || name === "reason") homeless.push(value);
  }
  if (homeless.length) {
    place.querySelector(".kept").hidden = false;
    place.querySelector(".kept textarea").value = homeless.join("\n\n");
  }
  const chosen = mode && document.getElementById(mode);
  if (chosen && (written.length || active)) chosen.checked = true;
  const field = focus && find(place, ...focus);
  if (field) {
    field.focus({ preventScroll: true });
    if (caret && caret[0] !== null) field.setSelectionRange(...caret);
  }
}

function find(place, command, name) {
  return place.querySelector(`form[data-command="${command}"] [name="${name}"]`);
}

function take(news) {
  for (const [name, html] of Object.entries(news)) {
    const place = live.querySelector(`[data-part="${name}"]`);
    if (!place) continue;
    if (name !== "actions") holding(place, () => settle(place, nodesOf(html)));
    else if (news.shape !== live.dataset.shape) {
      live.dataset.shape = news.shape;
      exchange(place, html);
    }
  }
}

function listen() {
  if (source || document.hidden) return;
  source = new EventSource(live.dataset.events);
  source.addEventListener("open", () => { offline.hidden = true; });
  source.addEventListener("news", (event) => { offline.hidden = true; take(JSON.parse(event.data)); });
  source.addEventListener("gone", () => { deaf(); document.getElementById("gone").hidden = false; });
  source.addEventListener("error", () => {
    offline.hidden = false;
    // After an answer that is no stream a browser gives up; we do not.
    if (source?.readyState === EventSource.CLOSED) { deaf(); setTimeout(listen, 5000); }
  });
}

function deaf() {
  source?.close();
  source = null;
}

if (live) {
  listen();
  // A browser opens few connections to one server: pages in the background give theirs back.
  document.addEventListener("visibilitychange", () => (document.hidden ? deaf() : listen()));
  addEventListener("pagehide", deaf);
  addEventListener("pageshow", listen);
}

// A second click on a form that is on its way does nothing; the server would refuse it, too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  if (form.dataset.command) sessionStorage.setItem("given", JSON.stringify([form.dataset.command, form.dataset.done]));
  setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
});
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  }
});

// After a command: it is said what was done, or, where it was refused, the form is there again to be put right. Who has
// claimed or replied goes on writing to the customer. The words above stay where the link has put them: a browser that
// follows a link into a page takes the focus away once more, so it is given after that.
addEventListener("load", () => {
  const [command, done] = JSON.parse(sessionStorage.getItem("given") ?? "[]");
  sessionStorage.removeItem("given");
  if (!command) return;
  const refused = document.querySelector(".acts .flash");
  const going = ["claim", "resume", "reply"].includes(command) ? "reply" : null;
  const field = refused
    ? document.querySelector(`form[data-command="${command}"] :is(textarea, select, input:not([type=hidden]))`)
    : live && going && find(live, going, "words");
  requestAnimationFrame(() => {
    (field ?? document.getElementById("main")).focus({ preventScroll: true });
    if (!refused) announce(done);
  });
});

// Says something to everybody: who looks sees it for a while, who listens hears it.
function announce(words) {
  const place = document.getElementById("done");
  place.textContent = words;
  setTimeout(() => { place.textContent = ""; }, 6000);
}

// Who looks at the same ticket is told that somebody writes, and a customer that he is replied to: a few times a minute
// at most.
let told = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest(".panel");
  if (!form || Date.now() - told < 4000) return;
  told = Date.now();
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, command: form.dataset.command });
  fetch(form.action.replace(/\/[a-z_]+$/, "/typing"), { method: "POST", body }).catch(() => {});
});

// Saved replies: chosen in a dialog, put where the caret stands.
const replies = document.getElementById("replies");
let target = null;

function choose(field) {
  target = field;
  replies.querySelector("input").value = "";
  narrow("");
  replies.showModal();
  replies.querySelector("input").focus();
}

function narrow(words) {
  const plain = (text) => text.toLocaleLowerCase("tr").replaceAll("ı", "i").normalize("NFD").replace(/\p{M}/gu, "");
  for (const item of replies.querySelectorAll(".pick li")) {
    item.hidden = !plain(item.textContent).includes(plain(words));
  }
}

function showInserts() {
  for (const button of document.querySelectorAll(".insert[hidden]")) button.hidden = false;
}

if (replies) {
  showInserts();
  new MutationObserver(showInserts).observe(document.querySelector("[data-part=actions]"), { childList: true });
  document.addEventListener("click", (event) => {
    const insert = event.target.closest(".insert");
    if (insert) choose(insert.form.elements.words);
    const picked = event.target.closest(".pick button");
    if (!picked || !target?.isConnected) return;
    replies.close();
    target.focus();
    target.setRangeText(picked.dataset.text, target.selectionStart, target.selectionEnd, "end");
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  replies.querySelector("input").addEventListener("input", (event) => narrow(event.target.value));
  replies.querySelector("input").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    replies.querySelector(".pick li:not([hidden]) button")?.click();
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "/" || field.value !== "" || !field.closest?.("form")?.querySelector(".insert")) return;
    event.preventDefault();
    choose(field);
  });
}

// Articles are searched without leaving what is being written.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-articles]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const answer = await fetch(`${form.dataset.articles}?q=${encodeURIComponent(form.elements.kb.value)}`).catch(() => null);
  if (!answer?.ok) { HTMLFormElement.prototype.submit.call(form); return; }
  const place = document.querySelector("[data-part=articles]");
  place.replaceChildren(nodesOf(await answer.text()));
  place.querySelector("#kb").focus();
}, { capture: true });
