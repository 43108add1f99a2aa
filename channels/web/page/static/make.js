// Small parts of which the conversation is built.

/** Return an element with a class and a text. */
export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** Return a line drawing of 20 by 20, of the path `d`. */
export function drawing(d) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["viewBox", "0 0 20 20"], ["width", 20], ["height", 20], ["aria-hidden", "true"]]) {
    svg.setAttribute(name, value);
  }
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

/** Return HTML that our server has made as what may be inserted on a page that demands trusted types; ours is "onkapi". */
export const trusted = (() => {
  try {
    const policy = globalThis.trustedTypes.createPolicy("onkapi", { createHTML: (html) => html });
    return (html) => policy.createHTML(html);
  } catch {
    return (html) => html; // the browser knows none, or the page does not list ours
  }
})();

/** Put `values` into the places of a label: "{name}". */
export function fill(label, values) {
  return label.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** Return a function that tells bytes as people do: "1,2 MB". */
export function sizes(language) {
  const form = (unit, digits) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits });
  const [bytes, kilobytes, megabytes] = [form("byte", 0), form("kilobyte", 0), form("megabyte", 1)];
  return (size) =>
    size < 1_000 ? bytes.format(size) : size < 1_000_000 ? kilobytes.format(size / 1_024) : megabytes.format(size / 1_048_576);
}
