"""How mail servers say that a letter did not arrive. Each form with where it was seen."""

from __future__ import annotations

from mailflow.understand.marks import Marks

REPORT_SUBJECTS = Marks(
    ("Exchange: Unzustellbar: / Undeliverable:", r"unzustellbar|undeliver|nicht zustellbar|unable to deliver"),
    (
        "Postfix, Gmail: Delivery Status Notification, Undelivered Mail Returned to Sender",
        r"delivery (?:status|(?:has )?failed|failure|delayed|notification|problem|report|incomplete)|returned mail|delayed mail|mail delivery (?:failed|system|problem|subsystem)",
    ),
    (
        "qmail, T-Online: failure notice, mail failed",
        r"failure notice|mail (?:failed|system error)|returning (?:message )?to sender|returned to sender|could not be delivered|couldn't be delivered|not delivered",
    ),
    ("GroupWise: Message status - undeliverable", r"message status"),
    (
        "Domino: ZUSTELLUNGSFEHLER / DELIVERY FAILURE",
        r"zustellungsfehler|zustellfehler|fehler bei der (?:nachrichten)?(?:zustellung|übermittlung)|rückläufer",
    ),
    (
        "German gateways: Ihre Nachricht konnte nicht zugestellt werden",
        r"nicht (?:\w{2,14} )?(?:zugestellt|übermittelt|ausgeliefert)|zustellung\b.{0,40}\b(?:fehlgeschlagen|gescheitert|verzögert|nicht möglich)|verzöger(?:te|ung)\b|abgewiesen|abgelehnt worden",
    ),
    (
        "Sendmail: Warning: could not send message for past 4 hours",
        r"could not send message|message .{0,60}delayed|permanent delivery failure",
    ),
    (
        "gateways that hold mail back",
        r"held for (?:review|approval)|quarantäne|quarantine|zurückgehalten|zurückgestellt|angehalten|verzögert|delayed|blockiert|blocked|rejected",
    ),
)
HELD = Marks(
    (
        "NoSpamProxy, town halls: Ihre E-Mail an ... wurde angehalten, where the subject says less",
        r"\b(?:ihre|your) (?:e-?mail|nachricht|mail|message) (?:[\"„“»'(].{1,160}?[\"“”«')] )?(?:an|to) \S{1,70}@\S{3,70} (?:[\"„“»'(].{0,160}?[\"“”«')] )?(?:wurde|wird|ist|befindet|liegt|was|is|has been)\b.{0,60}\b(?:angehalten|zurückgestellt|zurückgehalten|quarantäne|quarantined?|held|on hold)\b",
    ),
)
"""The letter is kept somewhere between, to be looked at by people there."""
REPORTERS = Marks(
    (
        "mail servers: MAILER-DAEMON, postmaster, Microsoft Outlook",
        r"mailer-daemon|postmaster|mail delivery|microsoftexchange|mailsystem|mail system|no-?reply|quarant|gateway|mailer|system|mailrouter|mail router|poststelle|edv|it-service|administrator|mail-?filter|spam-?filter|anti-?spam|mail-?(?:server|security|protection|schutz)|e-?mail-?(?:security|schutz|filter)|mimecast|proofpoint|hornet|barracuda|sophos|ironport|trend ?micro|nospamproxy|mta\b|delivery|zustell",
    ),
)

DEAD = Marks(
    (
        "any server: user unknown",
        r"(?:user|recipient|mailbox|account|empfänger|benutzer|adressat|postfach|adresse|address|konto)\b.{0,60}?\b(?:unknown|not (?:be )?found|unbekannt|nicht (?:\(?mehr\)? )?(?:bekannt|gefunden|vorhanden|existent|aktiv|gültig|verfügbar|eingerichtet|bedient)|gibt es nicht|existiert nicht|does(?:n't| not) exist|not exist|ungültig|gelöscht|geschlossen|aufgelöst|stillgelegt|deaktiviert|deactivated|disabled|deleted|inactive|no longer (?:valid|active|available))",
    ),
    (
        "schools, small offices: weil es dieses Postfach auf unserem Server nicht gibt",
        r"\bes (?:diese[nrs]?|die|das|den|ein\w*|unter) (?:\w{3,20} ){0,2}?(?:postfach|adresse|e-?mail-?adresse|empfänger|benutzer|konto|mailbox|account)\b.{0,60}\bnicht (?:mehr )?(?:gibt|existiert)",
    ),
    (
        "any server: Das Postfach existiert auf diesem Server nicht",
        r"(?:user|recipient|mailbox|account|empfänger|benutzer|adressat|postfach|adresse|address|konto)\b[^.]{0,60}\b(?:existiert|besteht|exists?|gibt es)\b[^.]{0,40}\b(?:nicht|no longer|not)\b",
    ),
    (
        "any server: unknown user, no such user",
        r"(?:unknown|unbekannte[rn]?|invalid|ungültige[rn]?|no such|nonexistent|non-existent|kein) (?:user|recipient|mailbox|address|account|benutzer|empfänger|postfach|e-?mail-?adresse|adresse|local user)",
    ),
    (
        "Exchange: wasn't found at, RecipNotFound",
        r"(?:couldn't|wasn't|could not) (?:be )?found|nicht im .{3,20}verzeichnis (?:aufgeführt|gefunden|enthalten)|recip(?:ient)?notfound|not listed in|nicht gefunden werden|existiert nicht|nicht mehr (?:existent|vorhanden)",
    ),
    (
        "sendmail, qmail: no mailbox here by that name",
        r"no mailbox (?:here )?by that name|recipient address rejected|address rejected|addressee unknown|mailbox unavailable|unrouteable address|no valid recipients|not our customer|account (?:is )?(?:disabled|closed|suspended)",
    ),
    (
        "offices: Mitarbeiter ausgeschieden, no longer at this company",
        r"\bausgeschieden\b|nicht mehr (?:bei uns|im (?:haus|dienst|unternehmen))\b|no longer (?:with|at|employed|works?)\b|\bhas left (?:the|our)\b",
    ),
    ("Yahoo, GMX: this user doesn't have an account", r"doesn't have an? .{0,30}account|hat kein (?:postfach|konto)"),
    (
        "DNS: host not found",
        r"host (?:or domain name )?not found|domain\b.{0,30}\b(?:not found|unknown|existiert nicht|does not exist|unbekannt)|(?:mx records?|hosts?)\b.{0,40}non-?existent|no (?:route to|mail) (?:domain|host)|nullmx|does not accept mail|nxdomain|bad destination (?:mailbox|system)",
    ),
)
UNREACHABLE = Marks(
    (
        "Postfix, Exim, qmail: given up after days without an answer of the server",
        r"connection (?:timed out|refused|reset|lost)|connect to .{3,80}: |retry (?:time|timeout) |timed out while|network is unreachable|no route to host|temporar(?:y|ily)|vorübergehend"
        r"|(?:unable|wasn't able) to establish an smtp connection|in the queue too long|greylist|try again later|später erneut",
    ),
)
"""A cause that passes, where neither status nor reply code says more."""
FULL = Marks(
    (
        "any server: mailbox full",
        r"mailbox (?:is |for user is )?full|over ?quota|quota (?:is )?exceeded|exceeded (?:the )?(?:its |storage|quota)|out of storage|insufficient (?:system )?storage|mailbox size limit",
    ),
    (
        "German servers: Postfach voll",
        r"postfach\b.{0,40}\b(?:voll|überfüllt)|speicherplatz|kontingent|maximale größe (?:überschritten|erreicht)|limit (?:erreicht|überschritten)|quota",
    ),
)
LATER = Marks(
    (
        "any server: delayed, will be retried",
        r"\bdelayed\b|verzögert|noch nicht zugestellt|will (?:continue to )?(?:be retried|try|be attempted)|will (?:keep trying|retry for)|has not yet been delivered|(?:delivery )?attempts will continue|still undelivered|still (?:being re)?tr(?:ying|ied)|weitere (?:zustell)?versuche|weiter(?:hin)? versucht|versuch(?:t|en) es (?:\w{3,10} )?(?:weiter|erneut|später|noch)|zustellversuche? (?:wird|werden) (?:wiederholt|fortgesetzt)|warning:? (?:message|only)|nur eine warnung",
    ),
    (
        "gateways: in Quarantäne, wartet auf Freigabe",
        r"quarantäne|quarantine|zurückgehalten|zurückgestellt|angehalten|wartet auf (?:die )?freigabe|nach (?:\w{3,16} )?prüfung\b.{0,40}\b(?:zugestellt|weitergeleitet|ausgeliefert)|(?:held|retained) for (?:review|approval|inspection)",
    ),
)

_AT = r"\W{0,20}(?:lautet|is|:|ist)?\W{0,10}<?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})"
NEW_ADDRESSES = rf"(?:(?:has |is |hat )?(?:moved|relocated|changed|umgezogen) (?:to|nach|zu)|neue (?:e-?mail-?)?adresse|new (?:e-?mail )?address|jetzt (?:erreichbar )?unter|now at|künftig (?:bitte )?(?:an|unter|die adresse)?|ab sofort (?:bitte )?(?:an|unter|die adresse)?|verwenden sie(?: bitte| künftig| ab sofort| stattdessen){{0,2}}(?: die(?: neue)? adresse)?|nutzen sie(?: bitte| künftig| ab sofort)?(?: die(?: neue)? adresse)?|please (?:use|try)|try){_AT}"
"""Exchange, town halls: the successor's address in the report."""
