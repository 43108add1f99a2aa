// Files that wait for their message: chosen, dropped or pasted, on their way to the server, or there already.

import { icon, told } from "./files.js";
import { drawing, fill, make } from "./make.js";
import { picture } from "./picture.js";

const MOST = 10; // files of one message; the server takes no more
const AT_ONCE = 2;
const [CROSS, AGAIN] = ["m6 6 8 8M14 6l-8 8", "M15.5 10a5.5 5.5 0 1 1-1.6-3.9M14 3v3.4h-3.4"];

export class Tray {
  #list;
  #server;
  #labels;
  #language;
  #limit;
  #heard;
  #items = [];

  /** `heard.changed()` is told whenever something is other than before, `heard.tell(sentence)` what was refused. */
  constructor(list, { server, labels, language, limit, heard }) {
    this.#list = list;
    this.#server = server;
    this.#labels = labels;
    this.#language = language;
    this.#limit = limit;
    this.#heard = heard;
  }

  /** Whether something is still on its way. */
  get busy() {
    return this.#items.some(({ state }) => state === "waiting" || state === "sending");
  }

  /** Whether there is something to send. */
  get full() {
    return this.#items.some(({ state }) => state === "there");
  }

  add(files) {
    const small = [...files].filter(({ size }) => size <= this.#limit);
    const taken = small.slice(0, MOST - this.#items.length);
    if (small.length < files.length) this.#heard.tell(fill(this.#labels.too_large, { limit: this.#limit >> 20 }));
    else if (taken.length < small.length) this.#heard.tell(fill(this.#labels.too_many, { limit: MOST }));
    for (const file of taken) {
      const preview = /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? file : null;
      const item = { file, state: "waiting", share: 0, preview, element: make("li") };
      this.#items.push(item);
      this.#list.append(item.element);
      this.#draw(item);
    }
    this.#next();
  }

  /** Return the files that are there, and forget them; what could not be sent stays. */
  take() {
    const taken = this.#items.filter(({ state }) => state === "there");
    this.#items = this.#items.filter(({ state }) => state !== "there");
    for (const { element } of taken) element.remove();
    this.#next();
    return taken.map(({ kept, preview }) => ({ ...kept, preview }));
  }

  /** Take files back that were `take`n. */
  putBack(files) {
    for (const kept of files) {
      const item = { file: kept, state: "there", kept, preview: kept.preview, element: make("li") };
      this.#items.push(item);
      this.#list.append(item.element);
      this.#draw(item);
    }
    this.#next();
  }

  #next() {
    const sending = this.#items.filter(({ state }) => state === "sending").length;
    const waiting = this.#items.filter(({ state }) => state === "waiting");
    for (const item of waiting.slice(0, AT_ONCE - sending)) this.#send(item);
    this.#list.hidden = !this.#items.length;
    this.#heard.changed();
  }

  async #send(item) {
    item.state = "sending";
    item.control = new AbortController();
    this.#draw(item);
    try {
      const progress = (share) => (item.element.querySelector("progress").value = share);
      const kept = await this.#server.upload(item.file, progress, item.control.signal);
      Object.assign(item, { state: "there", kept: { ...kept, token: kept.file } });
    } catch (sentence) {
      if (item.control.signal.aborted) return;
      Object.assign(item, { state: "failed", sentence });
    }
    this.#draw(item);
    this.#next();
  }

  #drop(item) {
    item.control?.abort();
    item.element.remove();
    this.#items = this.#items.filter((other) => other !== item);
    this.#next();
  }

  #draw(item) {
    const { element, file, state, preview, sentence } = item;
    const face = make("span", "icon");
    if (preview) face.append(picture(preview, {}, () => face.replaceChildren(icon(file.type))));
    else face.append(icon(file.type));
    const moving = state === "waiting" || state === "sending";
    const how = make(moving ? "progress" : "span", "how", moving ? "" : told(file, this.#language));
    if (moving) {
      how.value = 0;
      how.ariaLabel = file.name;
    }
    if (state === "failed") {
      how.textContent = sentence ?? this.#labels.upload_failed;
      how.setAttribute("role", "alert");
    }
    element.className = state;
    element.replaceChildren(face, make("b", "", file.name), how);
    if (state === "failed" && !sentence) {
      element.append(this.#button("again", AGAIN, this.#labels.again, item, () => this.#send(item)));
    }
    const label = moving ? this.#labels.cancel : this.#labels.remove;
    element.append(this.#button("away", CROSS, label, item, () => this.#drop(item)));
  }

  #button(name, shape, label, { file }, act) {
    const button = make("button", name);
    button.type = "button";
    button.ariaLabel = fill(label, file);
    button.append(drawing(shape));
    button.addEventListener("click", act);
    return button;
  }
}
