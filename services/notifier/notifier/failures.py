"""What a failure means, by the provider's code (twilio.com/docs/api/errors) or a call's own end; and what follows.

Whatever failed, the next channel or person comes at once. Beside that, a contact may be tried `again`, is `lost`
until somebody acts, or our own `setup` is at fault, and the desk is alarmed.
"""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from dial2.vocabulary import Language

_SOON = (timedelta(seconds=15),)
_LATER = (timedelta(minutes=2), timedelta(minutes=10))  # a tunnel, a lift, an empty battery on its charger


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """`again`: how long after each failure the same contact is tried once more, whosever turn it is by then."""

    en: str
    fr: str
    again: tuple[timedelta, ...] = ()
    lost: bool = False
    setup: bool = False
    setting: str = "DIAL2_TWILIO_…"  # where our own setup is put right

    def told(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en


OPTED_OUT = "21610"
CHAT_UNKNOWN, CHAT_UNUSABLE, CHAT_NOT_INSTALLED = "chat-unknown", "chat-unusable", "chat-not-installed"
CHAT_REFUSED = "chat-refused"
_CHATS = "DIAL2_CHAT_ADDRESSES"

# Refused for the moment, and certainly not done: tried again with back-off, like every answer with status 429.
NOT_TAKEN = frozenset({"20429", "21611"})

MEANINGS: Mapping[str, Meaning] = {
    # How a call ends
    "no-answer": Meaning(en="nobody answered", fr="personne n’a répondu"),
    "busy": Meaning(en="the line was busy", fr="la ligne était occupée"),
    "failed": Meaning(en="it could not be put through", fr="la communication n’a pas pu être établie"),
    "canceled": Meaning(
        en="the call was ended before anybody answered", fr="l’appel a pris fin avant que quelqu’un réponde"
    ),
    "no-key": Meaning(en="answered, and no key was pressed", fr="on a répondu, et aucune touche n’a été enfoncée"),
    "passed-on": Meaning(en="the person passed it on", fr="la personne l’a passé"),
    **dict.fromkeys(
        ("machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other"),
        Meaning(en="a machine answered", fr="un répondeur a répondu"),
    ),
    "fax": Meaning(en="a fax machine answered", fr="un télécopieur a répondu"),
    # How a text ends
    "undelivered": Meaning(en="the carrier did not deliver it", fr="l’opérateur ne l’a pas remis"),
    "30003": Meaning(
        en="the handset is off or out of reach", fr="l’appareil est éteint ou hors de portée", again=_LATER
    ),
    "30004": Meaning(en="the carrier or the handset blocks it", fr="l’opérateur ou l’appareil le bloque"),
    "30005": Meaning(en="the carrier does not know the handset", fr="l’opérateur ne connaît pas l’appareil"),
    "30007": Meaning(
        en="the carrier filtered it as unwanted", fr="l’opérateur l’a filtré comme message non désiré"
    ),
    "30008": Meaning(
        en="the carrier failed and does not say why",
        fr="l’opérateur a échoué sans dire pourquoi",
        again=_SOON,
    ),
    "30410": Meaning(
        en="the carrier did not answer in time", fr="l’opérateur n’a pas répondu à temps", again=_SOON
    ),
    "30001": Meaning(
        en="the queue at the provider was full", fr="la file d’attente du fournisseur était pleine", again=_SOON
    ),
    "30036": Meaning(
        en="it waited too long at the provider", fr="il a attendu trop longtemps chez le fournisseur"
    ),
    # The contact takes nothing, until somebody acts
    OPTED_OUT: Meaning(
        en="its owner has replied STOP to our texts", fr="son titulaire a répondu STOP à nos textos", lost=True
    ),
    "21614": Meaning(
        en="it is no mobile number, and takes no texts",
        fr="ce n’est pas un numéro mobile, et il ne reçoit pas de textos",
        lost=True,
    ),
    "30006": Meaning(
        en="it is a landline or cannot be reached, and takes no texts",
        fr="c’est une ligne fixe ou injoignable, qui ne reçoit pas de textos",
        lost=True,
    ),
    **dict.fromkeys(
        ("21211", "21217"),
        Meaning(
            en="the provider says that there is no such number",
            fr="selon le fournisseur, ce numéro n’existe pas",
            lost=True,
        ),
    ),
    "21214": Meaning(
        en="the provider cannot reach this number", fr="le fournisseur ne peut pas joindre ce numéro", lost=True
    ),
    # Ours to put right; nothing is held against the person's contact
    "30034": Meaning(
        en="our number is not registered for texts to this country (A2P 10DLC)",
        fr="notre numéro n’est pas inscrit pour les textos vers ce pays (A2P 10DLC)",
        setup=True,
    ),
    "30032": Meaning(
        en="our toll-free number is not verified", fr="notre numéro sans frais n’est pas vérifié", setup=True
    ),
    "21215": Meaning(
        en="our account may not call this region", fr="notre compte ne peut pas appeler cette région", setup=True
    ),
    "21408": Meaning(
        en="our account may not send texts to this region",
        fr="notre compte ne peut pas envoyer de textos vers cette région",
        setup=True,
    ),
    "21210": Meaning(
        en="our account may not call from our number",
        fr="notre compte ne peut pas appeler avec notre numéro",
        setup=True,
    ),
    "21606": Meaning(
        en="our number cannot send texts", fr="notre numéro ne peut pas envoyer de textos", setup=True
    ),
    **dict.fromkeys(
        ("21205", "21609"),
        Meaning(
            en="the provider cannot use our public address",
            fr="le fournisseur ne peut pas utiliser notre adresse publique",
            setup=True,
        ),
    ),
    "20003": Meaning(
        en="the provider does not accept our credentials",
        fr="le fournisseur n’accepte pas nos identifiants",
        setup=True,
    ),
    "30002": Meaning(en="our account is suspended", fr="notre compte est suspendu", setup=True),
    # Chat: apprise says no more than that it failed
    CHAT_REFUSED: Meaning(
        en="the chat service did not take it", fr="le service de clavardage ne l’a pas pris", again=_SOON
    ),
    CHAT_UNKNOWN: Meaning(
        en=f"the chat address is not in {_CHATS}",
        fr=f"l’adresse de clavardage n’est pas dans {_CHATS}",
        setup=True,
        setting=_CHATS,
    ),
    CHAT_UNUSABLE: Meaning(
        en=f"apprise knows no service by this address of {_CHATS}",
        fr=f"apprise ne connaît aucun service à cette adresse de {_CHATS}",
        setup=True,
        setting=_CHATS,
    ),
    CHAT_NOT_INSTALLED: Meaning(
        en="chat is not installed here: pip install 'dial2[chat]'",
        fr="le clavardage n’est pas installé ici : pip install 'dial2[chat]'",
        setup=True,
        setting=_CHATS,
    ),
    # Never done
    "20429": Meaning(en="the provider has too much to do", fr="le fournisseur est débordé"),
    "21611": Meaning(en="the provider's queue of our number is full", fr="la file de notre numéro est pleine"),
    "throttled": Meaning(
        en="this telephone has rung for us as often within the hour as carriers bear",
        fr="ce téléphone a sonné pour nous dans l’heure autant que les opérateurs le tolèrent",
    ),
    "lost": Meaning(en="the provider knows nothing of it", fr="le fournisseur n’en sait rien"),
    "no-connection": Meaning(en="the provider could not be reached", fr="le fournisseur était injoignable"),
}


def meaning(code: str) -> Meaning:
    """Of a code that is not in the table: that the provider says it."""
    known = MEANINGS.get(code)
    return known or Meaning(en=f"the provider says {code}", fr=f"le fournisseur dit {code}")
