"""Actions on pledges, by stage: writing, deciding, agreeing; and their paper slips."""
