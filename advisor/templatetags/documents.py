"""Filters of the text documents: whatever is written passes the escaping of its format."""

from django import template

from advisor.documents import plaintext, structurizr
from advisor.documents.pictures import Shown
from patterns.documents import markdown

register = template.Library()


@register.filter
def md(words: object) -> str:
    """Write text so that Markdown shows exactly it."""
    return markdown.text(str(words))


@register.filter
def picture(shown: Shown, folder: str) -> str:
    """Show a picture; where there is only its Mermaid text, link to that."""
    title, address = markdown.text(shown.picture.diagram.title), f"{folder}{shown.file}"
    return f"![{title}]({address})" if shown.is_image else f"[{title}, as Mermaid text]({address})"


@register.filter
def yaml(words: object) -> str:
    """Write text as a YAML string in quotes."""
    return plaintext.quoted(str(words))


@register.filter
def dsl(words: object) -> str:
    """Write text as a string of Structurizr's language, in quotes."""
    return structurizr.quoted(str(words))
