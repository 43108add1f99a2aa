"""How far we may go with a matter, and what is known of it."""

from __future__ import annotations

from core.dialogue.breadth import breadth_of
from core.dialogue.kinds import wishes_for_thing
from core.dialogue.outages import known_outage
from core.dialogue.run import fitting
from core.dialogue.scene import Scene
from core.dialogue.scope import is_not_ours
from core.dialogue.several import two_matters
from core.dialogue.states import Cue
from core.dialogue.urgent import is_urgent, names_urgent
from core.knowledge import offered
from core.language import is_foreign


def first_matter(scene: Scene) -> Cue:
    """Read what begins a case: one matter, or two at once; what is urgent does not wait for that question."""
    return Cue.TWO if two_matters(scene, scene.words) and not is_urgent(scene) else matter(scene)


def more_of_the_matter(scene: Scene) -> Cue:
    """Read more words about a matter while titles stand to be chosen: the same titles are never put twice.

    Who goes on describing what the only title names gets its article; of several titles, none was the one.
    """
    cue = matter(scene)
    if cue is not Cue.SEVERAL:
        return cue
    if scene.memory.asked:
        return Cue.NO  # other titles were offered already, or he was asked once more before
    shown = {hit.topic for hit in offered(scene.fresh_hits, scene.facts.thresholds)}
    if not shown <= set(scene.memory.offered):
        return cue
    return Cue.KNOWN if len(scene.memory.offered) == 1 else Cue.NO


def matter(scene: Scene) -> Cue:
    """Return the cue of a matter: what we may not or cannot solve first, then by how sure we are of an article."""
    if is_foreign(scene.words):
        return Cue.FOREIGN
    if not names_urgent(scene, scene.matter) and is_not_ours(scene):
        # Said once: who tells more of it means us.
        return Cue.ANYWAY if scene.memory.asking == "scope" else Cue.NOT_OURS
    if known_outage(scene) is not None:
        return Cue.OUTAGE
    if is_urgent(scene):
        return Cue.URGENT
    if scene.gated:
        return Cue.GATED
    if scene.answer:
        return Cue.KNOWN
    if breadth_of(scene.matter).many and scene.type_of(scene.matter) == "incident":
        return Cue.WIDE  # so many do not wait until one of them has read titles
    likely = scene.facts.thresholds.choose
    if any(hit.probability >= likely for hit in scene.unseen_hits) and fitting(scene) is not None:
        return Cue.DIAGNOSE
    if any(hit.probability >= likely for hit in scene.fresh_hits):
        return Cue.SEVERAL
    return Cue.WISH if wishes_for_thing(scene.matter) else Cue.UNCLEAR
