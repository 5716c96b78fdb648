"""Judges HTML with the Nu HTML checker, many pages in one Java call."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

JAR = Path(__file__).resolve().parents[3] / "var/tools/vnu.jar"
# On two cores: no second compiler, no threads for clearing up.
SHORT_LIVED = ("-Xss2m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def judge(pages: Mapping[str, str]) -> dict[str, list[str]]:
    """Returns the errors and warnings of every page, by its name; an empty list is a pass."""
    if not JAR.exists():
        raise RuntimeError('the Nu HTML checker is missing: run "bin/setup test"')
    found: dict[str, list[str]] = {name: [] for name in pages}
    with TemporaryDirectory() as folder:
        name_of = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder, f"{number}.html")
            path.write_text(html, encoding="utf-8")
            name_of[path.name] = name
        run = subprocess.run(
            ["java", *SHORT_LIVED, "-jar", JAR, "--format", "json", "--stdout", *name_of],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    try:
        messages = json.loads(run.stdout)["messages"]
    except ValueError as error:
        raise RuntimeError(f"the Nu HTML checker did not run: {run.stderr[-2000:]}") from error
    for message in messages:
        # A plain "info" is advice; one with the subType "warning" is a warning.
        if message["type"] != "info" or message.get("subType") == "warning":
            line = f"line {message.get('lastLine', '?')}: {message['message']}"
            extract = " ".join(message.get("extract", "").split())
            found[name_of[Path(message["url"]).name]].append(f"{line} [{extract}]")
    return found
