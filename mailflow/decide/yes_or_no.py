"""How people say yes and no to a plain question, German and English; a question adds what only it understands."""

YES = (
    *("ja", "jawohl", "jep", "jo", "gern", "gerne", "klar", "natürlich", "selbstverständlich", "auf jeden fall", "mit freude"),
    *("mach ich", "mache ich", "machen wir", "wird gemacht", "kein problem", "einverstanden", "stimme zu", "stimmen zu", "stimmt"),
    *("sehr gern", "sehr gerne", "herzlich gern", "liebend gern", "jou", "jup", "yep", "yeah", "+1", "freilich"),
    *("richtig", "korrekt", "genau", "ok", "okay", "passt", "in ordnung", "geht klar", "bin dabei", "sind dabei", "dabei"),
    *("bestätige", "bestätigt", "war ich", "ist von mir", "kommt von mir", "habe ich geschickt"),
    *("yes", "sure", "of course", "certainly", "confirmed", "agreed", "happy to", "fine with me", "that was me"),
    *("absolutely", "definitely", "gladly", "with pleasure", "by all means", "love to", "sounds good"),
)
NO = (
    *("nein", "nee", "nö", "nicht", "leider nicht", "lieber nicht", "geht nicht", "auf keinen fall", "lehne ab", "lehnen ab"),
    *("lehne ich ab", "lehnen wir ab", "keine zeit", "kein bedarf", "keine kapazität", "keine kapazitäten", "falsch"),
    *("war ich nicht", "abbrechen", "no", "not me", "not from me", "not mine", "cancel", "sorry", "-1", "nope"),
)
