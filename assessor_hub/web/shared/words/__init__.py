"""The words of the pages: one table a kind of code, in the language of the request."""
