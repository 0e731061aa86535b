"""A call as a pure machine: from what the caller did to what is said and done next.

A caller is never dropped: every deed, expected or not, leads to a prompt, a person, a recorder or, after those,
a goodbye.

menu            the greeting; the support digit, a language, or anything else
pin             who calls, where the profile asks for it
tickets         about an open ticket, or something new
  (from here on there is a request)
ringing         in support hours: the desk's telephones, group after group
closed          out of hours: is the system down?
after_hours     whether the service that the client bought is asked for
hold            music and the truth, while the person on call is paged; a star leads out
callback        off hold: a promise to call, instead of a person
kind, question  the checklist, where nobody could be reached
message         the recorder
over            goodbye
"""
