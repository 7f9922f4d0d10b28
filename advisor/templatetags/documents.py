"""Filters of the text documents: whatever is written passes the escaping of its format."""

from django import template

from advisor.documents import plaintext, structurizr
from patterns.documents import markdown

register = template.Library()


@register.filter
def md(words: object) -> str:
    """Write text so that Markdown shows exactly it."""
    return markdown.text(str(words))


@register.filter
def yaml(words: object) -> str:
    """Write text as a YAML string in quotes."""
    return plaintext.quoted(str(words))


@register.filter
def dsl(words: object) -> str:
    """Write text as a string of Structurizr's language, in quotes."""
    return structurizr.quoted(str(words))
