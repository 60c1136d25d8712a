"""The shared library of a link: what one school has and the other may use (R78).

A resource is a file or an address on the web. It has versions; the last one counts. It is there
until it is removed: then its files go, and only its own school still sees that it was there.
It belongs to the school that added it. A picture on which a pupil may be recognised stays there.
"""
