"""Objects of a service mesh and of access: what happens to calls, and who may make them."""

from advisor.prefill.findings import Findings, shown
from advisor.prefill.kubernetes import Manifest


def virtual_service(manifest: Manifest, findings: Findings) -> None:
    name = shown(manifest.name, 40)
    for rule in manifest.node.at("spec", "http").items():
        retries, timeout = rule.get("retries"), rule.get("timeout")
        if retries.is_there and retries.get("attempts").whole != 0:
            words = f"Calls to {name} are tried again"
            findings.seen("callfail", "again", retries.reason(words))
        if timeout.text and timeout.text not in ("0", "0s"):
            findings.seen("callfail", "giveup", timeout.reason(f"Calls to {name} end after a time"))
        if rule.get("mirror").is_there:
            words = f"Calls to {name} go to a second version as well"
            findings.seen("release", "gradual", rule.get("mirror").reason(words))
        shares = [each for each in rule.get("route").items() if (each.get("weight").whole or 0) > 0]
        if len(shares) > 1:
            words = f"Calls to {name} are divided between versions"
            findings.hint("release", "gradual", shares[0].reason(words))


def destination_rule(manifest: Manifest, findings: Findings) -> None:
    policy = manifest.node.at("spec", "trafficPolicy")
    name = shown(manifest.name, 40)
    ejects, pool = policy.get("outlierDetection"), policy.get("connectionPool")
    mode = policy.at("tls", "mode")
    if mode.text in ("ISTIO_MUTUAL", "MUTUAL"):
        words = f"Calls to {name} are encrypted, and both sides prove who they are"
        findings.hint("security", "mtls", mode.reason(words))
    if ejects.is_there:
        words = f"Copies of {name} that fail get no calls for a while"
        findings.seen("callfail", "pause", ejects.reason(words))
    if pool.is_there:
        words = f"Calls to {name} have a limit, so that they do not use up everything"
        findings.seen("callfail", "share", pool.reason(words))


def peers(manifest: Manifest, findings: Findings) -> None:
    mode = manifest.node.at("spec", "mtls", "mode")
    if mode.text == "STRICT":
        words = "Parts must prove who they are, and encrypt"
        findings.seen("security", "mtls", mode.reason(words))


def tokens(manifest: Manifest, findings: Findings) -> None:
    rules = manifest.node.at("spec", "jwtRules")
    if rules.is_there:
        words = "Parts read from a token which user a call is for"
        findings.hint("security", "token", rules.reason(words))


def apart(manifest: Manifest, findings: Findings) -> None:
    spec = manifest.node.get("spec")
    words = f"{shown(manifest.name, 40)} says which parts may reach which"
    if manifest.kind == "NetworkPolicy" and spec.get("egress").is_there:
        findings.seen("security", "apart", spec.get("egress").reason(words))
    else:
        findings.hint("security", "apart", spec.reason(words))


def secrets(manifest: Manifest, findings: Findings) -> None:
    words = "Passwords and keys come from one safe place"
    findings.seen("security", "secrets", manifest.node.get("spec").reason(words))


def outside(manifest: Manifest, findings: Findings) -> None:
    if manifest.node.at("spec", "location").text != "MESH_INTERNAL":
        place = manifest.node.at("spec", "hosts")
        findings.hint("deps", "third", place.reason("It names a host outside the mesh"))
