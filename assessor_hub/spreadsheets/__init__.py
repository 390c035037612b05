"""Spreadsheets and text tables that strangers send, and those that leave the house: safe readers, plain writers."""
