"""Processor time per request, in interleaved rounds; the median keeps out the noise."""

from collections.abc import Callable
from statistics import median

from tests.bench.servers import Server

ROUNDS = 9


def per_request(*trials: tuple[Server, Callable[[], object], int]) -> list[float]:
    """Seconds of the server's processor time for one call of each trial.

    Each trial is (server, one request, how many of them in a round).
    """
    rounds: list[list[float]] = [[] for _ in trials]
    for _server, request, _times in trials:  # the first requests fill caches and load code
        for _ in range(3):
            request()
    for _ in range(ROUNDS):
        for taken, (server, request, times) in zip(rounds, trials, strict=True):
            before = server.cpu()
            for _ in range(times):
                request()
            taken.append((server.cpu() - before) / times)
    return [median(taken) for taken in rounds]
