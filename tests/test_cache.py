"""What is kept per process."""

import threading

from raqnet.cache import Kept


def test_of_many_who_ask_at_once_one_makes_it():
    kept, made, all_here = Kept[str](100), [], threading.Barrier(4)

    def make():
        threading.Event().wait(0.02)  # the others ask meanwhile
        made.append(1)
        return "text"

    def ask():
        all_here.wait()
        assert kept.kept_or_made("key", make) == "text"

    asking = [threading.Thread(target=ask) for _each in range(4)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert made == [1]
