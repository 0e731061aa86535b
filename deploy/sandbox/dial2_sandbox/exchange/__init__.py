"""A telephone exchange that speaks Twilio's REST API, TwiML and webhooks."""
