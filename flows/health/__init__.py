"""What a running desk tells its operator after every pass: a heartbeat, metrics, a ping, and notices that need a person.

All of it is best effort and comes last: a monitor that cannot be reached must not cost a pass, and a pass that dies tells so as well.
"""

from flows.health.after import after_pass, at_work, pass_died, ping
from flows.health.beat import Beat, age, last_beat, read_beat
from flows.health.operator import tell_operator
from flows.health.standing import standing_of
from flows.health.upkeep import read_upkeep, upkeep_done

__all__ = [
    "Beat",
    "after_pass",
    "age",
    "at_work",
    "last_beat",
    "pass_died",
    "ping",
    "read_beat",
    "read_upkeep",
    "standing_of",
    "tell_operator",
    "upkeep_done",
]
