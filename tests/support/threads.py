"""Two people at the same instant: real threads, each with a database connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.utils import translation


def at_once(*calls):
    """Makes all calls at the same instant; returns what each gave or the exception it raised."""
    barrier = Barrier(len(calls))
    language = translation.get_language()

    def run(call):
        barrier.wait(60)
        try:
            with translation.override(language):
                return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(run, call) for call in calls]
    return [future.exception() or future.result() for future in futures]
