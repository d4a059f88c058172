"""The world outside: files, spreadsheets, mail; each fits a Protocol that a service declares."""
