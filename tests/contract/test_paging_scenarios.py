"""The scenarios that GoAlert tries itself with, and where ours are tried; a name without a test says why not.

Its names are known in the field; the table is for whoever compares. A test is `file: beginning of its name`.
"""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

ESCALATION = {
    "Escalation": "test_paging: test_the_next_person_is_paged_when_time_is_up",
    "EscalationGap": "test_who_is_paged: test_escalation_gap_is_skipped_at_once",
    "EscalationNotification": "test_who_is_paged: test_rules_do_not_stop_when_somebody_else_has_the_turn",
    "MultiStepNotifications": "test_who_is_paged: test_multi_step_notifications",
    "MultiUser": "test_ladder: test_the_next_person_follows_when_the_wait_is_over",
    "MultiAckOtherUsersStillNotified": "no: the first who acknowledges has the page, the others are told so",
    "MultiAckAckerNotNotified": "test_acknowledging: test_nobody_is_paged_after_the_acknowledgement",
    "MultiAckSecondAckRecorded": "test_acknowledging: test_who_answers_too_late_hears_who_has_it",
    "MultiAckEscalationAfterAck": "test_notices: test_whoever_acknowledged_and_does_not_call_back_is_paged_again",
    "ManualEscalation": "test_who_is_paged: test_manual_escalation",
    "PolicyReassignment": "test_who_is_paged: test_policy_reassignment",
    "DeleteEscalationPolicy": "test_who_is_paged: test_a_file_that_cannot_be_used_is_refused",
    "MissingUser": "test_who_is_paged: test_missing_user",
    "PostCycleRules": "test_who_is_paged: test_post_cycle_rules",
    "AddRules": "test_who_is_paged: test_a_changed_file_is_in_force_within_seconds",
    "InProgress": "test_who_is_paged: test_in_progress",
    "StatusInProgress": "no: an incident's page tells its state to whoever asks",
}
TELEPHONE = {
    "TwilioVoiceAck": "test_paging: test_a_critical_ticket_pages_until_a_key_acknowledges",
    "VoiceClose": "test_bundles: test_six_takes_the_ticket_and_suggests_that_it_is_resolved",
    "VoiceStop": "no: nobody is taken off a ladder by a key; five passes the page on",
    "VoiceFailure": "test_failures: test_when_every_channel_fails_the_next_person_is_paged",
    "VoiceVerification": "test_contacts: test_voice_verification",
    "VoiceEmptyMessage": "test_calls: test_out_of_hours_silence_leads_to_the_recorder",
    "EnableByVoice": "test_contacts: test_a_code_is_right_once",
    "EnableBySMS": "test_lost_contacts: test_stop_makes_the_telephone_ring_and_start_brings_texts_back",
    "SMSAck": "test_acknowledging: test_a_text_acknowledges_and_is_confirmed",
    "SMSAckRCS": "no: RCS is not sent",
    "SMSClose": "test_bundles: test_done_by_text_is_only_for_whoever_has_the_page",
    "SMSFailure": "test_lost_contacts: test_a_carrier_that_fails_without_a_reason_is_tried_once_more",
    "SMSReplyCode": "test_replies: test_an_acknowledgement_may_name_its_ticket",
    "SMSReplyLast": "test_acknowledging: test_a_bare_text_means_the_newest_page",
    "SMSReplyIgnore": "test_texts: test_a_text_from_an_unknown_telephone_is_a_request_and_is_never_answered",
    "SMSReplyLimit": "no: only staff are answered, each text once",
    "SMSTrailingSpace": "test_replies: test_a_bare_acknowledgement_means_the_newest_page",
    "SMSStopStart": "test_lost_contacts: test_stop_makes_the_telephone_ring_and_start_brings_texts_back",
    "SMSRestrictions": "test_lost_contacts: test_a_number_of_ours_that_is_not_registered_is_nobodys_fault",
    "OneWaySMS": "no: every text can be answered",
    "SMSFromOverride": "no: one number for everybody, so that its owner is known",
    "TwilioSID": "no: no messaging services",
    "SMSVerification": "test_contacts: test_sms_verification",
    "TwilioSMS test": "test_contacts: test_sms_verification",
    "SMSNotCMOwner": "test_acknowledging: test_a_link_that_was_changed_is_worth_nothing",
    "TwilioURL_SMS": "test_webhook_signature: test_the_address_is_the_configured_one",
}
STORM = {
    "DedupNotifications": "test_what_others_get_wrong: test_a_restart_neither_loses_the_next_turn",
    "MessageBundle_SMS": "test_bundles: test_texts_that_are_due_together_are_one",
    "MessageBundle_Voice": "test_bundles: test_a_telephone_rings_once_for_several_tickets",
    "Prioritization": "test_lanes: test_the_most_severe_goes_first",
    "ManyAlerts": "test_storm: test_a_storm_is_one_incident",
    "SystemLimits": "test_bounces: test_a_ticket_has_only_so_many_notices_in_a_time",
    "ServiceNotices": "test_nobody_was_reached: test_an_alarm_leaves_past_the_notifier",
    "CMTestDisable": "test_contacts: test_after_five_wrong_codes_the_right_one_is_wrong_too",
    "GenericAPIDedup": "test_texts: test_a_repeated_text_opens_one_request",
    "GraphQLDedup": "test_tables: test_a_ticket_has_one_live_page",
    "UIKDedupClose": "test_paging: test_an_agreed_ticket_closes_its_page",
    "NCDedup": "test_incidents: test_a_storm_is_one_ladder",
}
SCHEDULES = {
    "Rotation_Daily": "test_rotation: test_rotation_daily",
    "Rotation_Weekly": "test_rotation: test_rotation_weekly",
    "Rotation_Hourly": "test_rotation: test_rotation_hourly",
    "Rotation_Monthly": "test_rotation: test_rotation_monthly",
    "Rotation_DST": "test_rotation: test_rotation_dst",
    "Rotation_Wrap": "test_rotation: test_rotation_wrap",
    "RotationGap": "test_rotation: test_rotation_gap",
    "RotationDelUser": "test_on_call: test_rotation_del_user",
    "DeleteRotation": "test_on_call: test_a_name_that_has_gone_since_a_page_began_is_nobody",
    "ScheduleOverrideAdd": "test_on_call: test_schedule_override_add",
    "ScheduleOverrideRemove": "test_on_call: test_schedule_override_remove",
    "ScheduleOverrideReplace": "test_on_call: test_schedule_override_replace",
    "OverrideConflict": "test_on_call: test_override_conflict",
    "ScheduleRule": "test_on_call: test_schedule_rule",
    "TempSchedules": "test_on_call: test_temp_schedules",
    "OnCallNotify": "no: who is on call sees it in a calendar; nothing is sent at a hand-off",
    "OnCallNotifyTOD": "test_contacts: test_on_call_is_checked_once_a_day_and_the_desk_hears_of_problems",
    "CalendarSubscription": "test_who_is_paged: test_calendar_subscription",
}
STATUS_AND_AUDIT = {
    "StatusUpdates": "test_acknowledging: test_a_telephone_that_still_rings_stops_when_somebody_else_acknowledges",
    "StatusUpdatesCancel": "no: nobody subscribes, so nothing is cancelled",
    "StatusUpdatesChannel": "no: whoever was disturbed is told by text, or by mail where there is none",
    "StatusUpdatesExpiration": "no: the same",
    "StatusUpdatesNoLog": "no: everything is in the log",
    "AlertLog": "test_nobody_was_reached: test_a_page_is_explained_line_by_line",
    "AlertLogDelay": "test_who_is_paged: test_others_are_tried_first_and_the_log_says_why",
    "AdminMessageLogs": "test_nobody_was_reached: test_an_explanation_as_json_is_one_object_a_line",
    "AlertAutoClose": "test_desk: test_a_proposal_unanswered_for_its_time_is_agreed_by_default_then",
    "AlertCleanup": "no: the log keeps everything",
    "UserVerificationCleanup": "test_contacts: test_a_code_is_good_for_fifteen_minutes",
    "Heartbeat": "test_watch: test_a_service_that_falls_silent_is_told_by_name_and_since_when",
    "remotemonitor": "test_probe: test_a_probe_comes_through_and_nobody_but_the_test_contact_notices",
    "ServiceMaintenanceAlert": "test_operations: test_clients_hear_of_maintenance_when_it_is_planned",
    "ServiceMaintenanceEscalate": "no: planned maintenance silences no page: an outage during it is one",
    "SMTPAlerts": "test_whole_path: test_an_urgent_mail_pages_until_somebody_acknowledges_and_ends_agreed",
    "MailgunAlerts": "no: mail comes by SMTP, LMTP and IMAP",
    "EmailNotification": "test_whole_path: test_a_page_can_be_acknowledged_by_the_signed_link_in_the_mail",
    "DataEncKeyRotation": "no: what lies in the database is not encrypted by us",
    "MaxBodyResponse": "test_webhooks: test_a_body_without_end_is_refused_unread",
    "WebhookAlert": "no: outside subscribers take events from RabbitMQ",
    "Migrations": "test_migration: test_an_empty_database_gets_every_schema",
}
SCENARIOS = ESCALATION | TELEPHONE | STORM | SCHEDULES | STATUS_AND_AUDIT


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_a_scenario_of_the_field_is_tried_here_or_the_table_says_why_not(scenario: str) -> None:
    where, _, test = SCENARIOS[scenario].partition(": ")
    assert test
    if where != "no":
        files = [path.read_text("utf-8") for path in TESTS.rglob(f"{where}.py")]
        assert any(re.search(rf"def {test}", text) for text in files), f"{where} has no {test}"
