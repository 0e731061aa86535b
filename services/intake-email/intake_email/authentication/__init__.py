"""Who a mail is from, as far as that can be known: SPF, DKIM, DMARC, ARC, or the word of a relay that we trust."""
