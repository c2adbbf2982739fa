"""Floor 1: engines, transactions, locks and the clock; what every table and every use case stands on."""
