// What was written but is not yet kept by the server. It survives a reload, leaves in order, one at a time,
// and every attempt carries the same id, so that the server keeps it once.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

/** 128 random bits. (crypto.randomUUID exists on https pages only.) */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  #waiting;
  #store;
  #server;
  #heard;
  #sending = false;
  #wait = FIRST_WAIT;
  #again;
  #ended = false;

  /** `heard.kept(item, answer)`, `heard.waiting(item)` and `heard.refused(item, sentence)` are told the outcome. */
  constructor(server, heard) {
    this.#server = server;
    this.#heard = heard;
    this.#store = `onkapi.unsent.${server.name}`;
    this.#waiting = remembered(this.#store);
  }

  /** Stop trying; what waits is kept for the next page. */
  end() {
    clearTimeout(this.#again);
    this.#ended = true;
  }

  get items() {
    return [...this.#waiting];
  }

  /** Queue `item`: {id, door: "messages" | "press", shown, files, body}. */
  put(item) {
    this.#waiting.push(item);
    this.#remember();
    this.flush();
  }

  async flush() {
    clearTimeout(this.#again);
    if (this.#sending || this.#ended) return;
    this.#sending = true;
    while (this.#waiting.length && (await this.#attempt(this.#waiting[0])));
    this.#sending = false;
  }

  /** Try to hand `item` in; say whether to go on with the next. */
  async #attempt(item) {
    let response, said;
    try {
      response = await this.#server.post(item.door, { id: item.id, ...item.body });
      said = await response.json();
    } catch {
      response = undefined;
    }
    if (this.#ended) return false;
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

function remembered(store) {
  try {
    return JSON.parse(sessionStorage.getItem(store) ?? "[]");
  } catch {
    return []; // a forbidden store remembers nothing
  }
}
