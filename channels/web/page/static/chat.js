// The page: what the person does goes to the outbox, what the server says comes from the stream, the log shows both.

import { Log } from "./log.js";
import { newId, Outbox } from "./outbox.js";
import { follow } from "./stream.js";

const desk = document.querySelector(".desk");
const language = document.documentElement.lang;
const labels = JSON.parse(desk.dataset.labels);
const base = `/chat/${desk.dataset.site}`;
const draft = `onkapi.draft.${base}`;
const [scroller, root, welcome, typing, lost, latest, notice, composer] = [
  ".scroller", ".log", ".welcome", ".typing", ".lost", ".latest", ".dock .notice", ".composer",
].map((selector) => desk.querySelector(selector));
const field = composer.querySelector("textarea");
const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
let unseen = 0;

const log = new Log(root, { desk: desk.dataset.desk, labels, language, press: pick });

const outbox = new Outbox(base, language, {
  kept(item, answer) {
    mark(item.id, "", "");
    tell(answer);
  },
  waiting(item) {
    mark(item.id, "unsent", labels.waiting, [[labels.retry, () => outbox.flush()]]);
  },
  refused(item, sentence) {
    if (item.line !== undefined) {
      log.drop(item.id);
      log.release(item.line);
      tell(sentence);
      return;
    }
    mark(item.id, "refused", sentence, [[labels.edit, () => edit(item)]]);
  },
});

function put(item) {
  const whole = { id: newId(), at: new Date().toISOString(), ...item };
  welcome.hidden = true;
  tell("");
  expect(whole);
  outbox.put(whole);
  toEnd();
}

function expect(item) {
  log.expect(item);
  // Most lines are kept within this time; only then is there something to say about them.
  setTimeout(() => outbox.items.some(({ id }) => id === item.id) && mark(item.id, "unsent", labels.sending), 800);
}

/** Say under an own line how it stands, without pushing the end of the log out of sight. */
function mark(...how) {
  const following = atEnd();
  log.mark(...how);
  if (following) toEnd();
}

function pick(line, button) {
  put({ door: "press", shown: button.label, line: line.id, body: { payload: button.payload } });
  if (hasKeyboard) field.focus();
}

function write() {
  const text = field.value;
  if (!text.trim()) return;
  put({ door: "messages", shown: text, body: { text } });
  field.value = "";
  typed();
}

function edit(item) {
  log.drop(item.id);
  field.value = [item.shown, field.value].filter(Boolean).join("\n");
  typed();
  field.focus();
}

function typed() {
  composer.querySelector(".send").disabled = !field.value.trim();
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
  try {
    sessionStorage.setItem(draft, field.value);
  } catch {
    // A draft too large for the store is not kept over a reload.
  }
}

function tell(sentence) {
  notice.textContent = sentence ?? "";
  notice.hidden = !sentence;
}

function atEnd() {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 96;
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  latest.hidden = true;
}

/** Show `lines`; follow them only if the person was reading at the end, and never past the top of the first. */
function show(lines) {
  const following = atEnd();
  const started = root.ariaLive === "polite";
  const fresh = log.add(lines);
  if (!fresh.length) return;
  const others = fresh.filter((element) => !element.classList.contains("mine"));
  welcome.hidden = true;
  if (started && others.length && document.hidden) document.title = `(${(unseen += others.length)}) ${desk.dataset.desk}`;
  if (!following && started) {
    latest.hidden = !others.length;
    return;
  }
  toEnd();
  if (started && others.length) {
    const top = others[0].offsetTop - root.offsetTop;
    scroller.scrollTop = Math.min(scroller.scrollTop, top);
  }
}

follow(base, {
  lines: show,
  busy(now) {
    // The first hint comes after the whole history: from here on, what is new is read aloud.
    root.ariaLive = "polite";
    welcome.hidden = !log.empty;
    const following = atEnd();
    typing.hidden = !now;
    if (now && following) toEnd();
  },
  connected: (() => {
    let bar;
    return (is) => {
      clearTimeout(bar);
      if (is) {
        lost.hidden = true;
        outbox.flush();
      } else {
        bar = setTimeout(() => {
          lost.hidden = false;
          typing.hidden = true; // nobody can tell any more
        }, 1_500);
      }
    };
  })(),
});

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  write();
});
field.addEventListener("input", typed);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  write();
});
latest.addEventListener("click", toEnd);
scroller.addEventListener("scroll", () => atEnd() && (latest.hidden = true));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = desk.dataset.desk;
});

for (const item of outbox.items) expect(item);
outbox.flush();
field.value = sessionStorage.getItem(draft) ?? "";
typed();
if (hasKeyboard) field.focus();
