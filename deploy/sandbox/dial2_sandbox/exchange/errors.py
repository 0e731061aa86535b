"""Refusals of the REST API, by their published codes (twilio.com/docs/api/errors)."""

REFUSALS = {
    20001: (400, "A parameter has a value that is not allowed"),
    20003: (401, "The account SID or the auth token is wrong"),
    20404: (404, "There is no such resource"),
    20429: (429, "Too many requests; try again later"),
    20500: (500, "Something failed inside; it is not known whether the request took effect"),
    20503: (503, "The service is not available; nothing was done"),
    21201: (400, "A call needs 'To'"),
    21205: (400, "The URL is not one that can be requested"),
    21210: (400, "'From' is not a number of this account"),
    21211: (400, "'To' is not a phone number in E.164 form"),
    21213: (400, "A call needs 'From'"),
    21214: (400, "'To' cannot be reached"),
    21215: (400, "The account may not call this country"),
    21216: (400, "The account may not call this number"),
    21220: (400, "The call is over, or not yet answered: it cannot be changed this way"),
    21408: (400, "The account may not send texts to this region"),
    21602: (400, "A message needs 'Body'"),
    21603: (400, "A message needs 'From' or 'MessagingServiceSid'"),
    21604: (400, "A message needs 'To'"),
    21606: (400, "'From' is not a number of this account that can send messages"),
    21610: (400, "The recipient has replied STOP: nothing more may be sent to this number"),
    21614: (400, "'To' is not a mobile number"),
    21617: (400, "The body is longer than 1600 characters"),
}


class Refused(Exception):
    """The API refuses a request: the HTTP status and the body go to the client."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.status, message = REFUSALS[code]
        self.code = code
        self.message = f"{message}: {detail}" if detail else message
        super().__init__(f"{code}: {self.message}")

    def body(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
