"""What no single value can know: names that must exist, and names that may exist only once.

The checks read the tree, not the models, so that a mistake in one place does not hide those elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.config.explain import show
from bot.config.findings import Finding, Loc, nearest
from bot.config.lines import Node
from core.language import fold

NAMED = {
    "queue": "queues.*.key",
    "organization": "organizations.*.key",
    "service": "services.*.key",
    "agent": "agents.*.key",
}
REFERENCES = (
    ("services.*.queue", "queue"),
    ("organizations.*.contract.services.*.queue", "queue"),
    ("providers.*.watch", "queue"),
    ("agents.*.queues.*", "queue"),
    ("moved_to.queues.*", "queue"),
    ("moved_to.services.*", "service"),
    ("moved_to.agents.*", "agent"),
    ("queues.*.organization", "organization"),
    ("channels.*.*.*.organization", "organization"),
    ("webhooks.*.organization", "organization"),
)
"""A value on the left must be a name on the right."""

UNIQUE = (
    *NAMED.values(),
    "providers.*.key",
    "webhooks.*.key",
    "agents.*.email",
)


def cross_check(tree: Node) -> Iterator[Finding]:
    """Yield what does not fit together."""
    names = {kind: _names(tree, pattern) for kind, pattern in NAMED.items()}
    calendars = {str(loc[-1]) for loc, _ in tree.select("calendars.*")}
    for pattern, kind in REFERENCES:
        for loc, node in tree.select(pattern):
            yield from _known(loc, node, kind, names[kind])
    for loc, node in tree.select("organizations.*.contract.calendar"):
        yield from _known(loc, node, "calendar", calendars)
    for loc, node in tree.select("organizations.*.contract.services.*"):
        yield from _known(loc, node, "service", names["service"], str(loc[-1]))
    for loc, service in tree.select("services.*"):
        yield from _once([((*loc, *below), node) for below, node in service.select("ask.*.key")])
    for pattern in UNIQUE:
        yield from _once(list(tree.select(pattern)))
    yield from _accounts(tree)
    yield from _owned_queues(tree)
    yield from _not_ours(tree)
    yield from _moved(tree, names)


def _names(tree: Node, pattern: str) -> set[str]:
    return {str(node.value) for _, node in tree.select(pattern) if not isinstance(node.value, dict | list)}


def _known(loc: Loc, node: Node, kind: str, names: set[str], name: str | None = None) -> Iterator[Finding]:
    """Yield a finding if `name`, else the value of `node`, is not among `names`."""
    if name is None:
        if isinstance(node.value, dict | list) or node.value is None:
            return  # Its model says so already.
        name = str(node.value)
    if name not in names:
        guess = nearest(name, names)
        known = f"the {kind}s are {', '.join(sorted(names))}" if names else f"there is no {kind} yet"
        way_out = f"did you mean {guess}?" if guess else known
        yield _tell(loc, node, f'there is no {kind} "{name}"', way_out)


def _once(found: list[tuple[Loc, Node]]) -> Iterator[Finding]:
    """Yield a finding for each value that came before."""
    first: dict[str, Node] = {}
    for loc, node in found:
        if isinstance(node.value, dict | list) or node.value in (None, ""):
            continue
        before = first.setdefault(str(node.value), node)
        if before is not node:
            problem = f"{show(node, loc)} is taken already, in {before.file}:{before.line}"
            yield _tell(loc, node, problem, "give each its own")


def _accounts(tree: Node) -> Iterator[Finding]:
    """Check what names an account of a channel: rooms, and the identities of agents."""
    accounts: set[str] = set()
    for loc, channel in tree.select("channels.*"):
        keys = list(channel.select("*.*.key"))
        yield from _once([((*loc, *below), node) for below, node in keys])
        accounts |= {f"{loc[-1]}/{node.value}" for _, node in keys}
    channels = {str(loc[-1]) for loc, _ in tree.select("channels.*")}
    named = [(loc, node, str(node.value)) for loc, node in tree.select("queues.*.rooms.*.account")]
    people: dict[str, list[tuple[Loc, Node]]] = {}
    for loc, node in tree.select("agents.*.identities.*"):
        named.append((loc, node, str(loc[-1])))
        people.setdefault(str(loc[-1]), []).append((loc, node))
    for loc, node, account in named:
        channel_name, slash, _ = account.partition("/")
        if channel_name not in channels:
            way_out = f"add channels.{channel_name}, or delete this line"
            yield _tell(loc, node, f'the channel "{channel_name}" is not configured', way_out)
        elif slash:
            yield from _known(loc, node, "account", accounts, account)
    for same_place in people.values():
        yield from _once(same_place)


def _owned_queues(tree: Node) -> Iterator[Finding]:
    """A queue that belongs to one organization takes the cases of no other."""
    owner: dict[str, str] = {}
    for _, queue in tree.select("queues.*"):
        key, organization = queue.child("key"), queue.child("organization")
        if key and organization and organization.value:
            owner[str(key.value)] = str(organization.value)
    for loc, node in tree.select("services.*.queue"):
        if str(node.value) in owner:
            problem = f'the queue "{node.value}" belongs to {owner[str(node.value)]}, but a service is for all'
            yield _tell(loc, node, problem, "name another queue here, and this one in that organization's contract")
    for loc, node in tree.select("organizations.*.contract.services.*.queue"):
        _, key = tree.follow((*loc[:2], "key"))
        if owner.get(str(node.value), key.value) != key.value:
            problem = f'the queue "{node.value}" belongs to {owner[str(node.value)]}'
            yield _tell(loc, node, problem, "name a queue of this organization, or one that belongs to none")


def _not_ours(tree: Node) -> Iterator[Finding]:
    """What is out of scope is no service of ours."""
    ours = {fold(str(word.value)): str(loc[1]) for loc, word in tree.select("services.*.words.*")}
    for loc, word in tree.select("organizations.*.contract.out_of_scope.*.words.*"):
        position = ours.get(fold(str(word.value)))
        if position is not None:
            _, key = tree.follow(("services", int(position), "key"))
            problem = f'"{word.value}" is a word of the service "{key.value}", so it is ours'
            yield _tell(loc, word, problem, "write words that only tell of what is not ours, or delete it there")


def _moved(tree: Node, names: dict[str, set[str]]) -> Iterator[Finding]:
    """What has moved is gone."""
    for loc, node in tree.select("moved_to.*.*"):
        if str(loc[-1]) in names.get(str(loc[1]).removesuffix("s"), ()):
            yield _tell(loc, node, f'"{loc[-1]}" is still in the file', "delete it there, or this line")


def _tell(loc: Loc, node: Node, problem: str, way_out: str) -> Finding:
    return Finding(file=node.file, line=node.line, loc=loc, problem=problem, way_out=way_out)
