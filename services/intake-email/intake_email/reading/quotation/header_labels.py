"""The labels of header lines that mail programs put above a quote, in the languages they speak."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

HeaderField = Literal["from", "date", "sent", "to", "subject", "other"]

# The label of a header line in a quoted header block, and the field it stands for. «sent» is a date that
# only a mail program calls so; «date» is a word that people write as well.
_LABELS_BY_FIELD: Final[dict[HeaderField, str]] = {
    "from": (
        "from|de|von|da|van|från|fra|od|lähettäjä|от|от кого|від|feladó|kimden|gönderen|de la|"
        "από|差出人|送信者|发件人|寄件者|寄件人|發件人|보낸 사람|보낸사람|מאת|من|từ|expéditeur|absender|remitente"
    ),
    "sent": (
        "sent|envoyé|envoyé le|envoyé à|gesendet|gesendet am|enviado|enviado el|enviado em|"
        "enviada em|enviada|inviato|verzonden|skickat|sendt|wysłano|wysłane|odesláno|odoslané|"
        "lähetetty|отправлено|отправлен|надіслано|küldve|gönderilme|gönderildi|gönderilme tarihi|"
        "trimis|expédié|στάλθηκε|送信日時|送信|发送时间|寄件日期|傳送日期|發送時間|보낸 날짜|날짜|נשלח|تم الإرسال|"
        "date d'envoi|date d’envoi"
    ),
    "date": (
        "date|datum|fecha|data|dato|дата|päiväys|päivämäärä|dátum|tarih|ημερομηνία|日付|日期|日時|"
        "תאריך|التاريخ|ngày"
    ),
    "to": (
        "to|à|a|pour|an|para|aan|till|til|do|dla|komu|pre|vastaanottaja|кому|címzett|kime|alıcı|"
        "către|catre|προς|宛先|收件人|收件者|받는 사람|받는사람|אל|إلى|đến|destinataire|empfänger|destinatario"
    ),
    "subject": (
        "subject|objet|sujet|betreff|asunto|oggetto|assunto|onderwerp|ämne|emne|temat|předmět|"
        "predmet|aihe|тема|tárgy|konu|subiect|θέμα|件名|主题|主旨|主題|제목|נושא|الموضوع|chủ đề"
    ),
    "other": (
        "cc|bcc|cci|copie|copie à|kopie|kopia|kopi|copia|kópia|dw|копия|копія|másolat|bilgi|参照|"
        "抄送|副本|참조|reply-to|répondre à|antwort an|responder a|rispondi a|attachments|"
        "pièces jointes|anlagen|importance|importancia|wichtigkeit|priorité|priority|"
        "organization|cópia|urgence|kopio|mailed-by|signed-by|newsgroups"
    ),
}
HEADER_LABELS: Final[Mapping[str, HeaderField]] = MappingProxyType(
    {label: header_field for header_field, labels in _LABELS_BY_FIELD.items() for label in labels.split("|")}
)
