"""What a painted picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_PAINTED = """async (canvas) => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const dot = () => {
    pen.drawImage(canvas, -(canvas.width >> 1), -(canvas.height >> 1));
    return pen.getImageData(0, 0, 1, 1).data[3];
  };
  for (let tries = 0; !dot() && tries < 300; tries++) await new Promise(requestAnimationFrame);
  return [canvas.width, canvas.height, dot()];
}"""


def painted(within: Locator) -> list[int]:
    """Return width, height and the opacity of the middle of the one picture, as soon as it is painted."""
    found: list[int] = within.locator("canvas").evaluate(_PAINTED)
    return found
