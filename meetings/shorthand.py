"""The shorthand of the meeting room: kind and speaker, typed before the text of a log entry.

`K sw: lapak dibuka` is a decision that Siti Wahyuni spoke. The first letter is the kind, followed
by a blank or a colon; then at least two letters of the speaker, followed by a colon and a blank.
Both may be missing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.models import LogKind

# The letters are those of the Indonesian words, whatever language the interface has.
KIND_LETTERS = {
    "P": LogKind.STATEMENT,
    "K": LogKind.DECISION,
    "J": LogKind.PLEDGE,
    "T": LogKind.FOLLOW_UP,
    "C": LogKind.NOTE,
}
LEAST_LETTERS, LONGEST_NAME = 2, 60
_KIND = re.compile(rf"\s*([{''.join(KIND_LETTERS)}])(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
_SPEAKER = re.compile(
    rf"\s*([^\W\d_][\w .,'-]{{{LEAST_LETTERS - 1},{LONGEST_NAME - 1}}}?)\s*:\s+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A typed line: its kind (None: not typed), the letters of the speaker, and the texts.

    `text` is what follows the speaker, `whole` what follows the kind: without a match for the
    letters they belong to the text.
    """

    kind: LogKind | None
    letters: str
    text: str
    whole: str


@dataclass(frozen=True, slots=True)
class SpeakerOption:
    """A participant as the shorthand knows it; `name` is without titles, "" for an office."""

    pk: int
    name: str
    position: str
    organisation: str
    label: str


def parse_shorthand(line: str) -> Shorthand:
    """Return kind, letters of the speaker and text of a typed line."""
    kind = None
    found = _KIND.match(line)
    if found:
        kind = KIND_LETTERS[found[1].upper()]
        line = line[found.end() :]
    whole = line.strip()
    named = _SPEAKER.match(line)
    if named is None:
        return Shorthand(kind, "", whole, whole)
    return Shorthand(kind, named[1].strip(), line[named.end() :].strip(), whole)


def match_speakers(letters: str, speakers: Iterable[SpeakerOption]) -> list[SpeakerOption]:
    """Return who is meant: by initials, else by the begin of a name, else of an organisation.

    One letter means nobody. Several are returned when several match equally well.
    """
    typed = letters.casefold().strip()
    if len(typed) < LEAST_LETTERS:
        return []
    everybody = list(speakers)
    for is_meant in (_has_initials, _has_name, _has_organisation):
        found = [speaker for speaker in everybody if is_meant(speaker, typed)]
        if found:
            return found
    return []


def _has_initials(speaker: SpeakerOption, typed: str) -> bool:
    words = _split_words(speaker.name)
    return len(words) > 1 and "".join(word[0] for word in words).startswith(typed)


def _has_name(speaker: SpeakerOption, typed: str) -> bool:
    return _has_beginning(speaker.name, typed) or _has_beginning(speaker.position, typed)


def _has_organisation(speaker: SpeakerOption, typed: str) -> bool:
    return _has_beginning(speaker.organisation, typed)


def _has_beginning(name: str, typed: str) -> bool:
    """Tell whether the typed letters begin a name, from any of its words on."""
    words = _split_words(name)
    return any(" ".join(words[place:]).startswith(typed) for place in range(len(words)))


def _split_words(name: str) -> list[str]:
    return re.findall(r"[\w'-]+", name.casefold())
