"""English or French, by the small words that each uses and the other does not."""

from collections.abc import Iterable

from dial2.vocabulary import Language

_FRENCH = frozenset(
    ["le", "la", "les", "des", "du", "une", "est", "sont", "nous", "vous", "ils", "elle", "elles", "je", "pas", "ne", "que", "qui", "dans", "sur", "pour", "avec", "aux", "au", "mes", "nos", "notre", "votre", "mon", "ma", "ce", "cette", "ces", "et", "ou", "mais", "donc", "depuis", "bonjour", "merci", "plus", "tous", "toutes", "tout", "aucun", "aucune", "ca", "cest", "jai", "y", "pis", "par", "chez", "sans", "etre", "avoir", "ont", "avons", "avez", "fait", "faire", "peut", "peux", "peuvent", "pouvez", "oui", "allo", "suis", "ici", "il", "quand", "comme", "aussi", "tres", "bien", "leur", "leurs", "meme", "depuis", "encore", "toujours", "rien", "jamais", "bonsoir", "salut", "svp", "qu", "l", "d", "j", "n", "c", "s", "euh", "lorsque", "puis", "sil", "puisque", "comment", "est-ce"]
)
_ENGLISH = frozenset(
    ["the", "a", "an", "is", "are", "was", "were", "we", "you", "they", "he", "she", "i", "my", "our", "your", "and", "or", "but", "not", "no", "it", "its", "this", "that", "these", "those", "to", "of", "in", "for", "with", "from", "by", "at", "on", "have", "has", "had", "do", "does", "did", "can", "could", "will", "would", "please", "thanks", "thank", "hello", "hi", "since", "all", "any", "when", "who", "what", "how", "there", "been", "be", "nobody", "everyone", "im", "dont", "cant", "isnt", "me", "us", "so", "if", "then", "only", "just", "about", "after", "before", "up", "down", "out"]
)


def language_of(words: Iterable[str]) -> Language:
    """Return the language of most of the words; English where nothing tells."""
    balance = 0
    for word in words:
        balance += (word in _FRENCH) - (word in _ENGLISH)
    return "fr" if balance > 0 else "en"
