"""What phones and mail programs write under a mail of their own accord, in the languages they speak.

Data only. Everything is compared case-folded, with its white space folded to single spaces.
"""

from typing import Final

# «Sent from my iPhone»: how the line begins (or, for scripts with the verb last, what it holds) …
MOBILE_OPENINGS: Final = (
    *("sent from", "sent via", "sent with", "sent by", "sent using", "sent wirelessly", "from my ", "posted from"),
    *("get outlook for", "envoyé depuis", "envoyé de ", "envoyé à partir", "envoyé avec", "envoyé via"),
    *("envoyé sans fil",),
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
    *("נשלח מ", "أرسلت من", "أُرسلت من", "تم الإرسال من", "enviat des"),
)
MOBILE_ENDINGS: Final = ("から送信", "küldve", "에서 보냄", "gönderildi", "傳送", "发送", "を入手する", "다운로드")

# … and what it names: a device or program anywhere in the line,
DEVICE_NAMES: Final = (
    *("iphone", "ipad", "ipod", "android", "samsung", "galaxy", "blackberry", "windows phone", "windows 10"),
    *("windows 11", "outlook", "mail for windows", "yahoo", "proton", "gmail", "aol", "thunderbird", "nokia"),
    *(
        "huawei",
        "xiaomi",
        "redmi",
        "oneplus",
        "motorola",
        "google pixel",
        "nexus",
        "htc",
        "sony",
        "xperia",
        "lumia",
    ),
    *("mailbox", "airmail", "superhuman", "spark", "mailspring", "k-9", "bluemail", "blue mail", "fairemail"),
    *("tutanota", "courrier pour", "mail pour", "mail für", "correo para", "posta per", "apple watch", "macbook"),
    *(
        "orange mail",
        "mail orange",
        "windows mail",
        "laposte",
        "mail.ru",
        "яндекс",
        "yandex",
        "wireless handheld",
        "wireless device",
    ),
)
# or a common word for one, at the end of the line.
DEVICE_WORDS: Final = (
    *(
        "smartphone",
        "mobilgerät",
        "mobiltelefon",
        "mobile",
        "mobil",
        "handheld",
        "tablet",
        "tablette",
        "phone",
        "device",
        "appareil mobile",
    ),
    *("téléphone", "telefon", "portable", "handy", "móvil", "movil", "celular", "cellulare", "телефона"),
)

# What may follow a device: «Sent from my phone, please excuse typos».
EXCUSES: Final = (
    *("excuse", "pardon", "forgive", "sorry", "apolog", "typo", "brevity", "brief", "désolé", "faute", "concis"),
    *("tippfehler", "kürze", "entschuldig", "disculp", "brevedad", "scus", "errori", "foutjes"),
)
