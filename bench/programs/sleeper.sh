#!/usr/bin/env bash
# Announces itself with one byte and sleeps: about the smallest program there is.
printf . >>"$ANNOUNCE"
exec sleep 1000000
