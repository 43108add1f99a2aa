// Our own page: one conversation, and a title that tells of what came while nobody looked.

import { Server } from "./server.js";
import { talk } from "./talk.js";

const desk = document.querySelector(".desk");
const language = document.documentElement.lang;
const { site, desk: name, limit, labels } = desk.dataset;
let unseen = 0;

talk(desk, {
  server: new Server(`/chat/${site}`, language),
  desk: name,
  labels: JSON.parse(labels),
  language,
  limit: Number(limit),
  heard: {
    lines(lines, fresh) {
      if (fresh && document.hidden) unseen += lines.filter(({ author }) => author !== "customer").length;
      if (unseen) document.title = `(${unseen}) ${name}`;
    },
  },
}).focus();

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = name;
});
