#!/usr/bin/env bash
# Announces its pid and sleeps: about the smallest program there is.
printf '%10d\n' $$ >>"$ANNOUNCE"
exec sleep 1000000
