"""How do I join? The form comes back filled in, or somebody goes on asking."""

from mailflow.decide.asking import Kind
from mailflow.decide.questions.complete import answered

KIND = Kind("leaflet", answered, lives=None, days=180, completes=True)
