"""All guides of the handbook, in the order in which they are listed."""

from portal.pages.handbook_texts.citizen import CITIZEN
from portal.pages.handbook_texts.facilitator import FACILITATOR
from portal.pages.handbook_texts.secretariat import SECRETARIAT
from portal.pages.handbook_texts.stakeholder import STAKEHOLDER

GUIDES = (FACILITATOR, STAKEHOLDER, SECRETARIAT, CITIZEN)
