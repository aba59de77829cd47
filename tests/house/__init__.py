"""The house rules, as functions: each takes the root of a checkout and returns complaints."""
