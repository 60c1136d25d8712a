"""How the house works: gate, unit of work, forms, sockets, jobs, languages. It knows no school."""
