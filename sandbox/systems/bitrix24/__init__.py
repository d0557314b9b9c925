"""Bitrix24 as its documentation describes it: the REST of a portal, over tables in memory."""
