"""What can be done with a pledge, by the part of its life: write, decide, agree."""
