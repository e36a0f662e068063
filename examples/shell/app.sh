#!/usr/bin/env bash
# A shell loop that tells the load of the machine.
while true; do
  uptime
  sleep 5
done
