"""Visits: people of one school travel to their partner school.

A visit goes planning -> confirmed -> in progress -> closed, or is cancelled; one that is over
already is logged as closed. Its days are dates at the host, its times wall times there. Days and
places are for staff of the link only (SG-58); pupils are a yes or no here, never names.
"""
