"""How people say yes and no to a plain question, German and English; a question adds what only it understands."""

YES = (
    *("ja", "jawohl", "gern", "gerne", "mach ich", "mache ich", "einverstanden", "stimmt", "richtig", "ok", "okay", "passt"),
    *("bin dabei", "dabei", "bestätige", "bestätigt", "yes", "sure", "confirmed", "agreed"),
)
NO = (
    *("nein", "nicht", "leider nicht", "keine zeit", "lieber nicht", "geht nicht", "falsch", "war ich nicht", "abbrechen"),
    *("no", "cancel", "sorry"),
)
