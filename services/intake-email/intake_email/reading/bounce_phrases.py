"""What mail systems write when they cannot deliver, as data.

Phrases are lower case with single spaces; `bounce` brings a notice into that form. Within `CAUSES` the first
cause that one of its phrases names wins, so what is said about the message or the box stands before what is said
about the address.
"""

import re

import msgspec


class Cause(msgspec.Struct, frozen=True):
    status: str  # RFC 3463; a class 4 cause keeps its detail where the report is of class 5
    permanent: bool  # the address itself can take no mail
    phrases: tuple[str, ...]

    @property
    def pattern(self) -> str:
        return "|".join(re.escape(phrase) for phrase in self.phrases)


CAUSES = (
    Cause(
        "5.2.2",
        permanent=False,
        phrases=(
            "over quota", "over the quota", "overquota", "over-quota", "quota exceed", "exceeded quota",
            "exceeds quota", "exceeded its quota", "exceed quota", "exceeded storage", "exceeded its storage",
            "exceeded the storage", "exceeded their", "exceeding its mailbox quota", "disk quota",
            "quota violation", "quota has been exceeded", "quota is full", "out of quota", "would exceed",
            "would be over", "over the allowed quota", "over its disk quota", "mailbox full",
            "mailbox is full", "mail box full", "mail box is full", "mailbox has been full", "inbox is full",
            "inbox full", "mailfolder is full", "mail folder is full", "mailbox for user is full",
            "maildir over", "box full", "exceeded mailbox", "exceeded the max", "exceeds allowed mailbox",
            "mailbox exceeds", "mailbox size limit", "mailbox limit", "mailbox exceeded",
            "is over the maximum allowed", "account is full", "account is over", "user is over",
            "user over quota", "insufficient storage", "storage limit", "no space left",
            "insufficient disk space", "not enough storage", "not enough disk space", "not enough space",
            "no storage space", "insufficient space", "quotaexceeded", "storequota", "mail quota",
            "message quota", "exceed limit", "full mailbox", "mailbox_full", "too many messages in",
            "recipient's mailbox is full", "boîte pleine", "boite pleine", "boîte aux lettres est pleine",
            "boîte aux lettres pleine", "espace insuffisant", "quota dépassé", "quota depasse",
            "postfach voll", "postfach ist voll", "postfach des empfängers ist voll", "mailbox ist voll",
            "speicherplatz", "buzón lleno", "buzón está lleno", "cuota excedida", "casella piena",
            "casella è piena", "caixa postal cheia", "caixa de correio está cheia", "mailbox vol",
            "postvak is vol", "メールボックスの容量", "メールボックスが満杯", "メールボックスがいっぱい",
            "容量を超", "ящик переполнен", "邮箱已满", "信箱已滿", "容量已满",
        ),
    ),
    Cause(  # words that are said of nothing but an address
        "5.1.1",
        permanent=True,
        phrases=(
            "user unknown", "unknown user", "no such user", "recipient address rejected: access denied",
            "user does not exist", "user doesn't exist", "no such recipient", "no such mailbox",
            "mailbox not found", "recipient not found", "recipnotfound; not found",
            "account that you tried to reach does not exist", "address does not exist",
            "account does not exist", "mailbox does not exist", "recipient does not exist",
            "unknown recipient", "recipient unknown", "unrouteable address", "unknown local",
            "bad destination mailbox address", "no mailbox here by that name", "no mailbox by that name",
            "mailbox unknown", "address unknown", "not listed in domino directory",
            "not listed in public name & address book", "not our customer", "addressee unknown",
            "addresses were unknown", "address was unknown", "undefined mail alias",
        ),
    ),
    Cause(
        "5.3.4",
        permanent=False,
        phrases=(
            "message size exceeds", "message too large", "message too big", "message is too large",
            "message is too big", "message exceeds", "message length exceeds", "message larger than",
            "exceeds maximum message size", "maximum message size", "max message size", "fixed maximum",
            "size limit exceeded", "message file too big", "exceeds the maximum size",
            "exceeds the size limit", "exceeds size limit", "exceeded maximum message size",
            "content is too large", "mail is too large", "too big for", "over the maximum message",
            "message size limit", "larger than the current system limit", "message that is too large",
            "datasizelimit", "sendersize", "rcptsize", "exceeds administrative limit", "too large to",
            "taille du message", "message trop volumineux", "nachricht ist zu groß", "nachricht zu groß",
            "mensaje demasiado grande", "messaggio troppo grande", "メッセージサイズ", "サイズが制限",
            "line too long", "too many recipients", "too many hops", "hop count exceeded", "mail loop",
            "mail forwarding loop", "routing loop", "loops back to", "loop detected", "looping",
            "unencrypted 8-bit", "bare lf", "malformed message", "not rfc", "rfc 5322", "rfc5322", "rfc 2822",
            "invalid header", "virus", "infected", "malware", "executable attachment", "banned attachment",
            "forbidden attachment", "attachment type", "prohibited attachment", "potentially executable",
        ),
    ),
    Cause(
        "5.7.1",
        permanent=False,
        phrases=(
            "spam", "unsolicited", "junk mail", "blacklist", "black list", "blocklist", "block list",
            "blocked using", "listed by", "listed at", "listed in", "dnsbl", " rbl", "spamhaus",
            "barracudacentral", "poor reputation", "reputation", "bulk mail", "content reject",
            "message content", "content policy", "content filter", "rejected for policy", "policy reasons",
            "local policy", "policy violation", "policy restriction", "administrative prohibition",
            "administratively prohibited", "blocked by", "has been blocked", "is blocked", "was blocked",
            "are blocked", "refused to accept your", "not accepted for policy", "dmarc", "spf ",
            "sender policy framework", "dkim", "ptr record", "reverse dns", "rdns", "reverse lookup",
            "does not resolve", "cannot find your hostname", "helo", "ehlo", "relaying denied", "relay denied",
            "relay access denied", "relaying not", "relay not permitted", "relaying prohibited",
            "unable to relay", "not permitted to relay", "we do not relay", "not a relay", "cannot relay",
            "rcpthosts", "relaying mail", "authentication required", "smtp auth", "must authenticate",
            "authenticate first", "not authenticated", "access denied", "permission denied", "not authorized",
            "not authorised", "unauthorized", "not allowed to send", "not permitted", "sender rejected",
            "sender address rejected", "sender denied", "sender verify failed", "sender unknown",
            "sender domain", "domain of sender", "unrouteable sender", "bad sender", "invalid sender",
            "sender not allowed", "restricted", "only accepts mail from", "only accepts messages from",
            "requirerecipient", "recipnotfound.auth", "restriction", "not on the approved", "your ip",
            "too many connections", "rate limit", "too quickly", "throttl", "too many messages",
            "too much mail", "sending limit", "exceeded the maximum number", "daily limit", "bounce rate",
            "suspicious", "phish", "fraud", "rejected by filter", "rejected by rule", "mail filter",
            "message rejected", "message refused", "message was rejected", "message was not accepted",
            "rejected due to", "tls required", "tls is required", "starttls command first", "greylist",
            "grey list", "graylist", "sender id", "messagelabs", "prohibited", "unwanted", "complain",
            "refused by", "nicht berechtigt", "keine berechtigung", "abgelehnt wegen", "スパム", "迷惑メール",
            "受信拒否", "指定受信", "refusé pour", "non autorisé",
        ),
    ),
    Cause(
        "5.1.6",
        permanent=True,
        phrases=(
            "has moved", "have moved", "user moved", "no longer works", "no longer employed", "has left",
            "address has changed", "mailbox has moved", "has been replaced by", "no longer with",
            "address is no longer valid", "address no longer", "is no longer in use", "no longer valid",
            "n'est plus valide", "n'est plus utilisée", "nicht mehr gültig", "nicht mehr aktiv",
            "ya no existe", "non è più attivo", "no longer available", "no longer active",
            "no longer on server", "no longer exist",
        ),
    ),
    Cause(
        "5.2.1",
        permanent=True,
        phrases=(
            "account disabled", "account is disabled", "account has been disabled",
            "account that you tried to reach is disabled", "account inactive", "account is inactive",
            "inactive account", "inactive user", "user is inactive", "is not active", "not an active address",
            "not active", "mailbox disabled", "mailbox is disabled", "mailbox has been disabled",
            "mailbox is inactive", "mailbox inactive", "user disabled", "user is disabled", "disabled account",
            "disabled user", "recipient is disabled", "recipient disabled", "address disabled",
            "address is disabled", "account has been suspended", "mailbox has been suspended",
            "account is suspended", "user is suspended", "account suspended", "mailbox suspended",
            "user suspended", "suspended account", "account closed", "account is closed",
            "account has been closed", "mailbox has been closed", "account expired", "account has expired",
            "account terminated", "account has been terminated", "account deleted", "account has been deleted",
            "mailbox has been deleted", "user has been deleted", "account is locked", "account locked",
            "account cancelled", "account canceled", "deactivated", "disabled or discontinued", "discontinued",
            "mailbox frozen", "mailbox locked", "account is temporarily disabled", "is currently disabled",
            "is now inactive", "temporarily inactive", "been inactive", "dormant", "account is on hold",
            "out of service", "not currently accepting", "is currently unavailable to receive",
            "this account is not allowed", "extended inactive", "compte désactivé", "compte suspendu",
            "konto deaktiviert", "konto gesperrt", "postfach gesperrt", "cuenta desactivada",
            "cuenta suspendida", "account disattivato", "conta desativada", "отключен", "заблокирован",
            "停止中", "停用",
        ),
    ),
    Cause(
        "5.1.2",
        permanent=True,
        phrases=(
            "host unknown", "unknown host", "host not found", "hostnotfound", "domain not found",
            "domain does not exist", "domain doesn't exist", "domain does not accept mail", "domain unknown",
            "unknown domain", "no such domain", "nonexistent domain", "non-existent domain",
            "non existent domain", "domain non-existent", "bad destination system", "bad destination host",
            "bad destination mailbox address domain", "invalid domain", "illegal domain", "nxdomain",
            "name or service not known", "name service error", "unrouteable mail domain",
            "unroutable mail domain", "unrouteable domain", "unroutable domain", "couldn't find any host",
            "could not find any host", "cannot find the host", "couldn't be found or is misconfigured",
            "all relevant mx records point to non-existent", "no mx record", "no mail exchanger",
            "no valid mx", "mx records", "null mx", "nullmx", "does not accept email", "does not accept mail",
            "doesn't accept mail", "accepts no mail", "no mail hosts", "domain has no mail",
            "could not be resolved", "cannot be resolved", "no address associated", "unresolvable",
            "domain is not valid", "not our domain", "domain isn't in my list",
            "host or domain name not found", "no dns", "dns domain", "domain name not found", "illegal host",
            "no a or mx", "recipient's domain", "domain is unknown", "domain is invalid",
            "not listed in domino directory for this domain", "no route found to domain",
            "domain could not be found", "domaine inconnu", "hôte inconnu", "domaine inexistant",
            "domäne nicht gefunden", "domain existiert nicht", "unbekannte domain", "dominio no existe",
            "dominio inesistente", "домен не существует", "ドメインが見つかり", "ホストが見つかり",
        ),
    ),
    Cause(
        "5.1.1",
        permanent=True,
        phrases=(
            "user unknown", "unknown user", "user not known", "user is unknown", "unknown local",
            "unknown recipient", "unknown address", "unknown account", "unknown mailbox", "unknown or illegal",
            "unknown e-mail", "unknown email", "recipient unknown", "recipient is unknown", "address unknown",
            "mailbox unknown", "no such user", "no such address", "no such recipient", "no such mailbox",
            "no such account", "no such person", "no such local user", "no such", "user does not exist",
            "user doesn't exist", "does not exist", "doesn't exist", "not exist", "nonexistent",
            "non-existent", "non existent", "user not found", "recipient not found", "recipnotfound",
            "mailbox not found", "address not found", "account not found", "addressee unknown",
            "couldn't be found", "could not be found", "wasn't found", "was not found", "not found",
            "user not exist", "no mailbox", "no mail box", "not a valid mailbox", "not a valid user",
            "not a valid recipient", "invalid recipient", "invalid mailbox", "invalid user", "invalid address",
            "invalid destination", "recipient invalid", "bad destination", "bad recipient", "bad address",
            "bad mailbox", "unrouteable address", "unroutable address", "undeliverable address",
            "address rejected", "recipient rejected", "recipient address was rejected",
            "recipient verification failed", "verification failed", "not listed in", "not our customer",
            "isn't a known user", "not a known user", "unable to validate recipient",
            "no account by that name", "no account", "no user", "not a user", "has no mailbox",
            "not have an account", "doesn't have an account", "doesn't have a", "does not have a",
            "not have a", "no valid recipients", "no valid recipient", "not a recipient",
            "mailbox unavailable", "mailbox not available", "mailbox is unavailable",
            "mailbox temporarily unavailable", "mailbox_unavailable", "is not a valid", "not recognized",
            "not recognised", "not known at this site", "not known here", "isn't in my", "wrong address",
            "incorrect address", "ambiguous address", "badly formed", "recipient reject",
            "unable to deliver to that", "undefined mail alias", "is a deactivated", "unknown extension",
            "unbekannt", "existiert nicht", "nicht gefunden", "ungültige adresse", "ungültiger empfänger",
            "empfänger unbekannt", "adresse inconnue", "utilisateur inconnu", "destinataire inconnu",
            "n'existe pas", "inexistant", "introuvable", "inconnu", "usuario desconocido", "no existe",
            "desconocido", "no se encontró", "utente sconosciuto", "sconosciuto", "non esiste", "inesistente",
            "não existe", "não encontrado", "desconhecido", "bestaat niet", "onbekend", "не существует",
            "не найден", "неизвест", "存在しません", "見つかりません", "ユーザーが不明", "宛先不明", "不存在",
            "查無此", "nieznany", "nie istnieje", "okänd", "ukendt", "tuntematon",
        ),
    ),
    Cause(
        "4.4.7",
        permanent=False,
        phrases=(
            "delivery time expired", "message expired", "queue too long", "retry timeout",
            "retry time not reached", "message has been in the queue", "expired", "delivery delayed",
            "too long in queue", "unable to deliver within", "retries exceeded", "maximum queue",
            "not been able to deliver",
        ),
    ),
    Cause(
        "4.4.1",
        permanent=False,
        phrases=(
            "connection timed out", "connection refused", "connection reset", "connection lost",
            "lost connection", "no route to host", "network is unreachable", "host is unreachable",
            "couldn't connect", "could not connect", "cannot connect", "unable to connect",
            "failed to connect", "establish an smtp connection", "connection dropped", "connection closed",
            "connection died", "operation timed out", "timed out", "timeout", "did not respond",
            "not responding", "host is down", "server is down", "service not available", "service unavailable",
            "delivery failed to connect", "conversation with", "out of memory", "temporarily unavailable",
            "try again later", "temporary failure", "temporary lookup failure", "system error", "local error",
            "i/o error", "internal error",
        ),
    ),
)  # fmt: skip

# Subjects under which mail systems report; found anywhere in the subject that has no "Re:" or "Fwd:" before it.
SUBJECTS = (
    "undeliver", "delivery status", "error sending your mail", "trouble delivering", "[bounce]",
    "rejected mail", "wrong address", "nicht übermittelt", "message d'erreur", "undelivered mail",
    "not delivered", "delivery status notification", "delivery fail", "failure delivering", "delivery error",
    "delivery report", "delivery notification", "delivery problem", "delivery has failed",
    "delivery incomplete", "delivery delay", "delivery was delayed", "delayed mail", "mail delay",
    "failure notice", "failed mail", "failed delivery", "failed to deliver", "mail delivery", "mail failure",
    "mail error", "mail system error", "message status - undeliverable", "message delivery",
    "message could not be delivered", "message not deliver", "non-delivery", "nondeliverable", "non deliver",
    "nondelivery", "returned mail", "returned to sender", "return to sender", "returned message",
    "returned email", "returned e-mail", "returning message", "rejected message", "message rejected",
    "could not be delivered", "couldn't be delivered", "could not send message", "could not deliver",
    "unable to deliver", "cannot be delivered", "can't be delivered", "bounced mail", "bounce message",
    "mail bounce", "warning: could not send", "warning: message", "unzustellbar", "nicht zustellbar",
    "unzustellbare", "zustellung fehlgeschlagen", "fehlgeschlagene zustellung", "fehler bei der zustellung",
    "zustellfehler", "nicht zugestellt", "non remis", "échec de la remise", "echec de la remise",
    "échec de remise", "échec d'envoi", "échec de livraison", "non livré", "non délivré", "n'a pas été remis",
    "non distribué", "no se puede entregar", "no entregado", "error de entrega", "no se ha podido entregar",
    "entrega fallida", "mancato recapito", "mancata consegna", "impossibile recapitare", "non recapitabile",
    "não entregue", "não foi possível entregar", "falha na entrega", "onbestelbaar", "niet bezorgd",
    "kan niet worden bezorgd", "недоставлен", "не доставлен", "не удалось доставить", "ошибка доставки",
    "配信不能", "配信できません", "配送できません", "配信エラー", "送信できません", "エラーメール", "邮件投递",
    "退信", "系统退信", "郵件傳遞失敗", "nie dostarczon", "niedostarcz", "kan inte levereras",
    "kunne ikke leveres", "doručen", "user unknown", "unknown user", "unknown recipient", "mailbox full",
    "over quota", "email not deliver", "problem delivering", "permanent failure", "transient failure",
    "mail routing error", "nondelivery report", "message undeliverable", "invalid recipient",
    "address not found", "mail could not", "reception error", "blocked message", "ndn:", "nie doręczon",
)  # fmt: skip

# Words in a notice that say that a mail did not arrive; needed where neither a report nor the subject does.
NOTICES = (
    "delivery problem", "had delivery", "failed addresses", "could not be sent", "error delivering",
    "trouble delivering", "unable to find", "error has occurred while", "not reach", "did not receive",
    "bounced", "had permanent", "no valid recipients", "not delivered", "problem delivering",
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered",
    "was not delivered", "wasn't delivered", "not been delivered", "has not yet been delivered",
    "could not deliver", "couldn't deliver", "unable to deliver", "wasn't able to deliver",
    "was not able to deliver", "failed to deliver", "delivery failed", "delivery to the following",
    "delivery has failed", "did not reach the following", "didn't reach the following", "undeliverable",
    "undelivered", "returned to sender", "returned to you", "is being returned", "delivery error",
    "delivery attempt", "delivery failure", "permanent error", "permanent fatal error", "fatal error",
    "transient non-fatal", "the following address", "failed recipient", "following recipient", "recipient(s)",
    "message was undeliverable", "unknown user", "user unknown", "no such user", "the user(s) account",
    "not listed in", "invalid recipient", "rejected", "nicht zugestellt", "konnte nicht", "nicht ausgeliefert",
    "n'a pas pu être", "n'a pu être", "pas été remis", "impossible de", "no se pudo", "no ha podido",
    "non è stato", "impossibile", "não pôde", "não foi possível", "niet bezorgd", "niet worden",
    "не может быть доставлено", "не было доставлено", "не удалось", "配信できません", "届けられません",
    "送信できません", "お届け", "配送", "エラー", "无法", "未能", "does not exist", "mailbox full",
    "over quota", "will continue to be tried", "will keep trying", "still being retried", "smtp error",
    "mail system", "said:", "delivering",
)  # fmt: skip

# Words that say that delivery is still being tried; a report of class 4 though no code is given.
DELAYS = (
    "will be retried", "will continue to be tried", "will keep trying", "will continue trying", "keep trying",
    "still trying", "still being retried", "no action is required on your part", "do not need to resend",
    "you do not need to", "not need to resend", "this is a warning message only", "warning message only",
    "delivery is delayed", "has been delayed", "delivery delayed", "not yet been delivered",
    "temporarily delayed", "will try again", "delivery attempts will continue", "further attempts",
    "could not be delivered for", "still in queue", "delayed by", "wird weiter versucht",
    "weiterhin versuchen", "verzögert", "retardé", "sera retenté", "配信が遅延", "再送",
)  # fmt: skip

# Senders' local parts and names that belong to mail systems.
DAEMONS = (
    "mailer-daemon", "mailer daemon", "post_master", "sysadmin", "postoffice", "mail.daemon", "mailerdaemon",
    "mail-daemon", "maildaemon", "mailer_daemon", "mdaemon", "postmaster", "mail delivery", "maildelivery",
    "mail_delivery", "mail-delivery", "mailadmin", "mail administrator", "mail system", "mail router",
    "mailrouter", "system administrator", "delivery subsystem", "internet mail delivery", "delivery service",
    "microsoft outlook", "microsoft exchange", "mmdf", "smtpd", "smtp server", "mailserver", "mail server",
    "email server", "mail gateway", "systemadministrator", "mimesweeper", "mailsweeper", "scanmail",
    "mailmarshal", "groupwise", "daemon", "mailscanner",
)  # fmt: skip

# A reply code without an enhanced one, where the words say nothing.
REPLIES = {
    "421": "4.4.2", "422": "4.2.2", "431": "4.3.1", "432": "4.3.2", "441": "4.4.1", "442": "4.4.2",
    "446": "4.4.6", "447": "4.4.7", "450": "4.2.0", "451": "4.3.0", "452": "4.3.1", "454": "4.7.0",
    "471": "4.7.1", "500": "5.5.2", "501": "5.5.4", "502": "5.5.1", "503": "5.5.1", "504": "5.5.4",
    "510": "5.1.1", "511": "5.1.1", "512": "5.1.2", "521": "5.3.2", "523": "5.3.4", "530": "5.7.0",
    "535": "5.7.8", "541": "5.7.1", "550": "5.0.0", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3",
    "554": "5.0.0", "556": "5.1.10", "571": "5.7.1",
}  # fmt: skip

# Detail codes of class 5 that speak of the address or its domain (RFC 3463, 7505, 7504 and Exchange Online's own).
PERMANENT = {
    "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.1.351", "5.2.1", "5.4.4", "5.4.310",
    "5.1.20",
}  # fmt: skip
