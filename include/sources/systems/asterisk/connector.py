"""Call records are tables of a database and are read like any other."""

from include.sources.sql import open_sql

READER = open_sql
