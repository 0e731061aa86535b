"""The smallest roster that is one, for tests in which nobody is paged."""

ONE_PERSON = """
[people.dispatcher]
voice = "+15145550101"

[desk]
people = ["dispatcher"]
email = "desk@example.com"

[ladder]
rounds = 1
catch_all = "dispatcher"
levels = [{ name = "on call", people = ["dispatcher"] }]
"""
