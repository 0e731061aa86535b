"""What mail programs write around a quote, a forward and a signature, in the languages they speak.

Data only. Everything is compared case-folded, with its white space folded to single spaces.
"""

from typing import Final

# The word before the date in «On 3 March 2026 at 09:12, Dispatch wrote:».
ATTRIBUTION_LEADS: Final = (
    *(
        "In message",
        "In article",
        "On",
        "At",
        "Le",
        "El",
        "Il giorno",
        "Il",
        "In data",
        "Em",
        "No dia",
        "A",
        "Am",
        "Op",
        "Den",
        "På",
    ),
    *("W dniu", "Dnia", "Dne", "Dňa", "În data", "Pe", "La data", "Pada", "Στις", "На", "Вы писали", "Vào"),
    *("Z dne", "Kuupäeval", "بتاريخ", "في", "ב", "בתאריך", "在", "于", "於"),
)

# The verb closes the line: «On … Dispatch wrote:». A few come before or after the name by dialect.
FINAL_VERBS: Final = (
    *(
        "wrote",
        "writes",
        "schrieben sie",
        "a écrit",
        "écrit",
        "a ecrit",
        "escribió",
        "escribio",
        "ha scritto",
        "scrive",
    ),
    *("escreveu", "va escriure", "escribiu", "idatzi du", "pisze", "napisał", "napisała", "napisał(a)"),
    *(
        "napisał/a",
        "napsal",
        "napisal",
        "napisala",
        "napisao",
        "napsala",
        "napsal(a)",
        "napísal",
        "napísala",
        "napísal(a)",
        "kirjoitti",
    ),
    *("написал", "написала", "написал(а)", "пишет", "писал", "писал(а)", "написав", "написала", "написав(ла)"),
    *("пише", "написа", "írta", "ezt írta", "yazdı", "şunları yazdı", "şunu yazdı", "a scris", "έγραψε"),
    *(
        "je napisao",
        "je napisala",
        "je napisao/la",
        "napisao je",
        "napisala je",
        "je napisal",
        "je napisala",
        "rašė",
        "kirjutas",
    ),
    *("rakstīja", "menulis", "đã viết", "schreef het volgende", "schrieb folgendes"),
    *("geschrieben", "geschreven", "het volgende geschreven", "skrev følgende", "skrev följande"),
)

# These close it only where a quote follows: people begin their own sentences so.
SPOKEN_VERBS: Final = ("sent", "said", "says", "nous a dit", "a dit", "sagte", "dijo")

# The name follows the verb: «Am … schrieb die Leitstelle <…>:», or stands before it.
MEDIAL_VERBS: Final = ("schrieb", "schreef", "skrev", "skreif", "geschreven door", "shkroi", "wrote on")

# What may stand between that name and the colon.
AFTER_NAME: Final = ("het volgende", "folgendes", "följande", "følgende")

# Scripts that put no space between words.
UNSPACED_VERBS: Final = (
    *(
        "のメール",
        "写道",
        "寫道",
        "写到",
        "のメッセージ",
        "さんは書きました",
        "は書きました",
        "が書きました",
        "作成",
    ),
    *("작성", "작성하였습니다", "님이 작성", "님이 씀", "เขียนว่า", "כתב", "כתבה", "כתב/ה", "كتب", "ने लिखा"),
)

# A sentence, not an attribution, has one of these before its «wrote:».
SENTENCE_WORDS: Final = frozenset((
    *("i", "we", "he", "she", "they", "it", "the", "our", "my", "your", "this", "that", "who"),
    *("which", "system", "server", "following", "je", "nous", "vous", "il", "elle", "ils", "elles", "notre"),
    *("mon", "votre", "système", "serveur", "suivant", "ich", "wir", "er", "sie", "der", "die", "das"),
    *("ein", "eine", "folgende", "folgenden", "het", "een", "ik", "wij", "volgende", "följande", "følgende"),
    *("yo", "nosotros", "io", "noi"),
))  # fmt: skip

# So has one that goes on: «The guard opened a ticket and wrote:».
CONJUNCTIONS: Final = frozenset(("and", "et", "und", "y", "e", "en", "och", "og"))

# The verbs after which some programs put no colon.
VERBS_WITHOUT_COLON: Final = ("wrote", "writes", "schrieb", "écrit")

# A reply that only points to what lies below it, which is then the request.
POINTERS: Final = frozenset((
    *("fyi", "see below", "please see below", "pls see below", "below", "as below", "please see the email below"),
    *("please see the mail below", "please handle", "please advise", "voir ci-dessous", "svp voir ci-dessous"),
    *("merci de voir ci-dessous", "veuillez voir ci-dessous", "ci-dessous", "pour info", "pour information"),
    *("pvi", "à traiter", "siehe unten", "zur info", "zur kenntnis", "ver abajo", "vedi sotto", "zie onder"),
))  # fmt: skip

# Between dashes, above a quote: «-----Original Message-----».
ORIGINAL_MESSAGE: Final = (
    *("original message", "reply message", "original e-mail", "original email", "original text"),
    *("original appointment", "message d'origine", "message d’origine", "message original", "mail original"),
    *("message initial", "courriel original", "e-mail d’origine", "e-mail d'origine", "rendez-vous d'origine"),
    *("ursprüngliche nachricht", "urspruengliche nachricht", "originalnachricht", "original-nachricht"),
    *("originalmail", "antwort nachricht", "ursprünglicher termin", "mensaje original", "mensaje de respuesta"),
    *("messaggio originale", "mensagem original", "oorspronkelijk bericht", "origineel bericht"),
    *("oorspronkelijke bericht", "originele bericht", "ursprungligt meddelande", "originalmeddelande"),
    *("oprindelig meddelelse", "oprindelig besked", "original meddelelse", "opprinnelig melding"),
    *("opprinnelig meldingstekst", "alkuperäinen viesti", "oryginalna wiadomość", "wiadomość oryginalna"),
    *("původní zpráva", "původní e-mail", "pôvodná správa", "исходное сообщение", "оригинал сообщения"),
    *("оригинальное сообщение", "вихідне повідомлення", "оригінальне повідомлення", "eredeti üzenet"),
    *("orijinal mesaj", "özgün ileti", "mesaj original", "mesajul original", "αρχικό μήνυμα"),
    *(
        "元のメッセージ",
        "オリジナルメッセージ",
        "原始邮件",
        "邮件原件",
        "原始郵件",
        "원본 메시지",
        "원본 메일",
        "הודעה מקורית",
    ),
    *("الرسالة الأصلية", "missatge original", "izvorna poruka", "originalna poruka"),
)

# Above a forwarded mail, between dashes or before a colon.
FORWARDED_MESSAGE: Final = (
    *("forwarded message", "begin forwarded message", "forwarded mail", "forwarded email", "forwarded e-mail"),
    *("start of forwarded message", "message transféré", "message réexpédié", "début du message réexpédié"),
    *("début du message transféré", "courriel transféré", "e-mail transféré", "courriel transmis"),
    *("weitergeleitete nachricht", "weitergeleitete mail", "weitergeleitete e-mail"),
    *("anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "mensaje reenviado"),
    *("inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato"),
    *("inizio del messaggio inoltrato", "mensagem encaminhada", "mensagem reencaminhada"),
    *("início da mensagem reencaminhada", "início da mensagem encaminhada", "doorgestuurd bericht"),
    *("begin doorgestuurd bericht", "doorgestuurde bericht", "vidarebefordrat meddelande"),
    *("vidarebefordrat brev", "videresendt meddelelse", "videresendt besked", "videresendt melding"),
    *("start på videresendt besked", "start på videresendt melding", "välitetty viesti"),
    *("wiadomość przekazana dalej", "przekazana wiadomość", "wiadomość przekazana"),
    *("początek przekazywanej wiadomości", "treść przekazanej wiadomości", "přeposlaná zpráva"),
    *("přeposlaný e-mail", "preposlaná správa", "пересылаемое сообщение", "пересланное сообщение"),
    *("начало переадресованного сообщения", "начало переадресованного письма", "переслане повідомлення"),
    *("továbbított üzenet", "iletilen mesaj", "yönlendirilen ileti", "mesaj redirecționat", "mesaj transmis"),
    *(
        "προωθημένο μήνυμα",
        "転送されたメッセージ",
        "転送メッセージ",
        "转发邮件信息",
        "转发的邮件",
        "下面是被转发的邮件",
    ),
    *("已轉寄郵件", "轉寄的郵件", "전달된 메시지", "הודעה שהועברה", "missatge reenviat"),
)
