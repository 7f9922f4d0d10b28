"""What a page is about, in the words of schema.org, for search engines."""

from typing import Any, Final

from patterns.catalogue import Catalogue
from patterns.code.templates import Template
from patterns.content.entries import Pattern

Data = dict[str, Any]

SITE: Final = {"@type": "WebSite", "name": "Pattern Advisor"}


def article(catalogue: Catalogue, found: Pattern, address: str) -> Data:
    """Return what the page of a Pattern is. address: of the page, with its host."""
    return {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": found.name,
        "description": found.problem,
        "articleSection": catalogue.category(found.category).name,
        "inLanguage": "en",
        "url": address,
        "isPartOf": SITE,
        **({"alternateName": list(found.aliases)} if found.aliases else {}),
        **({"dateModified": found.reviewed.isoformat()} if found.reviewed else {}),
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "text/markdown",
            "contentUrl": f"{address.rstrip('/')}.md",
        },
    }


def how_to(found: Pattern, template: Template, language: str, address: str) -> Data:
    """Return what the page of a Code template is: how to come to code that has been tried."""
    steps = (
        ("Set the parameters", "Fill in the form; every value stands in the file with its unit."),
        ("Take the project", f"Download {address}?format=zip: the file, its test and its lock."),
        ("Run its test", "Follow the README: one command installs, one runs the test."),
    )
    return {
        "@context": "https://schema.org",
        "@type": "HowTo",
        "name": f"{found.name} in {language}: {template.title}",
        "inLanguage": "en",
        "url": address,
        "isPartOf": SITE,
        "step": [{"@type": "HowToStep", "name": name, "text": text} for name, text in steps],
    }
