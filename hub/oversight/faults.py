"""What a walk through the log can find broken, in the reviewer's words."""

from typing import Final

from hub.access_log.reader.findings import Fault

FAULT_LABELS: Final = {
    Fault.CHECKPOINT_FORGED.value: "En försegling har inte loggens underskrift.",
    Fault.COLUMN_DIFFERS.value: "En rad går att söka på något annat än det den säger.",
    Fault.CONCERN_DIFFERS.value: "En rad är kopplad till fel enheter.",
    Fault.CONSENT_RETURNED.value: "Något lästes med stöd av ett medgivande som inte gällde så då.",
    Fault.COUNT_DIFFERS.value: "Diagrammens antal stämmer inte med raderna.",
    Fault.DETAIL_CHANGED.value: "En rads förseglade detaljer är ändrade.",
    Fault.ENTRY_CHANGED.value: "En rad är ändrad.",
    Fault.ENTRY_FORGED.value: "En rad är inte skriven av Ingången, eller så är något före den ändrat eller borttaget.",
    Fault.ENTRY_MISSING.value: "En rad är borttagen.",
    Fault.HEAD_DIFFERS.value: "En uppgifts kontrollsumma stämmer inte med loggen.",
    Fault.LEAF_MISPLACED.value: "En rad har ett nummer som inte följer på de andra.",
    Fault.LEAF_MISSING.value: "Ett nummer i loggen saknas.",
    Fault.LOOK_DIFFERS.value: "Granskarens lista stämmer inte med en rad.",
    Fault.NODE_DIFFERS.value: "Ett mellanled i förseglingen är ändrat.",
    Fault.NOT_SEALED.value: "En rad har inte förseglats i tid.",
    Fault.RECORD_CHANGED.value: "En uppgift är ändrad utan att det står i loggen.",
    Fault.RECORD_MISSING.value: "En uppgift som står i loggen är borta.",
    Fault.RECORD_RETURNED.value: "En uppgift som togs bort finns igen.",
    Fault.RECORD_ROLLED_BACK.value: "En uppgift är återställd till en äldre version.",
    Fault.RECORD_UNLOGGED.value: "En uppgift är skriven utan att det står i loggen.",
    Fault.RIGHT_ENDED.value: (
        "Något gjordes med stöd av en anställning, ett ärende, en frånvaro eller ett inloggningssätt som hade upphört."
    ),
    Fault.ROOT_DIFFERS.value: "Raderna stämmer inte med förseglingen.",
    Fault.TAG_DIFFERS.value: "En rad som avgör vem som kommer in eller vad någon får göra är inte skriven av Ingången.",
    Fault.TAIL_CUT.value: "Slutet av loggen är bortklippt.",
    Fault.TAIL_NOT_SIGNED.value: "Slutet av loggen saknar underskrift.",
    Fault.VALUE_UNFIT.value: "Ett värde i databasen har fel form.",
}
