"""What auto-responders write, by language, as regular expressions."""

import re


def _any_of(*expressions: str) -> str:
    return "|".join(expressions)


_REPLIES = _any_of(
    r"\[?auto-?(?:reply|response)\]?",
    r"auto(?:matic|mated|matically)?[\s_-]{0,3}(?:repl|respon|e-?mail response|generated repl)",
    r"automatic e-?mail",
    r"automatische?s? (?:antwort|e-?mail|rückantwort|abwesenheit|nachricht)",
    r"r[ée]ponse automatique",
    r"message automatique",
    r"accusé de réception automatique",
    r"(?:respuesta|contestaci[óo]n) autom[áa]tica",
    r"(?:risposta automatica|messaggio automatico)",
    r"(?:resposta|mensagem) autom[áa]tica",
    r"automatische? (?:antwoord|beantwoord|bericht)",
    r"automatiskt? svar",
    r"autosvar",
    r"automaattinen vastaus",
    r"automatyczna odpowied[źz]",
    r"automatick[áa] odpov[ěe][ďd]",
    r"автоматический ответ",
    r"автоответ",
    r"自動(?:応答|返信)",
    r"自动(?:回复|答复)",
    r"自動回覆",
    r"자동\s?(?:회신|응답)",
    r"otomatik yanıt",
    r"αυτόματη απάντηση",
)
_ABSENCES = _any_of(
    r"out[\s-]of[\s-](?:the[\s-])?office",
    r"on vacation",
    r"vacation (?:reply|notice|message|response)",
    r"away from (?:my|the) (?:office|mail|desk)",
    r"away from office",
    r"currently away",
    r"(?:annual|maternity|parental) leave",
    r"abwesenheits?(?:notiz|nachricht|meldung|assistent|info|agent)?",
    r"nicht im (?:büro|hause)",
    r"au(?:ß|ss)er haus",
    r"absen(?:t|ce) du bureau",
    r"absence\s*:",
    r"en cong[ée]s?",
    r"(?:message|notification) d'absence",
    r"fuera de (?:la )?oficina",
    r"ausente de la oficina",
    r"ausencia",
    r"fuori (?:sede|ufficio)",
    r"assente dall'ufficio",
    r"assenza",
    r"(?:ausente|fora) do escrit[óo]rio",
    r"aus[êe]ncia tempor[áa]ria",
    r"afwezig(?:heid)?",
    r"niet (?:aanwezig|op kantoor)",
    r"buiten kantoor",
    r"frånvaro",
    r"fraværende",
    r"poissa toimistosta",
    r"poza biurem",
    r"nieobecno",
    r"mimo kancel",
    r"отсутств",
    r"不在",
    r"外出中",
)
_SENTENCES = _any_of(
    r"this is an automat(?:ed|ic)(?:ally generated)? (?:repl|response|e-?mail|message)",
    r"i(?: am|'m) (?:currently )?out of (?:the )?office",
    r"i will be out of (?:the )?office",
    r"i(?: am|'m) (?:currently )?on (?:vacation|annual leave|holiday|parental leave|maternity leave)",
    r"ich bin (?:derzeit |zur ?zeit |bis |ab |vom )?[^.\n]{0,60}"
    r"(?:nicht im büro|außer haus|nicht erreichbar|im urlaub|abwesend)",
    r"je suis (?:actuellement )?(?:absente?|en congé)",
    r"actuellement absente?",
    r"estoy fuera de la oficina",
    r"estar[ée] fuera de la oficina",
    r"sono (?:attualmente )?(?:assente|fuori (?:sede|ufficio))",
    r"estou (?:fora do escrit|ausente)",
    r"estarei (?:fora|ausente)",
    r"ik ben (?:momenteel )?(?:afwezig|niet aanwezig|niet op kantoor)",
    r"diese (?:nachricht|e-mail) wurde automatisch",
    r"ceci est (?:un message|une réponse) automatique",
)

SUBJECT_STARTS = re.compile(rf"(?i)\s*[\[(*]?(?:{_REPLIES})")
SUBJECT_HOLDS = re.compile(rf"(?i)(?:^|\W)(?:{_ABSENCES})")
TEXT = re.compile(rf"(?i)(?:{_SENTENCES})")
