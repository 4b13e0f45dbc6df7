"""Runs the page's own vocoder.js on sounds, in a headless Chromium."""

import base64
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from tests.browser import chromium

FOLDER = Path(__file__).resolve().parents[2] / "static" / "js" / "voice"
PAGE = '<!doctype html><script type="module" src="/page.js"></script>'
SCRIPT = """
import * as voice from "./vocoder.js";
/* The same numbers for the same seed, in [0, 1). */
function seeded(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
function floats(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}
function text(samples) {
  const bytes = new Uint8Array(samples.buffer);
  let all = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    all += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(all);
}
window.draw = (seed, count) => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => voice.drawParameters(random));
};
window.disguise = ({ sound, rate, seed, blocks, turns }) => {
  const random = seeded(seed);
  const parameters = voice.drawParameters(random);
  const vocoder = new voice.Vocoder(rate, parameters);
  const heard = floats(sound);
  const said = new Float32Array(heard.length);
  const began = performance.now();
  for (let at = 0, step = 0; at < heard.length; step += 1) {
    const end = Math.min(heard.length, at + blocks[step % blocks.length]);
    if (turns && step && step % turns === 0) vocoder.turn(voice.drawParameters(random));
    vocoder.process(heard.subarray(at, end), said.subarray(at, end));
    at = end;
  }
  return { sound: text(said), parameters, seconds: (performance.now() - began) / 1000 };
};
window.ready = true;
"""


class Engine:
    """A browser with the vocoder in it."""

    def __enter__(self) -> "Engine":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()
        self._playwright = sync_playwright().start()
        path = chromium.find()
        assert path is not None, "Chromium not found (install it, or set RAQNET_CHROMIUM)"
        self._browser = chromium.launch(self._playwright, path)
        self._page = self._browser.new_page()
        self._page.goto(f"http://127.0.0.1:{self._server.server_port}/")
        self._page.wait_for_function("window.ready")
        return self

    def __exit__(
        self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()
        self._server.shutdown()
        self._server.server_close()

    def draw(self, seed: int, count: int) -> list[dict[str, Any]]:
        """Parameters of that many turns."""
        drawn: list[dict[str, Any]] = self._page.evaluate(
            "([seed, n]) => draw(seed, n)", [seed, count]
        )
        return drawn

    def run(self, script: str) -> Any:
        """What a JavaScript function gives in the page."""
        return self._page.evaluate(script)

    def disguise(
        self,
        samples: np.ndarray,
        rate: int,
        seed: int,
        blocks: Sequence[int] = (128,),
        turns: int = 0,
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """The disguised sound, and {parameters, seconds}; new turns after `turns` blocks each."""
        sound = base64.b64encode(samples.astype("<f4").tobytes()).decode()
        asked = {"sound": sound, "rate": rate, "seed": seed, "blocks": list(blocks), "turns": turns}
        told = self._page.evaluate("(asked) => disguise(asked)", asked)
        said = np.frombuffer(base64.b64decode(told.pop("sound")), "<f4")
        return said, told


class _Handler(BaseHTTPRequestHandler):
    """Gives the page and the modules that are measured; worklets load from true servers alone."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        body, kind = PAGE, "text/html"
        if name == "page.js":
            body, kind = SCRIPT, "text/javascript"
        elif name in ("vocoder.js", "worklet.js"):
            body, kind = (FOLDER / name).read_text(), "text/javascript"
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_words: object) -> None:
        """Not a word."""


def disguise_all(
    sounds: Sequence[np.ndarray], rate: int, seed: int
) -> list[tuple[np.ndarray, dict[str, Any]]]:
    """Each sound as a turn of its own, on all cores."""
    jobs = [(sound, rate, seed + number) for number, sound in enumerate(sounds)]
    workers = min(os.cpu_count() or 1, max(1, len(jobs) // 40))
    if workers == 1:
        return _some(jobs)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        done = list(pool.map(_some, [jobs[first::workers] for first in range(workers)]))
    return [done[number % workers][number // workers] for number in range(len(jobs))]


def _some(jobs: list[tuple[np.ndarray, int, int]]) -> list[tuple[np.ndarray, dict[str, Any]]]:
    with Engine() as engine:
        return [engine.disguise(sound, rate, seed) for sound, rate, seed in jobs]
