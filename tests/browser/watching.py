"""What a browser complains about while a test looks at something else."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, Response

# Violations are told on the console, where those of pages without scripts arrive by themselves.
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => console.error(
  "policy violated:", event.effectiveDirective, event.blockedURI, event.sourceFile));
"""
# Chromium's own note of an answer that is watched here by its status.
ANSWER_NOTE = "Failed to load resource"


class Watch:
    """Collects the troubles of every page of a context: errors, violations, foreign requests.

    `expected` holds the statuses that are no trouble; a form's 422 is none anywhere.
    """

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.host = host
        self.troubles: list[str] = []
        self.expected = {422}
        self.offline = False
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(f"page error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("dialog", self._dialog)

    def expect(self, *statuses: int) -> None:
        """These statuses are what the test is about."""
        self.expected.update(statuses)

    def _note(self, trouble: str) -> None:
        if trouble not in self.troubles:
            self.troubles.append(trouble)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or message.text.startswith(ANSWER_NOTE):
            return
        if not (self.offline and "fetch" in message.text.lower()):
            self._note(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self._note(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self._note(f"{response.status} {response.request.method} {response.url}")

    def _dialog(self, dialog: Dialog) -> None:
        """Leaving a form unsaved asks; anything else that pops up is a script of somebody's."""
        if dialog.type != "beforeunload":
            self._note(f"dialog: {dialog.type} {dialog.message}")
        dialog.accept()
