"""Reads the block structure of Markdown: the smallest units that should stay whole."""

import re
from dataclasses import dataclass, field, replace

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r"(#{1,6}) (.*)", re.DOTALL)
_DELIMITER = re.compile(r"\|[|\-: ]*")
_LIST_ITEM = re.compile(r"[-*] |[0-9]+\. ")

Span = tuple[int, int]
"""First character and the one after the last."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, a list item, a block of code or a table row. Offsets count characters."""

    start: int
    end: int
    """After the end of its last line."""
    section: str
    """The headings above it."""
    header: Span | None = None
    """The header of the table that it is a later row of."""


def units(body: str) -> list[Unit]:
    """The units in order. Together they cover everything but blank lines and headings."""
    reader = _Reader()
    lines = [_Line(*match.span(), match[0].strip()) for match in _LINE.finditer(body)]
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        reader.read(line, following)
    return reader.units


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Reader:
    units: list[Unit] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    table: Span | None = None
    """The header of the table that is being read."""
    continues: bool = False
    """Whether the next line continues the last unit."""
    in_code: bool = False

    def read(self, line: _Line, following: _Line | None) -> None:
        fence = line.text.startswith("```")
        if fence or self.in_code:
            self.in_code ^= fence
            self.push(line, continues=self.continues)
        elif not line.text:
            self.interrupt()
        elif heading := _HEADING.fullmatch(line.text):
            self.open_section(len(heading[1]), heading[2].strip())
        elif line.text.startswith("|"):
            opens = following is not None and _is_delimiter(following.text)
            self.table_row(line, opens=opens)
        else:
            continues = self.continues and self.table is None
            self.table = None
            self.push(line, continues=continues and not _LIST_ITEM.match(line.text))

    def interrupt(self) -> None:
        self.table = None
        self.continues = False

    def open_section(self, level: int, title: str) -> None:
        above = [heading for heading in self.headings if heading[0] < level]
        self.headings = [*above, (level, title)]
        self.interrupt()

    def table_row(self, line: _Line, *, opens: bool) -> None:
        """Header, delimiter and first row are one unit; each later row knows the header."""
        if self.table is None:
            if opens:
                self.table = (line.start, line.end)
            self.push(line, continues=self.continues and not opens)
        elif _is_delimiter(line.text):
            self.table = (self.table[0], line.end)
            self.push(line, continues=True)
        elif self.table[1] == line.start:
            self.push(line, continues=True)
        else:
            self.push(line, continues=False, header=self.table)

    def push(self, line: _Line, *, continues: bool, header: Span | None = None) -> None:
        self.continues = True
        if continues and self.units:
            self.units[-1] = replace(self.units[-1], end=line.end)
            return
        section = " › ".join(title for _, title in self.headings)
        self.units.append(Unit(line.start, line.end, section, header))


def _is_delimiter(text: str) -> bool:
    return "-" in text and _DELIMITER.fullmatch(text) is not None
