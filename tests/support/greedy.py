"""Started by test_sandbox in a process of its own: does what a spoilt file makes a parser do."""

import os
import sys

from files.sandbox import limit_process


def main(what: str) -> None:
    if what == "memory":
        print(len(bytearray(4_000_000_000)))
    while what == "forever":
        pass
    if what == "disk":
        with open(sys.argv[2], "wb") as file:  # noqa: PTH123 - truncate beyond the limit
            file.truncate(600_000_000)
    print(sorted(os.environ))


if __name__ == "__main__":
    limit_process(seconds=1)
    main(sys.argv[1])
