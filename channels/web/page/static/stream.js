// The live stream of one chat: server-sent events, read by hand because a header may have to say who listens.
// It comes back by itself, from the line up to which all is settled.

const SILENCE = 45_000; // ms; the server gives a sign of life every 15 s
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const UNSEEN = 300_000; // ms after which a page that nobody looks at gives its connection back

/** Follow a chat at `server`; tell `heard.lines`, `heard.busy`, `heard.connected` and `heard.refused` what happens. */
export function follow(server, heard) {
  let control, watchdog, comeback, rest;
  let settled = "0";
  let wait = FIRST_WAIT;
  let ended = false;

  async function open() {
    clearTimeout(comeback);
    control?.abort();
    const own = (control = new AbortController());
    alive();
    try {
      const response = await server.listen(settled, own.signal);
      if (response.status >= 400 && response.status < 500) return heard.refused((await response.json()).error);
      if (!response.ok) throw new Error(String(response.status));
      for await (const event of events(response.body)) {
        if (own.signal.aborted) return;
        alive();
        take(event);
      }
    } catch {
      // Whatever it was, the answer is the same: come back.
    }
    if (control === own) lost();
  }

  function take({ name, id, data }) {
    if (name === "lines") {
      settled = id || settled;
      heard.lines(JSON.parse(data));
    } else if (name === "busy") {
      wait = FIRST_WAIT;
      heard.connected(true);
      heard.busy(JSON.parse(data));
    }
  }

  function alive() {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, SILENCE);
  }

  function close() {
    clearTimeout(watchdog);
    clearTimeout(comeback);
    const old = control;
    control = undefined;
    old?.abort();
  }

  function lost() {
    close();
    if (ended) return;
    heard.connected(false);
    comeback = setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  // A browser opens few connections to one server, and people keep many tabs.
  function seen() {
    clearTimeout(rest);
    if (document.hidden) rest = setTimeout(close, UNSEEN);
    else if (!control) open();
  }

  window.addEventListener("online", open);
  window.addEventListener("offline", lost); // a connection that leads nowhere is silent for long
  document.addEventListener("visibilitychange", seen);
  open();
  return () => {
    ended = true;
    clearTimeout(rest);
    window.removeEventListener("online", open);
    window.removeEventListener("offline", lost);
    document.removeEventListener("visibilitychange", seen);
    close();
  };
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let [unread, name, id, data] = ["", "", "", []];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const rows = (unread + value).split(/\r?\n/);
    unread = rows.pop();
    for (const row of rows) {
      const [, field, text] = /^([^:]*):? ?(.*)$/.exec(row);
      if (field === "event") name = text;
      else if (field === "id") id = text;
      else if (field === "data") data.push(text);
      else if (!row && name) {
        yield { name, id, data: data.join("\n") };
        [name, data] = ["", []];
      }
    }
  }
}
