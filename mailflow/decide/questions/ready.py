"""All is there and the office decides; until then a plain reply still puts right what was understood."""

from mailflow.decide.asking import Kind
from mailflow.decide.questions.complete import answered

KIND = Kind("ready", answered, lives=None, days=180, completes=True, is_offer=True)
