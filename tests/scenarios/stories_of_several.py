"""Stories of people with several matters at once."""

from __future__ import annotations

from core.effects import Command
from tests.scenarios.telling import solved, story
from tests.world import CustomerOf, World


@story
def two_open_and_an_unclear_line(world: World) -> CustomerOf:
    """Two cases are open and a line fits both: we ask which one, once."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzmanla görüşmek istiyorum")
    first = ali.ref
    ali.says("bir de yazıcıdan çıktı alamıyorum")
    ali.presses("Destek uzmanı istiyorum")
    elif_.claims(first)
    elif_.replies(first, "Merhaba, hata numarası görüyor musunuz?")
    ali.says("kapatıp açtım, değişen bir şey yok")
    ali.presses(next(button.label for button in ali.sees()[-1].buttons if button.label.startswith(first)))
    elif_.solves(first, "Hesabınızı yeniden açtım.")
    ali.says("evet düzeldi")
    ali.says("çağrım ne durumda")
    return ali


@story
def the_states_of_two(world: World) -> CustomerOf:
    """Who has two cases hears the state of both."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzmanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    ali.says("ayrıca yeni bir kulaklık lazım, onu da bir uzmana iletin")
    ali.says("taleplerim ne durumda")
    return ali


@story
def two_in_one_message(world: World) -> CustomerOf:
    """Two matters in one message are recorded apart when the customer agrees."""
    ali = world.customer("ali")
    ali.says("merhaba, vpn bağlanmıyor bir de yazıcı çıktı vermiyor")
    ali.presses("Evet, ayırın")
    return ali


@story
def one_matter_after_all(world: World) -> CustomerOf:
    """What looks like two may be one."""
    ali = world.customer("ali")
    ali.says("vpn bağlanınca yazıcı kopuyor. Ayrıca outlook açılmıyor")
    ali.says("hayır hepsi aynı anda oldu")
    return ali


@story
def also_my_printer(world: World) -> CustomerOf:
    """Something new beside the closing question is a ticket of its own; the question stays."""
    ali = solved(world)
    ali.says("bir de yazıcım kağıt sıkıştırdı")
    ali.says("vpn düzeldi bu arada, teşekkürler")
    return ali


@story
def the_same_or_something_new(world: World) -> CustomerOf:
    """Words about another service are asked about once; the owner has them meanwhile."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzmanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    ali.says("outlook açılmıyor")
    ali.presses("Yeni konu")
    return ali


@story
def the_number_of_the_other_one(world: World) -> CustomerOf:
    """A reference turns the conversation to its case."""
    john, elif_ = world.customer("john", language="en"), world.agent("elif")
    john.says("vpn doesn't connect, can I talk to a person")
    first = john.ref
    john.says("also my printer is offline")
    john.presses("I'd like a specialist")
    john.says(f"{first.lower()} status?")
    elif_.claims(first)
    elif_.does(Command.WAIT_CUSTOMER, first, words="Which version of the client is it?")
    john.says("5.1")
    return john
