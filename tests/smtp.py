"""A mail server for tests: it keeps what it took, and may be unkind at any step."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class Post:
    """What the server has taken, and how it answers: by step, a reply instead of the kind one.

    Steps: greeting, mail, rcpt, data, dot. The reply "" hangs up.
    """

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0

    def recipients(self) -> list[str]:
        """To whom, in the order in which they were taken."""
        return [str(each["To"]) for each in self.taken]


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post: Post = self.server.post  # type: ignore[attr-defined]
        if not self._say(post, "greeting", "220 hello"):
            return
        for line in self.rfile:
            verb = line.split()[0].upper().decode() if line.split() else ""
            if verb == "QUIT":
                self._write("221 bye")
                return
            if verb == "DATA":
                if not self._say(post, "data", "354 go on"):
                    return
                if not self._take(post):
                    return
            elif not self._say(post, {"MAIL": "mail", "RCPT": "rcpt"}.get(verb, verb), "250 ok"):
                return

    def _take(self, post: Post) -> bool:
        if "data" in post.replies:
            return True
        words = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            words.append(line.removeprefix(b"."))
        time.sleep(post.pause)
        # As a server does that takes a mail and dies before it can say so.
        if post.replies.get("dot", "250") in ("", "250"):
            post.taken.append(message_from_bytes(b"".join(words), policy=policy.default))  # type: ignore[arg-type]
        return self._say(post, "dot", "250 taken")

    def _say(self, post: Post, step: str, kind: str) -> bool:
        answer = post.replies.get(step, kind)
        if answer:
            self._write(answer)
        return bool(answer)

    def _write(self, line: str) -> None:
        try:
            self.wfile.write(line.encode() + b"\r\n")
        except OSError:  # whoever spoke to us was killed
            return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients are killed here on purpose."""


@contextmanager
def post_office() -> Iterator[Post]:
    """A server on a port of its own."""
    post = Post()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.post = post  # type: ignore[attr-defined]
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
