// Pictures: an address is shown by the browser, a file that the script holds is painted. A host page's policy may know
// no blob: addresses, and needs none.

import { make } from "./make.js";

const SMALL = 640; // dots on the longer side of what is not to fill the screen

/**
 * Return an element that shows `source` (an address, a Blob, or the promise of one) under the name of `file`; without
 * a name it is an ornament. `failed()` is called if it cannot be shown; `most` is the dots of its longer side at most.
 */
export function picture(source, { name = "", width = 0, height = 0 }, failed, most = SMALL) {
  if (typeof source === "string") {
    const image = make("img");
    Object.assign(image, { alt: name, width, height });
    image.addEventListener("error", failed);
    image.src = source;
    return image;
  }
  const canvas = make("canvas");
  if (name) Object.assign(canvas, { role: "img", ariaLabel: name });
  else canvas.ariaHidden = "true";
  size(canvas, width, height, most);
  paint(canvas, source, most).catch(failed);
  return canvas;
}

async function paint(canvas, source, most) {
  const bitmap = await createImageBitmap(await source);
  size(canvas, bitmap.width, bitmap.height, most);
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
}

function size(canvas, width, height, most) {
  const scale = Math.min(1, most / Math.max(width, height, 1));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
}
