#!/bin/sh
# The bad and good examples of every card.
exec "$GPULINT" test
