"""Words that change nothing about an order: who strict reading may pass over, and nobody else.

A decision acts only if every other word of its sentence is here or belongs to the order itself. What denies, doubts, postpones, limits or
reports ("nicht", "erst", "wenn", "soll", "sagt", "morgen") is therefore missing on purpose; so is every word whose sense depends on another.
All are written as `normal_words` folds them. Seen in office mail of staff and members unless a group says otherwise.
"""

from __future__ import annotations

_GERMAN = """
bitte danke gern gerne sehr gernst ja jo jawohl jawoll joa jup ok okay klar alles prima super wunderbar bestens gut schoen perfekt fein
meinetwegen ich wir mich uns mir mein meine meinen meiner meinem unser unsere unseren unserer unserem sie ihr ihnen du dich dir euch eure
der die das den dem des ein eine einen einem einer dies diese diesen dieser dieses diesem es
ist sind bin geht um leider klares kann ihn koennen koennten koenntet koennt kannst koenntest darf duerfen wird werden wuerden wuerdest moechte moechten will wollen
in im ins an am auf aus von vom zu zum zur bei beim fuer mit ueber per als hier so also und auch nun jetzt gleich sofort heute
ueberhaupt wirklich hab hiesigerseits diesseits diesseitig einstimmig geschlossen uebereinstimmend unstreitig fraglos gleichwohl eben halt eh ohnehin sowieso grad gerade
o g og o.g genannten genannte obigen obige vorbezeichneten vorgenannten besagten datum heutigem heutigen mehr
herzlich
betrifft betreffend betr hinsichtlich bezueglich bzgl hiermit hierzu dazu dafuer damit dann mal einfach direkt ebenfalls ebenso weiterhin insgesamt
naechstmoeglichen zeitpunkt umgehend schnellstmoeglich baldmoeglichst unverzueglich somit deshalb deswegen daher hiesiger
veranlassen vornehmen durchfuehren umsetzen einleiten
entsprechend ungekuerzt unveraendert vollstaendig komplett mitglieder
hingegen wiederum indes
seite sicht stelle stellen machen macht mache meinerseits unsererseits thematisch inhaltlich fachlich
fei bittschoen bittscheen
bite bitt bittte votum entscheidung beschluss
uneingeschraenkt vollumfaenglich vollkommen voellig volle absolut total ausdruecklich vorbehaltlos antragsgemaess selbstverstaendlich natuerlich unbedingt definitiv endlich
eindeutig hoeflich freundlich nett zeitnah zuegig rasch schnell baldigst flott formell offiziell nunmehr abschliessend ruhig doch erteile erteilen erteilt gebe geben gibt
herr herrn frau hallo moin servus liebe lieber liebes team zusammen
programmbuero buero geschaeftsstelle
"""
_ENGLISH = """
pls plz let s d ll re ve have politely kindly nicely absolutely definitely certainly fully completely gladly glad go ahead get
please thanks thank you yes ok okay fine good great sure
i we me us them him her my our your it their his this that these the a an is are am be to for from on in at of with and also now just
can could would like want hereby herewith here team dear hello hi all side end part one
"""
_MATTERS = """
antragsteller antragstellerin antragstellende bewerber bewerberin interessenten antrag antrags antrages antraege aufnahmeantrag mitgliedsantrag bewerbung anmeldung aufnahme mitgliedschaft mitglied vorgang fall sache
landkreis landkreises kreis kreises lk kommune institution gast gastmitglied forum netzwerk
beitrag beitrags beitraege aufruf hinweis einladung anfrage ankuendigung ausschreibung stellenausschreibung veranstaltungshinweis text thema gruppe ag arbeitsgruppe verteiler mail email e-mail nachricht post liste
verteilung veroeffentlichung freischaltung foto fotos bild bilder flyer bericht artikel meldung plakat
folgende folgenden
application request applicant county post posts m happy glad message case member
"""
_CLOSINGS = """
gruss gruesse gruessen viele beste liebe herzliche freundliche freundlichen besten herzlichen vg lg mfg bg gez i.a i.v best regards kind cheers 👍 ✅ 👌
"""

SMALL = frozenset((_GERMAN + _ENGLISH + _MATTERS + _CLOSINGS).split())

CONSENTING = frozenset(
    {
        "ja",
        "jo",
        "jup",
        "ok",
        "okay",
        "yes",
        "gern",
        "gerne",
        "passt",
        "in",
        "ordnung",
        "jawoll",
        "natuerlich",
        "selbstverstaendlich",
        "sure",
        "absolutely",
        "unbedingt",
        "joa",
        "jau",
        "jawohl",
        "jep",
        "jepp",
        "yep",
        "yup",
    }
)
"""Consent to something, and not necessarily to what was asked, if the sentence goes on."""

_WISHES = """
    wuerde wuerden haette haetten habe haben hat brauche brauchen kurz ihren ihrem ihrer eurem eurer euren sich
    bekommen erhalten kriegen schicken senden zuschicken stellen umstellen setzen nehmen geben lassen machen
    mehr nur noch ab bis seit nach wieder einmal ausserdem bitten bitte darum deshalb daher leider
    adresse mailadresse e-mail-adresse email-adresse mails e-mails emails nachrichten post liste listen verteiler verteilern verteilers mailingliste
    ag ags arbeitsgruppe gruppe group list mailing zusaetzlich stattdessen folgende folgenden kindly instead working gibt es schon etwas irgendwie get receive send set switch change have need there any
    exist apart from two other others else sonst noch alles drin künftig kuenftig ab sofort thema bereich übersendung uebersendung zusendung lautet heisst
"""
WISHING = frozenset(_WISHES.split())
"""Also passed over where members change something of their own: it is answered, and easily taken back."""
