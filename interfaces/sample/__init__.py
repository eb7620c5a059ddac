"""The sample territory that ships with Palabre: an invented country, told as the commands people would have given."""
