// The live stream of one chat. It comes back by itself, from the line up to which all is settled.

const SILENCE = 45_000; // ms; the server gives a sign of life every 15 s
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

/** Follow the chat at `base`; tell `heard.lines`, `heard.busy` and `heard.connected` what happens. */
export function follow(base, heard) {
  let source, watchdog, comeback;
  let settled = "0";
  let wait = FIRST_WAIT;

  function open() {
    clearTimeout(comeback);
    source?.close();
    source = new EventSource(`${base}/events?after=${settled}`);
    alive();
    source.onopen = alive;
    source.onerror = lost;
    source.addEventListener("beat", alive);
    source.addEventListener("lines", (event) => {
      alive();
      settled = event.lastEventId || settled;
      heard.lines(JSON.parse(event.data));
    });
    source.addEventListener("busy", (event) => {
      alive();
      wait = FIRST_WAIT;
      heard.connected(true);
      heard.busy(JSON.parse(event.data));
    });
  }

  function alive() {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, SILENCE);
  }

  function lost() {
    clearTimeout(watchdog);
    clearTimeout(comeback);
    source.close();
    heard.connected(false);
    comeback = setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  window.addEventListener("online", open);
  open();
}
