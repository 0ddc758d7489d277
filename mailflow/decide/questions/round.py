"""The overview of a round, answered by number like the desk: "1 aufnehmen, 2 ablehnen Grund: ..., 3 später"."""

from mailflow.decide import desk
from mailflow.decide.asking import Kind
from mailflow.decide.questions.desk import answered

KIND = Kind("round", answered, days=60, offered=desk.DECISIONS, is_offer=True)
