"""What `dial2 up` prints: where everything is, and what to try next."""

from pathlib import Path

from dial2_sandbox.site import NUMBER, SUPPORT_ADDRESS, Site

_SEND = (
    """python3 -c "import smtplib; s = smtplib.SMTP('127.0.0.1', {smtp}); s.sendmail('me@northgate.example',"""
    """ ['{address}'], 'From: me@northgate.example\\nTo: {address}\\nSubject: Urgent Service Issue\\n\\n"""
    """Nobody can sign in since 9:00.')\""""
)


def what_to_try(site: Site, log_file: Path) -> str:
    public, ports = site.public_url, site.ports
    telephone = f"http://127.0.0.1:{ports.exchange}/"
    send = _SEND.format(smtp=ports.smtp, address=SUPPORT_ADDRESS)
    return f"""
dial2 runs, with embedded Postgres and stand-ins for telephone and mail.

  telephones   {telephone}  dial {NUMBER} from one, and answer the phones of the people on call
  sent mail    {telephone}sandbox/mail
  API          {public}/api/docs  (staff token below)
  health       http://127.0.0.1:{ports.ops}/readyz  and /metrics
  logs         {log_file}

Send a mail (in another terminal):
  {send}

Then look at what became of it:
  export DIAL2_API_URL={public} DIAL2_STAFF_TOKEN={site.staff_token}
  dial2 ticket list
  dial2 ticket show 1001
  export DIAL2_DATABASE_URL={site.settings.database_url.get_secret_value()}
  dial2 log tail --follow

Ctrl-C stops it; what it stored stays.
"""
