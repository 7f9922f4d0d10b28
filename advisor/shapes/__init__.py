"""How the catalogue, an Advice and mistakes look in JSON: the same for REST and for tools."""
