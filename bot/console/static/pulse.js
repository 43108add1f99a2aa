// Tells what is new in the titles of all windows, and by notifications if the agent wants them. One window of the
// browser listens for all; when it is closed another takes its place.

const channel = new BroadcastChannel("onkapi-pulse");
const plain = document.title;
const button = document.getElementById("notify");
const address = document.querySelector("[data-pulse]")?.dataset.pulse;
let known = null;
let last = null;

const bell = document.getElementById("bell-count");

function show([unread, told]) {
  document.title = unread > 0 ? `(${unread}) ${plain}` : plain;
  if (bell) bell.textContent = told > 0 ? told : "";
}

channel.addEventListener("message", ({ data }) => {
  if (data !== "?") show(data);
  else if (last !== null) channel.postMessage(last);
});

function tell(news) {
  const fresh = known ? news.filter((one) => !known.has(one.key)) : [];
  known = new Set(news.map((one) => one.key));
  if (document.hasFocus() || !("Notification" in window) || Notification.permission !== "granted") return;
  for (const one of fresh) {
    const note = new Notification(one.title, { body: one.body, tag: one.ref });
    note.addEventListener("click", () => { window.focus(); location.href = `/desk/tickets/${one.ref}#latest`; });
  }
}

// Listens until the page is left; `done` gives the place to another window.
function listen(done) {
  const source = new EventSource(address);
  source.addEventListener("news", (event) => {
    const { unread, bell: told, news } = JSON.parse(event.data);
    last = [Number(unread), Number(told)];
    show(last);
    channel.postMessage(last);
    tell(JSON.parse(news));
  });
  source.addEventListener("gone", () => source.close());
  addEventListener("pagehide", () => { source.close(); last = null; done(); }, { once: true });
  return source;
}

function join() {
  channel.postMessage("?");
  if (navigator.locks) navigator.locks.request("onkapi-pulse", () => new Promise(listen)).catch(() => {});
  else if (!document.hidden) {
    // Without locks (a server without https) only the window in sight listens.
    const source = listen(() => {});
    document.addEventListener("visibilitychange", () => { source.close(); join(); }, { once: true });
  } else document.addEventListener("visibilitychange", join, { once: true });
}

if (address) {
  join();
  addEventListener("pageshow", (event) => { if (event.persisted) join(); });
}

if (button && "Notification" in window && Notification.permission === "default") {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await Notification.requestPermission();
    button.hidden = true;
  });
}
