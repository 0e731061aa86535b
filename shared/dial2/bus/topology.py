"""Every exchange, queue and binding there is; what an operator sees in RabbitMQ's management page.

dial2.events            topic exchange; the routing key is the event type
<service>               quorum queue, bound to the types that the service follows
<service>.retry.<step>  waits its TTL out, then dead-letters through the default exchange to <service> alone
<service>.parked        what a person has to look at; the reason is in the headers
"""

import msgspec

EXCHANGE = "dial2.events"

RETRY_STEPS_SECONDS = (1, 5, 30, 120, 600)  # after the last, a transient failure is parked as well
DELIVERY_LIMIT = 20  # deliveries that ended in a crash, before the broker parks the message by itself
PREFETCH = 200

FOLLOWS: dict[str, tuple[str, ...]] = {
    "intake-phone": ("ticket.opened", "ticket.reopened", "ticket.merged", "resolution.agreed", "page.attempted",
                     "page.escalated", "page.acknowledged", "page.exhausted", "page.moved", "page.closed",
                     "ticket.linked", "ticket.unlinked", "callback.made", "client.assigned"),
    "triage": ("request.received", "voicemail.transcribed", "detail.given", "call.choice", "call.connected",
               "recording.kept",
               "resolution.suggested", "page.acknowledged", "callback.connected", "probe.passed", "probe.failed"),
    "sla-timer": ("ticket.opened", "severity.assigned", "callback.made", "update.given", "ticket.waiting",
                  "ticket.resumed", "resolution.agreed", "ticket.reopened", "ticket.merged",
                  "ticket.absorbed"),
    "notifier": ("ticket.opened", "ticket.followed_up", "severity.assigned", "severity.proposed",
                 "details.missing", "clocks.started", "clock.warned", "clock.breached", "callback.made",
                 "callback.overdue",
                 "update.given", "resolution.proposed", "resolution.agreed", "ticket.reopened", "ticket.merged",
                 "ticket.linked", "ticket.unlinked", "reopening.withheld", "request.quarantined",
                 "request.bounced", "notice.failed", "page.acknowledged", "staff.replied", "roster.refused",
                 "call.waiting", "call.waited", "maintenance.planned", "maintenance.cancelled",
                 "after_hours.ruled", "vouchers.charged", "page.delivered", "client.assigned"),
}  # fmt: skip


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    arguments: dict[str, str | int]
    bindings: tuple[str, ...] = ()


def retry_queue(service: str, step: int) -> str:
    return f"{service}.retry.{RETRY_STEPS_SECONDS[step]}s"


def parked_queue(service: str) -> str:
    return f"{service}.parked"


def queues() -> list[Queue]:
    """All queues of all services: any process declares them all, so that no event finds its queue missing."""
    return [queue for service in FOLLOWS for queue in _queues_of(service)]


def _queues_of(service: str) -> list[Queue]:
    own = Queue(
        name=service,
        bindings=FOLLOWS[service],
        arguments={
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": parked_queue(service),
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )
    retries = [
        Queue(
            name=retry_queue(service, step),
            arguments={
                "x-queue-type": "quorum",
                "x-message-ttl": seconds * 1000,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": service,
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            },
        )
        for step, seconds in enumerate(RETRY_STEPS_SECONDS)
    ]
    parked = Queue(name=parked_queue(service), arguments={"x-queue-type": "quorum"})
    return [own, *retries, parked]
