from notifier.twiml import Script


def test_a_question_can_be_interrupted_and_leads_to_its_action_without_a_key_too() -> None:
    assert str(Script("en-CA").ask("Press 4.", action="https://example.com/key?loop=0&held=1")) == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        '<Gather input="dtmf" numDigits="1" timeout="8" finishOnKey="" '
        'action="https://example.com/key?loop=0&amp;held=1" method="POST" actionOnEmptyResult="true">'
        '<Say language="en-CA">Press 4.</Say></Gather></Response>'
    )


def test_a_script_is_carried_out_in_order() -> None:
    script = Script("fr-CA").say("A < B").pause(4).go_to("https://example.com/x").hang_up()
    assert str(script).endswith(
        '<Response><Say language="fr-CA">A &lt; B</Say><Pause length="4" />'
        '<Redirect method="POST">https://example.com/x</Redirect><Hangup /></Response>'
    )


def test_a_person_is_connected_with_whoever_waits_in_a_queue() -> None:
    script = Script("en-CA").connect("request-1", joined="https://example.com/joined?person=a", then="/talked")
    assert str(script).endswith(
        '<Response><Dial timeout="5" action="/talked" method="POST">'
        '<Queue url="https://example.com/joined?person=a" method="POST">request-1</Queue></Dial></Response>'
    )
