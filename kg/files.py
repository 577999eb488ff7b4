"""Files of text that people give: what they say, or one line on why they cannot be read."""

from __future__ import annotations

from pathlib import Path

from kg.errors import InputError, Problem


def read_text(path: Path) -> str:
    """Return the text of a file, without a byte-order mark; each line ends with a line feed.

    Raises:
        InputError: It cannot be read, or is no UTF-8 text.
    """
    _, text = read_exactly(path)
    return text.removeprefix("\N{BYTE ORDER MARK}").replace("\r\n", "\n").replace("\r", "\n")


def read_exactly(path: Path) -> tuple[bytes, str]:
    """Return the bytes of a file and the text that they are, with nothing left out.

    Raises:
        InputError: It cannot be read, or is no UTF-8 text.
    """
    try:
        content = path.read_bytes()
        return content, content.decode("utf-8")
    except OSError as error:
        raise InputError(Problem(f"cannot be read ({error.strerror})", str(path))) from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problem = f"is not UTF-8 text (byte {error.start})"
        raise InputError(Problem(problem, str(path), f"line {line}", "save it as UTF-8")) from error
