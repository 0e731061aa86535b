"""What companies, lists and virus scanners add to their people's mails, in the languages they speak.

Data only. Everything is compared case-folded, with its white space folded to single spaces.
"""

from typing import Final

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

# So is a long paragraph, however it begins, that holds several of these.
DISCLAIMER_MARKS: Final = (
    *("intended recipient", "intended solely", "intended only", "confidential", "privileged", "prohibited"),
    *("in error", "viruses", "dissemination", "unlawful", "disclos", "destinataire", "confidentiel"),
    *("strictement", "par erreur", "diffusion", "vertraulich", "irrtümlich", "unbefugt", "destinatari"),
    *("por error", "prohibid", "confidencia", "riservat", "vertrouwelijk", "abusievelijk"),
)

# A heading above a disclaimer.
DISCLAIMER_HEADINGS: Final = frozenset(
    (
        *("disclaimer", "disclaimer:", "confidentiality notice", "legal notice", "avis de confidentialité"),
        *("avis juridique", "haftungsausschluss", "aviso legal", "confidentiality notice:"),
    )
)

# How a line begins that a scanner, a list or a company's care for trees has added.
FOOTER_OPENINGS: Final = (
    *("please consider the environment", "consider the environment", "think before you print", "save a tree"),
    *("please don't print", "please do not print", "pensez à l'environnement", "pensez à l’environnement"),
    *("n'imprimez ce", "avant d'imprimer", "merci de n'imprimer", "devez-vous vraiment imprimer"),
    *("bitte denken sie an die umwelt", "antes de imprimir", "prima di stampare", "denk aan het milieu"),
    *(
        "this email has been checked for viruses",
        "this e-mail has been checked",
        "virus-free",
        "garanti sans virus",
    ),
    *("this email has been scanned", "this message has been scanned", "no virus found in this", "scanned by"),
    *("l'absence de virus", "l’absence de virus", "sans virus", "cet e-mail a été vérifié", "virenfrei"),
    *("diese e-mail wurde von avast", "este correo electrónico ha sido comprobado", "libre de virus"),
    *("questa e-mail è stata controllata", "privo di virus", "deze e-mail is gecontroleerd", "virusvrij"),
    *("you received this message because you are subscribed", "you are receiving this because"),
    *("you received this email because", "to unsubscribe from this", "to view this discussion"),
    *("vous recevez ce message car", "pour vous désabonner", "pour vous désinscrire"),
)

# A paragraph at the top that begins with one of these …
BANNER_OPENINGS: Final = (
    *(
        "caution",
        "warning",
        "attention",
        "external",
        "[external",
        "*external",
        "***external",
        "alert",
        "be careful",
    ),
    *("this email originated", "this message originated", "this email came from", "this message came from"),
    *("you don't often get email from", "some people who received this message don't often get email"),
    *("avertissement", "mise en garde", "externe", "[externe", "ce courriel provient", "ce message provient"),
    *("cet e-mail provient", "vous n'obtenez pas souvent", "vous ne recevez pas souvent", "vorsicht", "achtung"),
    *("extern", "[extern", "sie erhalten nicht oft", "precaución", "attenzione", "let op"),
)
# … and holds one of these is the gateway's warning, not the sender's words.
BANNER_WORDS: Final = (
    *("originated from outside", "originated outside", "outside of the organi", "outside the organi"),
    *("outside of your organi", "outside your organi", "outside of our organi", "outside our organi"),
    *("external email", "external e-mail", "external sender", "external source", "from an external"),
    *("outside of the company", "outside the company", "outside of this company", "unless you recogni"),
    *("learnaboutsenderidentification", "get email from", "extérieur de", "expéditeur externe"),
    *("courriel externe", "source externe", "externen absender", "von außerhalb", "externe mail"),
    *("remitente externo", "mittente esterno", "externe afzender", "souvent de courriers", "souvent d'e-mail"),
)
