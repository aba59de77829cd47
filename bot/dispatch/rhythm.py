"""How often the replicas that share a database look at it and at each other."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Waiting times of the dispatcher on PostgreSQL.

    `poll`: between two looks for a job that no notification announced, such as the next of a lane.
    `beat`: between two signs of life of a worker. `stalled`: after so long without one its jobs
    go to others. `stuck`: after so long without a lease a job is no longer believed to run.
    `sweep`: between two searches for such jobs. `answer`: how long one question to the queue may
    take. `again`: the first pause before a broken worker begins anew, doubled up to `longest`.
    """

    poll: timedelta = timedelta(milliseconds=200)
    beat: timedelta = timedelta(seconds=5)
    stalled: timedelta = timedelta(seconds=30)
    stuck: timedelta = timedelta(seconds=60)
    sweep: timedelta = timedelta(seconds=5)
    answer: timedelta = timedelta(seconds=5)
    again: timedelta = timedelta(milliseconds=500)
    longest: timedelta = timedelta(seconds=5)

    def pause(self, before: timedelta, ran: timedelta) -> timedelta:
        """Return for how long a worker pauses that broke after it had paused and run so long."""
        is_repeated = before and ran <= self.longest
        return min(2 * before, self.longest) if is_repeated else self.again
