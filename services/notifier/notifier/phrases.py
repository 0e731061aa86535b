"""What staff hear and read, in the language of each."""

import msgspec

from dial2.vocabulary import ClockName, Language, Severity


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """Texts with `{names}`; `menu` follows what is said first, and lists the keys."""

    voice: str  # the provider's name of the spoken language
    severities: dict[Severity, str]
    somebody: str
    page: str
    promise: str
    incident: str
    menu: str
    several: str
    menu_several: str
    acknowledged: str
    acknowledged_all: str
    one_taken: str
    resolved: str
    one_resolved: str
    already: str
    closed: str
    passed_on: str
    passed_on_all: str
    went_on: str
    no_key: str
    wrong_key: str
    connecting: str
    caller_waits: str
    caller_gone: str
    talked: str
    one_moment: str
    not_recorded: str
    sms: str
    sms_several: str
    sms_acknowledged: str
    sms_acknowledged_all: str
    sms_resolved: str
    sms_already: str
    sms_passed_on: str
    sms_went_on: str
    sms_no_page: str
    sms_help: str
    stand_down: str
    update_due: str
    link_ask: str
    link_button: str
    link_yours: str
    link_already: str
    link_closed: str
    link_invalid: str
    link_later: str
    verify: str
    verify_spoken: str


PHRASES: dict[Language, Phrases] = {
    "en": Phrases(
        voice="en-CA",
        severities={"critical": "Critical", "major": "Major", "low": "Low impact", "no": "No impact"},
        somebody="an unknown client",
        page="{severity} issue, ticket {digits}, from {client}. {subject}. {incident}{promise}",
        promise="Call back within {call_back}. ",
        incident="{count} tickets in incident {incident}. ",
        menu="Press 4 to acknowledge. Press 5 to pass it to the next person. Press 6 if it is resolved. "
        "Press star to hear this again.",
        several="{count} tickets wait for you: {tickets}. The most severe one: ",
        menu_several="Press 4 to take all of them. Press 1 to take only this one. Press 5 to pass all of them "
        "to the next person. Press 6 if this one is resolved. Press star to hear this again.",
        acknowledged="Ticket {digits} is yours. The others are told. Goodbye.",
        acknowledged_all="{count} tickets are yours. The others are told. Goodbye.",
        one_taken="Ticket {digits} is yours.",
        resolved="Ticket {digits}: the client is asked to agree that it is resolved. Goodbye.",
        one_resolved="Ticket {digits}: the client is asked to agree that it is resolved.",
        already="Ticket {digits} was already acknowledged by {person} at {time}. Goodbye.",
        closed="Ticket {digits} no longer needs anybody. Goodbye.",
        passed_on="Ticket {digits} goes to the next person now. Goodbye.",
        passed_on_all="{count} tickets go to the next person now. Goodbye.",
        went_on="Ticket {digits} has already gone to the next person. Goodbye.",
        no_key="No key was pressed, so somebody else is called now. Goodbye.",
        wrong_key="That key has no meaning here.",
        connecting="The ticket is yours, and its caller is on hold. You are being connected.",
        caller_waits="A caller is on hold for you. Press 4 to speak with the caller now.",
        caller_gone="The caller is no longer on the line. Please call back. Goodbye.",
        talked="The call is over. Goodbye.",
        one_moment="One moment, please.",
        not_recorded="Nothing could be recorded: the ticket still waits, and you will be called again. Goodbye.",
        sms="[#{ticket}] {severity}: {subject} ({client}). {incident}{promise}"
        "Reply ack {ticket} to take it, esc {ticket} to pass it on. Ref {reference}",
        sms_several="{count} tickets: {tickets}. Worst: [#{ticket}] {severity}: {subject} ({client}). "
        "{incident}{promise}Reply ack all to take them, ack {ticket} for one. Ref {reference}",
        sms_acknowledged_all="{count} tickets are yours since {time}: {tickets}. The others are told.",
        sms_resolved="[#{ticket}] The client is asked to agree that it is resolved.",
        sms_acknowledged="[#{ticket}] is yours since {time}. The others are told.",
        sms_already="[#{ticket}] was already acknowledged by {person} at {time}.",
        sms_passed_on="[#{ticket}] goes to the next person now.",
        sms_went_on="[#{ticket}] has already gone to the next person.",
        sms_no_page="There is no page that you could answer: nothing was changed.",
        sms_help="Not understood. Reply ack 1042 (or 4) to take ticket 1042, ack all to take all, "
        "esc 1042 (or 5) to pass it on, done 1042 (or 6) if it is resolved.",
        stand_down="[#{ticket}] acknowledged by {person} at {time}. Nothing is left for you to do.",
        update_due="[#{ticket}] {client} expects an update by {time}: {subject}. dial2 ticket update {ticket}",
        link_ask="Nobody has taken this ticket yet.",
        link_button="I take it",
        link_yours="This ticket is yours since {time}.",
        link_already="This ticket was acknowledged by {person} at {time}.",
        link_closed="This ticket no longer needs anybody.",
        link_invalid="This link is not valid. Open it from the mail as it was sent, without changes.",
        link_later="This cannot be recorded right now. Please try again in a moment, or answer the call.",
        verify="{code} is the code of this contact, for 15 minutes. Give it to whoever asked for it.",
        verify_spoken="This is the support desk. Your code is {digits}. Once more: {digits}. Goodbye.",
    ),
    "fr": Phrases(
        voice="fr-CA",
        severities={"critical": "Critique", "major": "Majeur", "low": "Faible incidence", "no": "Sans incidence"},
        somebody="un client inconnu",
        page="Problème {severity}, billet {digits}, de {client}. {subject}. {incident}{promise}",
        promise="Rappel promis en {call_back}. ",
        incident="{count} billets dans l'incident {incident}. ",
        menu="Faites le 4 pour prendre le billet. Faites le 5 pour le passer à la personne suivante. "
        "Faites le 6 s'il est réglé. Faites l'étoile pour réécouter.",
        several="{count} billets vous attendent : {tickets}. Le plus grave : ",
        menu_several="Faites le 4 pour les prendre tous. Faites le 1 pour prendre seulement celui-ci. "
        "Faites le 5 pour les passer tous à la personne suivante. Faites le 6 si celui-ci est réglé. "
        "Faites l'étoile pour réécouter.",
        acknowledged="Le billet {digits} est à vous. Les autres en sont avisés. Au revoir.",
        acknowledged_all="{count} billets sont à vous. Les autres en sont avisés. Au revoir.",
        one_taken="Le billet {digits} est à vous.",
        resolved="Billet {digits} : on demande au client de confirmer qu'il est réglé. Au revoir.",
        one_resolved="Billet {digits} : on demande au client de confirmer qu'il est réglé.",
        already="Le billet {digits} a déjà été pris par {person} à {time}. Vous n'avez rien à faire. Au revoir.",
        closed="Le billet {digits} n'a plus besoin de personne. Au revoir.",
        passed_on="Le billet {digits} passe maintenant à la personne suivante. Au revoir.",
        passed_on_all="{count} billets passent maintenant à la personne suivante. Au revoir.",
        went_on="Le billet {digits} est déjà passé à la personne suivante. Au revoir.",
        no_key="Aucune touche n'a été enfoncée : une autre personne est appelée. Au revoir.",
        wrong_key="Cette touche n'a pas de fonction ici.",
        connecting="Le billet est à vous, et la personne attend en ligne. Vous êtes mis en communication.",
        caller_waits="Une personne vous attend en ligne. Faites le 4 pour lui parler maintenant.",
        caller_gone="La personne n'est plus en ligne. Veuillez la rappeler. Au revoir.",
        talked="L'appel est terminé. Au revoir.",
        one_moment="Un instant, s'il vous plaît.",
        not_recorded="Rien n'a pu être enregistré : le billet attend toujours, et on vous rappellera. Au revoir.",
        sms="[#{ticket}] {severity} : {subject} ({client}). {incident}{promise}"
        "Répondez ack {ticket} pour le prendre, esc {ticket} pour le passer. Réf {reference}",
        sms_several="{count} billets : {tickets}. Le pire : [#{ticket}] {severity} : {subject} ({client}). "
        "{incident}{promise}Répondez ack all pour les prendre, ack {ticket} pour un seul. Réf {reference}",
        sms_acknowledged_all="{count} billets sont à vous depuis {time} : {tickets}. Les autres en sont avisés.",
        sms_resolved="[#{ticket}] On demande au client de confirmer qu'il est réglé.",
        sms_acknowledged="[#{ticket}] est à vous depuis {time}. Les autres en sont avisés.",
        sms_already="[#{ticket}] a déjà été pris par {person} à {time}.",
        sms_passed_on="[#{ticket}] passe maintenant à la personne suivante.",
        sms_went_on="[#{ticket}] est déjà passé à la personne suivante.",
        sms_no_page="Il n'y a pas d'appel auquel répondre : rien n'a été changé.",
        sms_help="Pas compris. Répondez ack 1042 (ou 4) pour prendre le billet 1042, ack all pour tous, "
        "esc 1042 (ou 5) pour le passer, done 1042 (ou 6) s'il est réglé.",
        stand_down="[#{ticket}] pris par {person} à {time}. Vous n'avez rien à faire.",
        update_due="[#{ticket}] {client} attend un compte rendu avant {time} : {subject}. "
        "dial2 ticket update {ticket}",
        link_ask="Personne n'a encore pris ce billet.",
        link_button="Je le prends",
        link_yours="Ce billet est à vous depuis {time}.",
        link_already="Ce billet a été pris par {person} à {time}.",
        link_closed="Ce billet n'a plus besoin de personne.",
        link_invalid="Ce lien n'est pas valide. Ouvrez-le depuis le courriel tel qu'il a été envoyé.",
        link_later="Ceci ne peut pas être enregistré maintenant. "
        "Réessayez dans un instant, ou répondez à l'appel.",
        verify="{code} est le code de ce contact, pendant 15 minutes. Donnez-le à qui l'a demandé.",
        verify_spoken="Ici le bureau de soutien. Votre code est {digits}. Je répète : {digits}. Au revoir.",
    ),
}

CLOCKS: dict[Language, dict[ClockName, str]] = {
    "en": {"call_back": "Call back", "update": "First update", "resolution": "Resolution"},
    "fr": {"call_back": "Rappel", "update": "Premier compte rendu", "resolution": "Résolution"},
}
