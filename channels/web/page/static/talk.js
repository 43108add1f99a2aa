// One conversation, on our page and in the widget alike: what the person does goes to the outbox, what the server says
// comes from the stream, the log shows both.

import { Files } from "./files.js";
import { Log } from "./log.js";
import { newId, Outbox } from "./outbox.js";
import { follow } from "./stream.js";
import { Tray } from "./tray.js";

const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;

/**
 * Bring the parts in `root` (talk.html) to life. `heard.lines(lines, fresh)` is told what was shown, and whether it
 * came after the history; `heard.connected()` that the history is there. Return what the surroundings may do with it.
 */
export function talk(root, { server, desk, labels, language, limit, heard }) {
  const draft = `onkapi.draft.${server.name}`;
  const [scroller, list, welcome, typing, lost, latest, notice, composer, drop, viewer] = [
    ".scroller", ".log", ".welcome", ".typing", ".lost", ".latest", ".dock .notice", ".composer", ".drop", ".viewer",
  ].map((selector) => root.querySelector(selector));
  const [field, send, picker] = ["textarea", ".send", ".pick"].map((selector) => composer.querySelector(selector));
  const ending = new AbortController();
  const { signal } = ending;
  let sendsWhenThere = false;
  let following = true; // the end of the log is kept in sight

  const files = new Files(server, { labels, language, viewer, tell });
  const log = new Log(list, {
    desk, labels, language, press: pick,
    mark: root.querySelector(".face-of-desk"),
    files: (...what) => files.show(...what),
  });
  const tray = new Tray(root.querySelector(".tray"), { server, labels, language, limit, heard: { changed, tell } });
  const outbox = new Outbox(server, {
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
    heard.wrote?.();
  }

  function expect(item) {
    log.expect(item);
    // Most lines are kept within this time; only then is there something to say about them.
    setTimeout(() => outbox.items.some(({ id }) => id === item.id) && mark(item.id, "unsent", labels.sending), 800);
  }

  /** Say under an own line how it stands, without pushing the end of the log out of sight. */
  function mark(...how) {
    const stays = atEnd();
    log.mark(...how);
    if (stays) toEnd();
  }

  function pick(line, button) {
    put({ door: "press", shown: button.label, line: line.id, body: { payload: button.payload } });
    if (hasKeyboard) field.focus();
  }

  function write() {
    if (tray.busy) {
      sendsWhenThere = true;
      tell(labels.uploading);
      return;
    }
    const text = field.value;
    if (!text.trim() && !tray.full) return;
    const attached = tray.take();
    const tokens = attached.map(({ token }) => token);
    const words = text.trim() ? text : "";
    put({ door: "messages", shown: words, files: attached, body: { text: words, ...(tokens.length && { files: tokens }) } });
    field.value = "";
    typed();
  }

  /** Say something that a button stands for, and leave alone what is being written. */
  function say(words) {
    put({ door: "messages", shown: words, files: [], body: { text: words } });
    if (hasKeyboard) field.focus();
  }

  function edit(item) {
    log.drop(item.id);
    field.value = [item.shown, field.value].filter(Boolean).join("\n");
    tray.putBack(item.files ?? []);
    typed();
    field.focus();
  }

  function changed() {
    send.disabled = !field.value.trim() && !tray.full && !tray.busy;
    if (!sendsWhenThere || tray.busy) return;
    sendsWhenThere = false;
    tell("");
    write();
  }

  function typed() {
    changed();
    field.style.height = "auto";
    field.style.height = field.scrollHeight ? `${field.scrollHeight}px` : ""; // in a closed panel nothing has a height
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
    following = true;
  }

  /** Show `lines`; follow them only if the person was reading at the end, and never past the top of the first. */
  function show(lines) {
    const stays = atEnd();
    const started = list.ariaLive === "polite";
    const fresh = log.add(lines);
    if (!fresh.length) return;
    const others = fresh.filter((element) => !element.classList.contains("mine"));
    welcome.hidden = true;
    heard.lines(lines, started);
    if (!stays && started) {
      latest.hidden = !others.length;
      return;
    }
    toEnd();
    if (started && others.length) {
      const top = others[0].offsetTop - list.offsetTop;
      scroller.scrollTop = Math.min(scroller.scrollTop, top);
      following = atEnd();
    }
  }

  let bar;
  const unfollow = follow(server, {
    lines: show,
    busy(now) {
      // The first hint comes after the whole history: from here on, what is new is read aloud.
      list.ariaLive = "polite";
      welcome.hidden = !log.empty;
      const stays = atEnd();
      typing.hidden = !now;
      if (now && stays) toEnd();
    },
    connected(is) {
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
    },
    refused: tell,
  });

  const on = (target, name, act) => target.addEventListener(name, act, { signal });
  on(composer, "submit", (event) => {
    event.preventDefault();
    write();
  });
  on(field, "input", typed);
  on(field, "keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    write();
  });
  on(latest, "click", toEnd);
  on(scroller, "scroll", () => {
    following = atEnd();
    if (following) latest.hidden = true;
  });
  // A picture that arrives makes the log longer, a file that is chosen its window smaller.
  const grows = new ResizeObserver(() => following && toEnd());
  grows.observe(scroller);
  grows.observe(list);
  on(composer.querySelector(".attach"), "click", () => picker.click());
  const elsewhere = root.querySelector(".elsewhere");
  if (elsewhere) on(elsewhere, "click", () => say(labels.elsewhere_words));
  on(picker, "change", () => {
    attach(picker.files);
    picker.value = "";
  });
  on(field, "paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    attach(event.clipboardData.files);
  });
  for (const name of ["dragenter", "dragover"]) {
    on(root, name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      drop.hidden = false;
    });
  }
  on(root, "dragleave", (event) => root.contains(event.relatedTarget) || (drop.hidden = true));
  on(root, "drop", (event) => {
    drop.hidden = true;
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    attach(event.dataTransfer.files);
  });

  function attach(chosen) {
    tell("");
    tray.add(chosen);
    if (hasKeyboard) field.focus();
  }

  for (const item of outbox.items) expect(item);
  outbox.flush();
  try {
    field.value = sessionStorage.getItem(draft) ?? "";
  } catch {
    // A forbidden store has no draft.
  }
  typed();

  return {
    /** Bring into shape what was written and said while nothing was to be seen. */
    shown() {
      typed();
      toEnd();
    },
    focus: () => hasKeyboard && field.focus(),
    end() {
      ending.abort();
      grows.disconnect();
      unfollow();
      outbox.end();
    },
  };
}
