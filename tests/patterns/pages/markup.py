"""What must hold of every page that leaves the product."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

CONTROLS = {"input", "select", "textarea"}


@dataclass
class Page(HTMLParser):
    """A page taken apart: its ids, headings, links and what is wrong with its markup."""

    html: str
    ids: Counter[str] = field(default_factory=Counter)
    headings: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._labelled: set[str] = set()
        self._named: set[str] = set()
        self._controls: list[str] = []
        self._in_script = False
        self._labels = 0
        self.feed(self.html)
        self.close()
        self.faults += [f"id {name} {n} times" for name, n in self.ids.items() if n > 1]
        count = sum(heading == "h1" for heading in self.headings)
        if count != 1:
            self.faults.append(f"{count} h1")
        levels = [int(heading[1]) for heading in self.headings]
        for before, after in pairwise(levels):
            if after > before + 1:
                self.faults.append(f"h{after} after h{before}")
        self.faults += [
            f"no label for {name}" for name in self._controls if name not in self._labelled
        ]
        self.faults += [f"no element {name}" for name in self._named if name not in self.ids]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids[given["id"]] += 1
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        for name in given:
            if name == "style" or name.startswith("on") or name == "hx-on":
                self.faults.append(f"{name} on <{tag}>")
        runs = "src" not in given and given.get("type") != "application/ld+json"
        if tag == "style" or (tag == "script" and runs):
            self.faults.append(f"inline <{tag}>")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "label":
            self._labels += 1
            self._labelled.add(given.get("for", ""))
        if tag in CONTROLS and given.get("type") not in ("hidden", "submit"):
            name = given.get("id") or f"<{tag} name={given.get('name')}>"
            if self._labels and "id" not in given:
                self._labelled.add(name)
            if "aria-label" not in given:
                self._controls.append(name)
        for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
            self._named |= set(given.get(name, "").split())
        if tag == "img" and "alt" not in given:
            self.faults.append("<img> without alt")

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._labels -= 1


def page_of(body: bytes) -> Page:
    return Page(body.decode())
