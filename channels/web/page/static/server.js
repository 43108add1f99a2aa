// How one chat reaches its site of the desk. On our own page a cookie says who writes; in a widget a header does.

const PATIENCE = 20_000; // ms for one request; an upload has as long as it goes on

export class Server {
  #base;
  #language;
  #proof;
  #kept = new Map();

  /** `base` is the address of the site's doors; `proof()` returns the headers that say who writes, null for a cookie. */
  constructor(base, language, proof = null) {
    this.#base = base;
    this.#language = language;
    this.#proof = proof;
  }

  /** What tells this chat from others in a browser's store. */
  get name() {
    return this.#base;
  }

  get #headers() {
    return { "Accept-Language": this.#language, ...this.#proof?.() };
  }

  post(door, body) {
    return fetch(`${this.#base}/${door}`, {
      method: "POST",
      headers: { ...this.#headers, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  /** Open the live stream after line `settled`. */
  listen(settled, signal) {
    return fetch(`${this.#base}/events?after=${settled}`, {
      headers: { ...this.#headers, Accept: "text/event-stream" },
      cache: "no-store",
      signal,
    });
  }

  /** Return the address from which the browser shows the file `id`; where a header says who asks, the promise of a Blob. */
  source(id) {
    const address = `${this.#base}/files/${id}`;
    if (!this.#proof) return address;
    if (!this.#kept.has(id)) {
      const fetched = this.#fetched(address);
      this.#kept.set(id, fetched);
      fetched.catch(() => this.#kept.delete(id)); // it may be asked for again
    }
    return this.#kept.get(id);
  }

  async #fetched(address) {
    const response = await fetch(address, { headers: this.#headers });
    if (!response.ok) throw new Error(`file: ${response.status}`);
    return response.blob();
  }

  /**
   * Send `file`; call `progress(share)` on the way. Resolve to what the server says of it; reject with its sentence,
   * or with nothing when it could not be reached. (Only XMLHttpRequest tells how far an upload is.)
   */
  upload(file, progress, signal) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${this.#base}/files`);
      const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? file.type : "application/octet-stream";
      const named = { "Content-Type": type, "X-File-Name": encodeURIComponent(file.name.toWellFormed?.() ?? file.name) };
      for (const [name, value] of Object.entries({ ...this.#headers, ...named })) request.setRequestHeader(name, value);
      request.responseType = "json";
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onload = () => (request.status === 200 ? resolve(request.response) : reject(request.response?.error));
      request.onerror = () => reject();
      signal.addEventListener("abort", () => request.abort());
      request.send(file);
    });
  }
}
