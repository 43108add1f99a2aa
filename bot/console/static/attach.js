// Files for what an agent is writing: chosen, dropped or pasted, sent at once, and named in the form by their tokens.
// Without this script a form has no files; everything else of it works.

(() => {
  // What the server sends is hidden; only a browser that can use it shows it.
  function show() {
    for (const place of document.querySelectorAll(".attach[hidden]")) place.hidden = false;
  }

  function chip(place, file) {
    const item = document.createElement("li");
    const [name, bar, away] = ["b", "progress", "button"].map((tag) => document.createElement(tag));
    name.textContent = file.name;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    away.type = "button";
    away.className = "quiet";
    away.textContent = "×";
    away.setAttribute("aria-label", place.dataset.remove.replace("{name}", file.name));
    item.append(name, bar, away);
    place.querySelector(".chips").append(item);
    return { item, bar, away };
  }

  function note(place) {
    const tokens = [...place.querySelectorAll(".chips li")].map((item) => item.dataset.token).filter(Boolean);
    place.querySelector("[name=files]").value = tokens.join(" ");
    // Words are needed unless something else is said; a question and a solution always need some.
    const form = place.closest("form");
    if (["reply", "note"].includes(form.dataset.command)) form.elements.words.required = !tokens.length;
    for (const button of form.querySelectorAll(".go")) button.disabled = Boolean(place.querySelector(".chips progress"));
  }

  function send(place, file) {
    const { item, bar, away } = chip(place, file);
    const request = new XMLHttpRequest();
    away.addEventListener("click", () => {
      request.abort();
      item.remove();
      note(place);
    });
    request.open("POST", place.dataset.upload);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("X-CSRF-Token", place.closest("form").elements.csrf.value);
    request.responseType = "json";
    request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    request.onloadend = () => {
      bar.remove();
      if (request.status === 200) item.dataset.token = request.response.file;
      else {
        item.className = "failed";
        item.querySelector("b").textContent = `${file.name}: ${request.response?.error ?? place.dataset.failed}`;
        item.setAttribute("role", "alert");
      }
      if (item.isConnected) note(place);
    };
    request.send(file);
    note(place);
  }

  function add(place, files) {
    for (const file of files) send(place, file);
  }

  document.addEventListener("click", (event) => {
    if (event.target.matches(".attach .add")) event.target.parentElement.querySelector("[type=file]").click();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches(".attach [type=file]")) return;
    add(event.target.closest(".attach"), event.target.files);
    event.target.value = "";
  });
  document.addEventListener("paste", (event) => {
    const place = event.target.closest?.("form")?.querySelector(".attach");
    if (!place || !event.clipboardData.files.length) return;
    event.preventDefault();
    add(place, event.clipboardData.files);
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.closest?.(".panel");
      const place = form?.querySelector(".attach");
      if (!place || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name === "drop") add(place, event.dataTransfer.files);
    });
  }
  document.addEventListener("forms", show);
  show();
})();
