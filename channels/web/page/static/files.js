// Files of the conversation as they are shown: pictures as pictures, everything else as a row to be saved.

import { drawing, fill, make, sizes } from "./make.js";
import { picture } from "./picture.js";

const DRAWINGS = {
  audio: "M10 3a2.2 2.2 0 0 1 2.2 2.2v4.6a2.2 2.2 0 0 1-4.4 0V5.2A2.2 2.2 0 0 1 10 3ZM5.5 9.5a4.5 4.5 0 0 0 9 0M10 14v3",
  video: "M3 6h9v8H3zM12 9l5-2.5v7L12 11",
  image: "M3 4h14v12H3zM3 13l4-4 4 4 2-2 4 4M13 7.5h.01",
  other: "M6 2.5h5.5L15 6v11.5H6zM11.5 2.5V6H15M8.5 10h4M8.5 13h4",
};

/** Return a drawing for a media type. */
export function icon(type) {
  return drawing(DRAWINGS[type.split("/", 1)[0]] ?? DRAWINGS.other);
}

/** Return how a file is told in one line: its ending and its size. */
export function told({ name, size }, language) {
  const ending = /\.([^.\s]{1,8})$/.exec(name)?.[1].toLocaleUpperCase("en");
  return [ending, sizes(language)(size)].filter(Boolean).join(" · ");
}

export class Files {
  #server;
  #labels;
  #language;
  #viewer;
  #tell;
  #open;

  /** `viewer` is the dialog in which a picture is shown large; `tell(sentence)` says what went wrong. */
  constructor(server, { labels, language, viewer, tell }) {
    this.#server = server;
    this.#labels = labels;
    this.#language = language;
    this.#viewer = viewer;
    this.#tell = tell;
    viewer.addEventListener("click", ({ target }) => target === viewer && viewer.close());
    viewer.querySelector(".save").addEventListener("click", () => this.#save(this.#open));
  }

  /** Return the element that shows `list`; what is not `kept` by the server yet can be seen, but not opened. */
  show(list, kept) {
    const attached = make("div", "attached");
    for (const file of list) attached.append(file.width ? this.#photo(file, kept) : this.#row(file, kept));
    return attached;
  }

  #photo(file, kept) {
    // What was written before a reload has lost its pictures; those of the server come with their line.
    if (!kept && !(file.preview instanceof Blob)) return this.#row(file, kept);
    const photo = make(kept ? "button" : "div", "photo");
    const source = kept ? this.#server.source(file.id) : file.preview;
    photo.append(picture(source, file, () => photo.replaceWith(this.#row(file, kept))));
    if (!kept) return photo;
    photo.type = "button";
    photo.ariaLabel = fill(this.#labels.open_picture, file);
    photo.addEventListener("click", () => this.#enlarge(file));
    return photo;
  }

  #row(file, kept) {
    const row = make(kept ? "button" : "div", "file");
    row.append(icon(file.type), make("b", "", file.name), make("span", "", told(file, this.#language)));
    if (!kept) return row;
    row.type = "button";
    row.ariaLabel = `${fill(this.#labels.download, file)} (${told(file, this.#language)})`;
    row.addEventListener("click", () => this.#save(file));
    return row;
  }

  #enlarge(file) {
    this.#open = file;
    const most = Math.max(screen.width, screen.height) * devicePixelRatio;
    const failed = () => this.#viewer.close();
    this.#viewer.querySelector(".whole").replaceChildren(picture(this.#server.source(file.id), file, failed, most));
    this.#viewer.showModal();
  }

  async #save(file) {
    try {
      const source = await this.#server.source(file.id);
      const link = make("a");
      link.href = typeof source === "string" ? source : URL.createObjectURL(source);
      link.download = file.name;
      link.click();
      if (typeof source !== "string") setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // saved by then
    } catch {
      this.#tell(this.#labels.not_loaded);
    }
  }
}
