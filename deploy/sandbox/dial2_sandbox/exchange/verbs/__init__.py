"""TwiML verbs, a module for each group."""

from collections.abc import Mapping

from dial2_sandbox.exchange.session import Verb
from dial2_sandbox.exchange.verbs.dial import dial
from dial2_sandbox.exchange.verbs.enqueue import enqueue
from dial2_sandbox.exchange.verbs.flow import hangup, redirect, reject
from dial2_sandbox.exchange.verbs.gather import gather
from dial2_sandbox.exchange.verbs.record import record
from dial2_sandbox.exchange.verbs.say import pause, play, say
from dial2_sandbox.exchange.verbs.sms import sms

VOICE: Mapping[str, Verb] = {
    "Dial": dial,
    "Enqueue": enqueue,
    "Gather": gather,
    "Hangup": hangup,
    "Pause": pause,
    "Play": play,
    "Record": record,
    "Redirect": redirect,
    "Reject": reject,
    "Say": say,
    "Sms": sms,
}
