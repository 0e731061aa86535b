"""What mail programs write around a quote, a forward and a signature, in the languages they speak.

Data only. Everything is compared case-folded, with its white space folded to single spaces.
"""

from typing import Final

# The word before the date in «On 3 March 2026 at 09:12, Dispatch wrote:».
ATTRIBUTION_LEADS: Final = (
    *("On", "At", "Le", "El", "Il giorno", "Il", "In data", "Em", "No dia", "A", "Am", "Op", "Den", "På"),
    *("W dniu", "Dnia", "Dne", "Dňa", "În data", "Pe", "La data", "Pada", "Στις", "На", "Вы писали", "Vào"),
    *("Z dne", "Kuupäeval", "بتاريخ", "في", "ב", "בתאריך", "在", "于", "於"),
)

# The verb closes the line: «On … Dispatch wrote:». A few come before or after the name by dialect.
FINAL_VERBS: Final = (
    *("wrote", "writes", "a écrit", "écrit", "a ecrit", "escribió", "escribio", "ha scritto", "scrive"),
    *("escreveu", "va escriure", "escribiu", "idatzi du", "pisze", "napisał", "napisała", "napisał(a)"),
    *("napisał/a", "napsal", "napsala", "napsal(a)", "napísal", "napísala", "napísal(a)", "kirjoitti"),
    *("написал", "написала", "написал(а)", "пишет", "писал", "писал(а)", "написав", "написала", "написав(ла)"),
    *("пише", "написа", "írta", "ezt írta", "yazdı", "şunları yazdı", "şunu yazdı", "a scris", "έγραψε"),
    *("je napisao", "je napisala", "je napisao/la", "je napisal", "je napisala", "rašė", "kirjutas"),
    *("rakstīja", "menulis", "đã viết", "schreef het volgende", "schrieb folgendes"),
    *("geschrieben", "geschreven", "het volgende geschreven", "skrev følgende", "skrev följande"),
)

# The name follows the verb: «Am … schrieb die Leitstelle <…>:», or stands before it.
MEDIAL_VERBS: Final = ("schrieb", "schreef", "skrev", "skreif", "geschreven door", "shkroi", "wrote on")

# Scripts that put no space between words.
UNSPACED_VERBS: Final = (
    *("写道", "寫道", "写到", "のメッセージ", "さんは書きました", "は書きました", "が書きました", "作成"),
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

# «Sent from my iPhone»: how the line begins (or, for scripts with the verb last, what it holds) …
MOBILE_OPENINGS: Final = (
    *("sent from", "sent via", "sent with", "sent using", "posted from", "get outlook for"),
    *("envoyé depuis", "envoyé de ", "envoyé à partir", "envoyé avec", "envoyé via"),
    *("télécharger outlook", "téléchargez outlook", "obtenir outlook", "obtenez outlook", "provenance"),
    *("gesendet von", "gesendet mit", "gesendet über", "gesendet aus", "von meinem", "von meiner", "von mein "),
    *(
        "diese nachricht wurde von",
        "outlook für",
        "holen sie sich outlook",
        "hol dir outlook",
        "laden sie outlook",
    ),
    *(
        "enviado desde",
        "enviado con",
        "enviado do",
        "enviado de",
        "enviado pelo",
        "enviado a partir",
        "enviado via",
    ),
    *("obtener outlook", "obtén outlook", "obter o outlook", "obtenha o outlook", "inviato da", "inviato con"),
    *(
        "scarica outlook",
        "ottieni outlook",
        "verzonden vanaf",
        "verzonden met",
        "verstuurd vanaf",
        "verzonden via",
    ),
    *(
        "download outlook",
        "outlook voor",
        "skickat från",
        "skickat med",
        "hämta outlook",
        "sendt fra",
        "sendt med",
    ),
    *("hent outlook", "få outlook", "lähetetty", "hanki outlook", "wysłane z", "wysłano z", "pobierz outlook"),
    *("pobierz program outlook", "odesláno z", "odoslané z", "získat outlook", "získajte outlook"),
    *(
        "отправлено с",
        "отправлено из",
        "скачать outlook",
        "получить outlook",
        "надіслано з",
        "trimis de",
        "trimis din",
    ),
    *(
        "elküldve",
        "küldve",
        "στάλθηκε",
        "发自",
        "發自",
        "從我的",
        "从我的",
        "获取 outlook",
        "取得 outlook",
        "나의",
        "내 ",
    ),
    *("נשלח מ", "أرسلت من", "تم الإرسال من", "enviat des"),
)
MOBILE_ENDINGS: Final = ("から送信", "에서 보냄", "gönderildi", "傳送", "发送", "を入手する", "다운로드")

# … and what it names: a device or program anywhere in the line,
DEVICE_NAMES: Final = (
    *("iphone", "ipad", "ipod", "android", "samsung", "galaxy", "blackberry", "windows phone", "windows 10"),
    *("windows 11", "outlook", "mail for windows", "yahoo", "proton", "gmail", "aol", "thunderbird", "nokia"),
    *("huawei", "xiaomi", "redmi", "oneplus", "motorola", "pixel", "nexus", "htc", "sony", "xperia", "lumia"),
    *("mailbox", "airmail", "superhuman", "spark", "mailspring", "k-9", "bluemail", "blue mail", "fairemail"),
    *("tutanota", "courrier pour", "mail pour", "mail für", "correo para", "posta per", "apple watch", "macbook"),
    *("orange mail", "laposte", "mail.ru", "яндекс", "yandex", "wireless handheld", "wireless device"),
)
# or a common word for one, at the end of the line.
DEVICE_WORDS: Final = (
    *("smartphone", "mobile", "mobil", "handheld", "tablet", "tablette", "phone", "device", "appareil mobile"),
    *("téléphone", "telefon", "portable", "handy", "móvil", "movil", "celular", "cellulare", "телефона"),
)

# A paragraph that begins with one of these …
DISCLAIMER_OPENINGS: Final = (
    *("this e-mail", "this email", "this message", "the information contained", "the information in this"),
    *("the contents of this", "confidentiality notice", "confidentiality:", "confidential:", "disclaimer"),
    *("privileged", "important notice", "notice:", "the content of this", "legal notice", "if you are not the"),
    *("if you have received this", "ce courriel", "ce message", "ce mail", "cet e-mail", "le présent", "avis de"),
    *("les informations contenues", "l’information contenue", "l'information contenue", "diese e-mail"),
    *("diese nachricht", "diese mail", "der inhalt dieser", "este correo", "este mensaje", "este email"),
    *("este e-mail", "esta mensagem", "aviso de confid", "aviso legal", "questo messaggio", "questa e-mail"),
    *("le informazioni contenute", "dit bericht", "deze e-mail", "de informatie", "denna e-post", "denne e-mail"),
    *("denne e-post", "ta wiadomość", "niniejsza wiadomość", "this communication", "any views or opinions"),
)
# … and holds one of these is a disclaimer.
DISCLAIMER_WORDS: Final = (
    *("confidential", "confidentiel", "intended recipient", "intended only", "intended solely", "privileged"),
    *("vertraulich", "confidencial", "riservat", "vertrouwelijk", "konfidentiell", "fortrolig"),
    *("destinataire prévu", "destinataire visé", "strictement réservé", "unauthorized", "unauthorised"),
    *("received this e-mail in error", "received this email in error", "received this message in error"),
    *("reçu ce message par erreur", "reçu ce courriel par erreur"),
)
