"""Stories of what is asked once a case has gone to its queue, and of what cannot wait."""

from __future__ import annotations

from datetime import timedelta

from core.contracts import Impact, Priority, Urgency
from core.ticket import Status
from tests.scenarios.telling import story
from tests.world import CustomerOf, World

NIGHT = timedelta(hours=13)


@story
def the_whole_office_is_down(world: World) -> CustomerOf:
    """Many people, and work stands: the answers raise the priority, and the moment that was promised comes earlier."""
    ali, mert = world.customer("ali"), world.agent("mert")
    ali.says("ACİL! üçüncü katta kimse internete giremiyor, bir yetkiliye aktarın")
    assert ali.ticket.priority is Priority.P3
    ali.presses("Birçok kişiyi")
    ali.presses("Hayır, işim durdu")
    assert (ali.ticket.priority, ali.ticket.impact, ali.ticket.urgency) == ("P1", Impact.MANY, Urgency.STOPPED)
    ali.says("merkez bina, 3. kat")
    mert.claims(ali.ref)
    return ali


@story
def the_name_of_the_printer_is_not_known(world: World) -> CustomerOf:
    """Who does not know is not asked twice."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("yazıcı kağıdı buruşturuyor, bir uzman bakabilir mi")
    ali.says("bilmiyorum valla")
    assert ali.ticket.fields == {"device": ""}
    elif_.claims(ali.ref)
    return ali


@story
def urgent_is_only_a_word(world: World) -> CustomerOf:
    """The word "ACİL" raises nothing but a question."""
    ali = world.customer("ali")
    ali.says("ACİL!!! outlook imzam kaybolmuş, bir uzman istiyorum")
    ali.presses("Yalnızca beni")
    assert ali.ticket.priority is Priority.P3
    return ali


@story
def on_behalf_of_the_manager(world: World) -> CustomerOf:
    """Who writes for somebody else is asked for whom."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("müdürümün laptopu açılmıyor, bir uzmana aktarır mısınız")
    ali.says("Nermin Işık")
    assert ali.ticket.affected == "Nermin Işık"
    elif_.claims(ali.ref)
    return ali


@story
def a_stolen_laptop_at_night(world: World) -> CustomerOf:
    """What cannot wait goes to people at once, with the emergency number and the first steps, at night too."""
    world.clock.move(NIGHT)
    ali = world.customer("ali")
    ali.says("laptopum çalındı, taksideydi")
    assert (ali.ticket.priority, ali.ticket.status) == (Priority.P1, Status.QUEUED)
    return ali


@story
def ransomware_where_nothing_is_solved(world: World) -> CustomerOf:
    """At level 0 an urgent matter gets the number and the promise, and no article."""
    ayse = world.customer("ayşe", account="web/kamu")
    ayse.says("bilgisayara fidye yazılımı bulaştı galiba, dosyalar açılmıyor")
    assert (ayse.ticket.priority, ayse.ticket.status) == (Priority.P1, Status.QUEUED)
    return ayse


@story
def a_new_mouse(world: World) -> CustomerOf:
    """A wish is a request, and is asked about as one."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("yeni bir mouse istiyorum, bir uzmanla görüşebilir miyim")
    assert ali.ticket.type == "request"
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Yeni mouse'unuzu masanıza bıraktım.")
    ali.says("evet tamam, sağ olun")
    return ali


@story
def i_clicked_a_phishing_mail(world: World) -> CustomerOf:
    """Phishing by day, in English."""
    john = world.customer("john", language="en")
    john.says("hi, I clicked a link in a phishing mail and typed my password")
    assert john.ticket.priority is Priority.P1
    world.agent("elif").claims(john.ref)
    return john


@story
def for_a_new_colleague(world: World) -> CustomerOf:
    """For whom a request is, in English."""
    john = world.customer("john", language="en")
    john.says("I need a headset for my new colleague, can I talk to a person?")
    john.says("Maria Lopez")
    return john
