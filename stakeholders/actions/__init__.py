"""What can be done with organisations, people, mandates, accounts and personal links."""

from stakeholders.actions.inviting import appoint_representative, invite_to_sign_in
from stakeholders.actions.links import (
    find_link,
    issue_link,
    issue_link_to_bearer,
    issue_links,
    prolong_links,
    renew_link,
    revoke_link,
    use_link,
)
from stakeholders.actions.offices import (
    end_mandate,
    give_mandate,
    open_account,
    readdress_account,
    register_newcomers,
)
from stakeholders.actions.registers import (
    confirm_organisation,
    edit_organisation,
    edit_person,
    introduce_organisation,
    name_organisation,
    register_organisation,
    register_organisations,
    register_person,
    register_support_programme,
    unname_organisation,
)

__all__ = [
    "appoint_representative",
    "confirm_organisation",
    "edit_organisation",
    "edit_person",
    "end_mandate",
    "find_link",
    "give_mandate",
    "introduce_organisation",
    "invite_to_sign_in",
    "issue_link",
    "issue_link_to_bearer",
    "issue_links",
    "name_organisation",
    "open_account",
    "prolong_links",
    "readdress_account",
    "register_newcomers",
    "register_organisation",
    "register_organisations",
    "register_person",
    "register_support_programme",
    "renew_link",
    "revoke_link",
    "unname_organisation",
    "use_link",
]
