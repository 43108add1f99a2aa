// The conversation as it stands on the page: known lines in the order of their ids, below them what is on its way.

import { fill, make, trusted } from "./make.js";

const PAUSE = 5 * 60_000; // ms after which the same speaker is named again

function initials(name, language) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => [...word][0]).join("").toLocaleUpperCase(language);
}

export class Log {
  #root;
  #desk;
  #labels;
  #language;
  #mark;
  #files;
  #press;
  #known = new Map();
  #pending = new Map();
  #partings = new Map();
  #clock;
  #day;

  /**
   * `mark` is the template of the desk's face, `files(list, kept)` returns the element that shows files, and
   * `press(line, button)` is called when a person picks an option.
   */
  constructor(root, { desk, labels, language, mark, files, press }) {
    this.#root = root;
    this.#desk = desk;
    this.#labels = labels;
    this.#language = language;
    this.#mark = mark;
    this.#files = files;
    this.#press = press;
    const written = language === "en" ? "en-GB" : language; // "by 14:20", as the desk says it, and not 2:20 PM
    this.#clock = new Intl.DateTimeFormat(written, { hour: "2-digit", minute: "2-digit" });
    this.#day = new Intl.DateTimeFormat(written, { day: "numeric", month: "long", weekday: "long" });
  }

  get empty() {
    return this.#known.size + this.#pending.size === 0;
  }

  /** Show `lines` where their ids belong and return the elements of those that were not known. */
  add(lines) {
    const fresh = [];
    for (const line of lines) {
      if (this.#known.has(line.id)) continue;
      for (const id of line.message_ids) this.drop(id);
      const element = this.#element(line);
      this.#known.set(line.id, { line, element });
      const next = [...this.#root.querySelectorAll("[data-id]")].find((other) => Number(other.dataset.id) > line.id);
      this.#root.insertBefore(element, next ?? this.#root.querySelector("[data-own]"));
      fresh.push(element);
    }
    if (fresh.length) this.#arrange();
    return fresh;
  }

  /** Show what the person has just written or picked, before the server knows. */
  expect(item) {
    const parts = item.shown ? [{ style: "plain", text: item.shown }] : [];
    const line = { author: "customer", name: "", at: item.at, parts, buttons: [], files: item.files ?? [] };
    const element = this.#element(line);
    element.dataset.own = item.id;
    element.append(make("p", "state"));
    this.#pending.set(item.id, { line, element });
    this.#root.append(element);
    this.#arrange();
    return element;
  }

  /** Say under the expected line `id` how it stands; `actions` are pairs of label and function. */
  mark(id, className, text, actions = []) {
    const element = this.#pending.get(id)?.element;
    if (!element) return;
    element.classList.remove("unsent", "refused");
    if (className) element.classList.add(className);
    const state = element.querySelector(".state");
    state.replaceChildren(...(text ? [make("span", "", text)] : []));
    for (const [label, act] of actions) {
      const button = make("button", "", label);
      button.type = "button";
      button.addEventListener("click", act);
      state.append(button);
    }
  }

  drop(id) {
    this.#pending.get(id)?.element.remove();
    this.#pending.delete(id);
  }

  /** Let the options of line `id` be picked again. */
  release(id) {
    const known = this.#known.get(id);
    if (known) known.picked = undefined;
    this.#arrange();
  }

  #element({ id, author, name, at, parts, buttons, files }) {
    const mine = author === "customer";
    const element = make("div", `said ${mine ? "mine" : author}`);
    if (id !== undefined) element.dataset.id = id;
    if (!mine) element.append(this.#face(author, name));
    const who = make("div", "who");
    who.append(make("b", "", mine ? this.#labels.you : name || this.#desk));
    const time = make("time", "", this.#hour(new Date(at)));
    time.dateTime = at;
    who.append(time);
    const bubble = make("div", "bubble");
    for (const part of parts) {
      const shown = make("div", part.style, part.text);
      // The server escaped it (channels/web/render.py); what is still on its way stays plain text.
      if (part.html !== undefined) shown.innerHTML = trusted(part.html);
      bubble.append(shown);
    }
    element.append(who);
    if (parts.length) element.append(bubble);
    if (files.length) element.append(this.#files(files, id !== undefined));
    if (buttons.length) element.append(this.#options(id, buttons));
    return element;
  }

  /** As the desk writes it in its sentences: "10.30" in Turkish, "10:30" in English. */
  #hour(at) {
    const told = this.#clock.format(at);
    return this.#language === "tr" ? told.replace(":", ".") : told;
  }

  #face(author, name) {
    const face = make("div", "face", author === "agent" ? initials(name, this.#language) : "");
    face.ariaHidden = "true";
    if (author === "bot") face.append(this.#mark.content.cloneNode(true));
    return face;
  }

  #options(id, buttons) {
    const options = make("div", "options");
    options.role = "group";
    for (const button of buttons) {
      const element = make("button", "", button.label);
      element.type = "button";
      element.dataset.payload = button.payload;
      element.addEventListener("click", () => {
        this.#known.get(id).picked = button.payload;
        this.#arrange();
        this.#press(this.#known.get(id).line, button);
      });
      options.append(element);
    }
    return options;
  }

  /** Name each speaker once, part the days, say who joins, and leave only the open question's options alive. */
  #arrange() {
    const shown = [...this.#known.values()].sort((one, other) => one.line.id - other.line.id);
    const left = new Map(this.#partings);
    let before, agent;
    // What stands there already stays: a screen reader reads out whatever is put into a log.
    const part = (kind, key, text, next) => {
      const parting = left.get(key) ?? make("div", kind);
      left.delete(key);
      this.#partings.set(key, parting);
      if (parting.textContent !== text) parting.textContent = text;
      if (parting.nextSibling !== next) this.#root.insertBefore(parting, next);
      return parting;
    };
    for (const { line, element } of [...shown, ...this.#pending.values()]) {
      const at = new Date(line.at);
      const newDay = before?.at.toDateString() !== at.toDateString();
      if (newDay) agent = undefined;
      const joins = line.author === "agent" && line.name && line.name !== agent;
      if (joins) agent = line.name;
      const top = joins ? part("joined", `joined ${line.id}`, fill(this.#labels.joined, line), element) : element;
      if (newDay) part("day", `day ${at.toDateString()}`, this.#dayName(at), top);
      const same = before?.line.author === line.author && before?.line.name === line.name;
      element.classList.toggle("first", newDay || !same || at - before.at > PAUSE);
      before = { line, at };
    }
    for (const [key, parting] of left) {
      parting.remove();
      this.#partings.delete(key);
    }
    this.#settle(shown);
  }

  /**
   * A question is over when one of its options was picked, when a newer question stands below it, or when
   * the bot has spoken again after the customer's words.
   */
  #settle(shown) {
    let over = false;
    let botSpoke = false;
    for (const { line, element, picked } of shown.reverse()) {
      if (line.author === "customer") over ||= botSpoke;
      botSpoke ||= line.author === "bot";
      if (!line.buttons.length) continue;
      for (const button of element.querySelectorAll(".options button")) {
        button.disabled = over || picked !== undefined;
        button.ariaPressed = String(picked === button.dataset.payload);
      }
      over = true;
    }
  }

  #dayName(at) {
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
    return days === 0 ? this.#labels.today : days === 1 ? this.#labels.yesterday : this.#day.format(at);
  }
}
