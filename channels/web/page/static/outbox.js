// What was written but is not yet kept by the server. It survives a reload, leaves in order, one at a time,
// and every attempt carries the same id, so that the server keeps it once.

const PATIENCE = 20_000; // ms for one attempt
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

/** 128 random bits. (crypto.randomUUID exists on https pages only.) */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  #waiting;
  #store;
  #base;
  #language;
  #heard;
  #sending = false;
  #wait = FIRST_WAIT;
  #again;

  /** `heard.kept(item, answer)`, `heard.waiting(item)` and `heard.refused(item, sentence)` are told the outcome. */
  constructor(base, language, heard) {
    this.#base = base;
    this.#language = language;
    this.#heard = heard;
    this.#store = `onkapi.unsent.${base}`;
    this.#waiting = JSON.parse(sessionStorage.getItem(this.#store) ?? "[]");
  }

  get items() {
    return [...this.#waiting];
  }

  /** Queue `item`: {id, door: "messages" | "press", shown, body}. */
  put(item) {
    this.#waiting.push(item);
    this.#remember();
    this.flush();
  }

  async flush() {
    clearTimeout(this.#again);
    if (this.#sending) return;
    this.#sending = true;
    while (this.#waiting.length && (await this.#attempt(this.#waiting[0])));
    this.#sending = false;
  }

  /** Try to hand `item` in; say whether to go on with the next. */
  async #attempt(item) {
    let response, said;
    try {
      response = await fetch(`${this.#base}/${item.door}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": this.#language },
        body: JSON.stringify({ id: item.id, ...item.body }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      said = await response.json();
    } catch {
      response = undefined;
    }
    if (!response || response.status >= 500 || response.status === 429) {
      this.#heard.waiting(item);
      this.#again = setTimeout(() => this.flush(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
      return false;
    }
    this.#wait = FIRST_WAIT;
    this.#waiting.shift();
    this.#remember();
    if (response.ok) this.#heard.kept(item, said.answer);
    else this.#heard.refused(item, said.error);
    return true;
  }

  #remember() {
    try {
      sessionStorage.setItem(this.#store, JSON.stringify(this.#waiting));
    } catch {
      // A full or forbidden store only costs what a reload would have saved.
    }
  }
}
