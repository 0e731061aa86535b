"""What the mail intake is told by its environment."""

from dial2.settings import FromEnvironment


class Settings(FromEnvironment):
    support_address: str  # where customers write to: support@example.com; `support+tag@` is it too
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 2525
    smtp_hostname: str = "dial2"  # how the listener introduces itself
    smtp_max_bytes: int = 36_700_160  # 35 MiB, told to clients by SIZE
